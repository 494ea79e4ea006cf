import { createEcsConverter, toEcs } from '@eqlite/ecs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ENDGAME } from './mapping/endgame.js';
import { POWERSHELL, WINDOWS_POWERSHELL } from './mapping/powershell.js';
import { SECURITY } from './mapping/security.js';
import { SHAPES } from './mapping/shapes.js';
import { SYSMON } from './mapping/sysmon.js';
import { SYSTEM } from './mapping/system.js';

/** What holds for all records, good or hostile. ECS_RUNS=100000 for a long run. */

const RUNS = Number(process.env.ECS_RUNS ?? 3000);

/** Every record of the mapping tables, in every shape that is an object. */
const RECORDS: readonly object[] = [
  ...[SYSMON, SECURITY, SYSTEM, POWERSHELL, WINDOWS_POWERSHELL].flatMap((source) =>
    source.cases.flatMap((one) =>
      SHAPES.filter(({ shape }) => !one.except?.includes(shape)).map(({ dress }) => dress(source, one)),
    ),
  ),
  ...ENDGAME.map(({ record }) => record),
].filter((record) => typeof record === 'object' && record !== null);

const record = fc.constantFrom(...RECORDS).map((one) => structuredClone(one));

/** Values that stand where others are expected. */
const foreign = fc.oneof(
  fc.constantFrom(undefined, null, '', '-', 0, -1, 1e300, Number.NaN, true, [], {}, [[]], '0x', '%%', '%%4432', ','),
  fc.constantFrom('\\', 'a\\b\\', '.', ';;type: 5', '1=2,', '<Event>', '::ffff:', '{"a":1}', '__proto__', '\ud800'),
  fc.string({ maxLength: 20 }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Puts a value in place of another, wherever it is. */
function replaceAt(node: unknown, path: number, value: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  const fields = node as { [key: string]: unknown };
  const keys = Object.keys(fields);
  if (keys.length === 0) return;
  const key = keys[path % keys.length]!;
  const inner = fields[key];
  const rest = Math.floor(path / keys.length);
  if (rest > 0 && typeof inner === 'object' && inner !== null) replaceAt(inner, rest, value);
  else fields[key] = value;
}

test('a record with anything anywhere converts or does not, but never throws, and is left as it was', () => {
  const changes = fc.array(fc.tuple(fc.nat(), foreign), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(record, changes, (input, replaced) => {
      for (const [path, value] of replaced) replaceAt(input, path, value);
      const before = structuredClone(input);
      const event = toEcs(input);
      expect(input).toEqual(before);
      if (event !== undefined) expect(() => JSON.stringify(event)).not.toThrow();
    }),
    { numRuns: RUNS },
  );
});

test('the order of keys does not matter, nor whether it was met before', () => {
  fc.assert(
    fc.property(record, fc.infiniteStream(fc.nat()), (input, random) => {
      const keys = Object.entries(input)
        .map(([key, value]) => ({ key, value, at: random.next().value }))
        .sort((a, b) => a.at - b.at);
      const shuffled = Object.fromEntries(keys.map(({ key, value }) => [key, value]));
      const event = toEcs(input);
      expect(toEcs(shuffled)).toEqual(event);
      expect(toEcs(shuffled)).toEqual(event);
    }),
    { numRuns: RUNS },
  );
});

test('a record number becomes the text that String makes of it, whatever numbers came before', () => {
  const number = fc.oneof(fc.integer({ min: 990, max: 3010 }), fc.integer(), fc.double(), fc.maxSafeInteger());
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 20 }), (numbers) => {
      const record = { EventID: 1, EventTime: '2024-05-06 07:08:09', Channel: 'Security' };
      const texts = numbers.map((RecordNumber) => toEcs({ ...record, RecordNumber }));
      expect(texts).toMatchObject(numbers.map((one) => ({ winlog: { record_id: String(one) } })));
    }),
    { numRuns: RUNS / 3 },
  );
});

test('a converter gives what toEcs does, but for times that it sets right', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 8 }), (records) => {
      const events: unknown[] = [];
      const converter = createEcsConverter<undefined>({ onEvent: (event) => events.push(event) });
      for (const one of records) converter.push(one, undefined);
      converter.end();
      const withoutTime = (event: unknown) => ({ ...(event as object), '@timestamp': undefined });
      expect(events.map(withoutTime)).toEqual(records.map((one) => withoutTime(toEcs(one))));
      const { records: seen, events: counted, sources } = converter.stats();
      expect([seen, counted]).toEqual([records.length, records.length]);
      expect(sources.reduce((sum, source) => sum + source.events, 0)).toBe(records.length);
    }),
    { numRuns: RUNS / 3 },
  );
});

test.each([
  ['a command line', (length: number) => ({ EventID: 1, CommandLine: '\\"'.repeat(length) })],
  ['hashes', (length: number) => ({ EventID: 1, Hashes: 'MD5=0,'.repeat(length) })],
  ['a path', (length: number) => ({ EventID: 11, TargetFilename: '\\.'.repeat(length) })],
  [
    'a registry path',
    (length: number) => ({ EventID: 13, TargetObject: '\\'.repeat(length), Details: 'QWORD ('.repeat(length) }),
  ],
  [
    'answers',
    (length: number) => ({ EventID: 22, QueryName: 'a.'.repeat(length), QueryResults: 'type: '.repeat(length) }),
  ],
  ['entities', (length: number) => ({ EventID: 1, Image: '&lt'.repeat(length) })],
])('%s of any length takes time in proportion', (_what, fields) => {
  const timeOf = (length: number) => {
    const one = {
      EventTime: '2024-05-06 07:08:09',
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      ...fields(length),
    };
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      toEcs(one);
      best = Math.min(best, performance.now() - start);
    }
    return best;
  };
  timeOf(1000);
  expect(timeOf(200_000) / Math.max(timeOf(20_000), 0.5)).toBeLessThan(60);
});
