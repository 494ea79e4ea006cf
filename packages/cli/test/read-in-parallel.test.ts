import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PART_BYTES } from '../src/input/chunks.js';
import { Clocks } from '../src/input/event-source.js';
import { Problems } from '../src/input/problems.js';
import { type ReadContext, readPart } from '../src/input/read-records.js';
import type { Findings, TaskEnd } from '../src/jobs/messages.js';
import { ParallelReading } from '../src/jobs/read-in-parallel.js';
import type { Workers } from '../src/jobs/workers.js';
import { temporaryFolder } from './support/read.js';

const path = join(await temporaryFolder(), 'a.ndjson');
/** Of four parts, as was found before it was read. */
const file = { path, size: 4 * PART_BYTES };

function reading(messages: string[]): ReadContext {
  return {
    problems: new Problems({ isStrict: false, print: (message) => messages.push(message.replace(path, 'a.ndjson')) }),
    signal: new AbortController().signal,
    onRead: () => {},
    sink: { open: () => () => {}, passOver: () => false, close: () => {}, betweenChunks: () => undefined },
  };
}

test('a part of a file that is gone is cut', async () => {
  await rm(path, { force: true });
  expect(await readPart(file, { start: 0, end: PART_BYTES }, reading([]))).toEqual({
    lines: 0,
    records: 0,
    isCut: true,
  });
});

const READ: TaskEnd = { lines: 1, records: 1, needsWhole: false };
const CUT: TaskEnd = { lines: 0, records: 0, needsWhole: true };

test.each([
  ['before its first part is read', [CUT], 'a.ndjson: no such file or folder'],
  [
    'later',
    [READ, READ, CUT],
    `a.ndjson:3: ENOENT: no such file or directory, open 'a.ndjson'; what stands before is read, the rest is lost`,
  ],
])('a file that goes away %s is told of once', async (_name, ends, message) => {
  await writeFile(path, '{"a":1}\n');
  const messages: string[] = [];
  const dropped: number[] = [];
  const workers: Pick<Workers, 'begin' | 'take' | 'drop'> = {
    begin: () => {},
    async take(task): Promise<Findings> {
      await rm(path, { force: true });
      return { task, batches: [], weight: 0, bytes: 0, events: 0, passedOver: 0, end: ends[task]! };
    },
    drop: (task) => void dropped.push(task),
  };
  await new ParallelReading({
    workers: workers as Workers,
    visit: () => {},
    clocks: new Clocks(),
    keepsTogether: false,
    reading: reading(messages),
    onFile: () => {},
  }).read([file]);
  expect(messages.map((one) => one.replace(path, 'a.ndjson'))).toEqual([message]);
  expect(dropped).toEqual([0, 1, 2, 3].slice(ends.length - 1));
});
