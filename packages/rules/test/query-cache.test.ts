import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRuleRunner, QueryCache } from '@eqlite/rules';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRule } from './make-rule.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eqlite-cache-'));
});
afterAll(() => rm(folder, { recursive: true }));

const QUERY = 'process where process.name : "cmd.exe"';
const EVENT = { event: { category: 'process' }, process: { name: 'CMD.exe' } };

/** Runs a rule from the cache, and tells whether it was there already. */
async function runFrom(path: string, query = QUERY): Promise<readonly [wasThere: boolean, alerts: number]> {
  const cache = await QueryCache.open(path);
  const wasThere = cache.get(query, undefined) !== undefined;
  const runner = createRuleRunner([makeRule({ query })], { cache });
  await cache.save();
  return [wasThere, runner.push(EVENT).length];
}

test('a query is parsed once, and runs from the cache as it does without', async () => {
  const path = join(folder, 'new', 'folder');
  expect(await runFrom(path)).toEqual([false, 1]);
  expect(await runFrom(path)).toEqual([true, 1]);
  const other = `${QUERY} and process.pid == 4`;
  expect(await runFrom(path, other)).toEqual([false, 0]);
  expect(await runFrom(path, other)).toEqual([true, 0]);
});

test('dialects do not mix', async () => {
  const path = join(folder, 'dialects');
  await runFrom(path);
  expect((await QueryCache.open(path)).get(QUERY, 'endpoint')).toBe(undefined);
});

test.each([
  ['cut off', (text: string) => text.slice(0, -20)],
  ['changed', (text: string) => text.replace('cmd.exe', 'cmd.ex_')],
  ['empty', () => ''],
  ['no cache at all', () => 'hello\n[]'],
])('a file that is %s counts as empty', async (_name, damage) => {
  const path = join(folder, 'damaged');
  await runFrom(path);
  const file = join(path, 'parsed-queries.json');
  await writeFile(file, damage(await readFile(file, 'utf8')));
  expect(await runFrom(path)).toEqual([false, 1]);
  expect(await runFrom(path)).toEqual([true, 1]);
});

test('queries that fail are not kept', async () => {
  const path = join(folder, 'failing');
  const cache = await QueryCache.open(path);
  const { failures } = createRuleRunner([makeRule({ query: 'process where' })], { cache });
  await cache.save();
  expect(failures).toHaveLength(1);
  await expect(readFile(join(path, 'parsed-queries.json'))).rejects.toThrow('ENOENT');
});
