import { ruleJsonSchema, ruleTestJsonSchema } from '@eqlite/rules';
import { expect, test } from 'vitest';

type Schema = {
  anyOf?: Schema[];
  properties: Record<string, Schema & { description?: string; default?: unknown }>;
  required?: string[];
  description?: string;
  type?: string;
  items?: Schema;
};

test('the JSON Schema of a rule has both layouts, descriptions, limits and defaults', () => {
  const { title, anyOf } = ruleJsonSchema() as unknown as Schema & { title: string };
  const [wrapped, flat] = anyOf!;
  expect(title).toBe('EQL detection rule');
  expect(wrapped?.required).toEqual(['rule']);
  expect(wrapped?.properties.rule).toEqual(flat);
  expect(flat?.required).toEqual(['rule_id', 'name', 'description', 'severity', 'risk_score', 'type', 'query']);
  expect(flat?.properties.risk_score).toEqual({
    description: 'How bad a match is, finer.',
    type: 'integer',
    minimum: 0,
    maximum: 100,
  });
  expect(flat?.properties.severity).toMatchObject({ enum: ['low', 'medium', 'high', 'critical'] });
  expect(flat?.properties.interval).toMatchObject({ default: '5m', description: 'Time from run to run.' });
  const undescribed = Object.entries(flat!.properties).filter(([, { description }]) => description === undefined);
  expect(undescribed).toEqual([]);
});

test('the JSON Schema of a test file knows its fields', () => {
  const { properties, required } = ruleTestJsonSchema() as unknown as Schema;
  expect(Object.keys(properties)).toEqual(['rule', 'rule_id', 'start', 'define', 'defaults', 'cases']);
  expect(required).toEqual(['cases']);
  expect(properties.cases?.items?.required).toEqual(['name', 'events', 'expect']);
});
