import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ECS_SCHEMA, ECS_SCHEMA_VERSION } from '@eqlite/ecs';
import { describe, expect, test } from 'vitest';
import { ecsFieldsModule } from '../../../scripts/generate-ecs-schema.js';

const ROOT = join(import.meta.dirname, '../../..');
const LIST = join(process.env.EQLITE_DATA ?? join(ROOT, '../shared/data'), 'ecs-fields.json');
const hasList = existsSync(LIST);
if (!hasList)
  console.warn(`schema.test.ts: ${LIST} is absent, so the schema is not compared with it. Set EQLITE_DATA.`);

describe('ECS_SCHEMA', () => {
  test.each([
    ['@timestamp', 'date'],
    ['event.category', 'keyword'],
    ['process.pid', 'long'],
    ['process.parent.args', 'keyword'],
    ['process.command_line', 'wildcard'],
    ['process.interactive', 'boolean'],
    ['source.ip', 'ip'],
    ['message', 'match_only_text'],
    ['host.risk.calculated_score', 'float'],
    ['process.io', 'object'],
    ['process.parent', undefined],
    ['process', undefined],
    ['constructor', undefined],
  ])('%s: %s', (field, type) => {
    expect(Object.hasOwn(ECS_SCHEMA, field) ? ECS_SCHEMA[field] : undefined).toBe(type);
  });

  test('is not for changing, but for spreading', () => {
    expect(Object.isFrozen(ECS_SCHEMA)).toBe(true);
    const mine: typeof ECS_SCHEMA = { ...ECS_SCHEMA, 'acme.badge.number': 'keyword' };
    expect(mine['acme.badge.number']).toBe('keyword');
    expect(mine['process.pid']).toBe('long');
  });

  test('tells its version', () => expect(ECS_SCHEMA_VERSION).toMatch(/^\d+\.\d+\.\d+$/));

  test.skipIf(!hasList)('has the types of the list it is made of, and no other field', () => {
    const { fields } = JSON.parse(readFileSync(LIST, 'utf8')) as { fields: { [name: string]: { type: string } } };
    expect(ECS_SCHEMA).toEqual(Object.fromEntries(Object.entries(fields).map(([name, { type }]) => [name, type])));
  });

  test.skipIf(!hasList)('its source is what the script writes', () => {
    const source = readFileSync(join(ROOT, 'packages/ecs/src/schema/ecs-fields.ts'), 'utf8');
    expect(source).toBe(ecsFieldsModule(readFileSync(LIST, 'utf8')));
  });
});
