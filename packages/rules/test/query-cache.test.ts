import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRuleRunner, QueryCache } from '@eqlite/rules';
import { CHILD_KEYS, type Dialect, parse, visit } from '@eqlite/syntax';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PARSED_SHAPE } from '../src/run/query-cache.js';
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

/** As a forged file, or one of a version that forgot to call its queries by another name, would have it. */
test.each([
  ['a node that is none', (text: string) => text.replace(/"kind":"(?!EventQuery)\w+"/, '"kind":"Nothing"')],
  ['no node', (text: string) => text.replace(/,\{.*\}\]\]$/, ',null]]')],
  ['a list where a node is due', (text: string) => text.replace(/,\{.*\}\]\]$/, ',[]]]')],
  ['nothing but the kind', (text: string) => text.replace(/,\{.*\}\]\]$/, ',{"kind":"EventQuery"}]]')],
  ['no list', () => '{"a":1}'],
  ['a list of no pairs', () => '[1]'],
])('a file whose hash is right, but whose content is %s, counts as having no query', async (_name, change) => {
  const path = join(folder, 'wrong');
  await rm(path, { recursive: true, force: true });
  await runFrom(path);
  const file = join(path, 'parsed-queries.json');
  const body = (await readFile(file, 'utf8')).split('\n')[1]!;
  expect(change(body)).not.toBe(body);
  const hash = createHash('sha256').update(`${PARSED_SHAPE}\n`).update(change(body)).digest('base64url');
  await writeFile(file, `${hash}\n${change(body)}`);
  expect((await runFrom(path))[1]).toBe(1);
});

test.runIf(process.platform === 'linux').each(['/proc/x', '/proc/self/x/y', '/dev/null/x'])(
  'a folder that cannot be made is an error: %s',
  async (path) => {
    const cache = await QueryCache.open(path);
    createRuleRunner([makeRule({ query: QUERY })], { cache });
    await expect(cache.save()).rejects.toThrow(
      /^(ENOENT: no such file or directory|ENOTDIR: not a directory|EEXIST: file already exists), mkdir '\/(proc|dev)/,
    );
  },
);

test('queries that fail are not kept', async () => {
  const path = join(folder, 'failing');
  const cache = await QueryCache.open(path);
  const { failures } = createRuleRunner([makeRule({ query: 'process where' })], { cache });
  await cache.save();
  expect(failures).toHaveLength(1);
  await expect(readFile(join(path, 'parsed-queries.json'))).rejects.toThrow('ENOENT');
});

/** A query for every kind of node, and for every value that a node may have. */
const QUERIES: readonly (readonly [query: string, dialect?: Dialect])[] = [
  ['any where true'],
  ['"a b" where a.b == null or not (`a.b`.c != 1 and ?d <= 2.5) | head 3 | tail 2'],
  ['process where -a + 1 * 2 - 3 / 4 % 5 < 9223372036854775807 and 99999999999999999999 > b and c >= +1e3'],
  ['process where a in ("x", """y\\z""") or b not in~ (1, false) or c in~ (concat("\\u{41}", d)) or e not in (2)'],
  [
    'process where a : "x*" and b : ("y", "z") and c like "x" and d like~ ("y") and e regex "z" and f regex~ ("a", "b")',
  ],
  ['process where startsWith~(a, "b") and length(/* c */ d) == 4 // e'],
  ['sequence by a, ?b with maxspan=5m [a where b] by c with runs=3 ![d where true] by e until [f where true] by g'],
  ['sequence with maxspan=10s [a where true] [b where true]'],
  ['sample by a [a where true] by b [c where true] by d'],
  ['join by a [a where true] [b where true] until [c where true]'],
  ['sequence [a where true] as x [b where x.c == d and _arraysearch(e, $f, $f.g == 1)]', 'endpoint'],
  ['process where descendant of [process where a]', 'endpoint'],
];

test('the cache knows itself by what parsing makes of queries: on a difference write the new hash as PARSED_SHAPE', () => {
  const parsed = QUERIES.map(([query, dialect = 'elasticsearch']) => parse(query, { dialect }));
  const kinds = new Set<string>();
  for (const query of parsed) visit(query, ({ kind }) => void kinds.add(kind));
  expect(kinds).toEqual(new Set(Object.keys(CHILD_KEYS)));
  expect(PARSED_SHAPE).toBe(createHash('sha256').update(JSON.stringify(parsed)).digest('base64url'));
});
