import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { crc32 as zlibCrc32 } from 'node:zlib';
import { type EvtxOptions, type EvtxRecord, readEvtx, readEvtxSync } from '@eqlite/evtx';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../src/crc32.js';
import { sampleLog } from './sample.js';

const log = sampleLog();
const whole = [...readEvtxSync(log)];

/** The log in pieces that end where `cuts` say. */
function pieces(cuts: readonly number[]): Uint8Array[] {
  const ends = [...new Set(cuts)].sort((a, b) => a - b);
  return [...ends, log.length].map((end, i) => log.subarray(ends[i - 1] ?? 0, end));
}

async function* later<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield item;
}

async function collect(records: AsyncIterable<EvtxRecord>): Promise<EvtxRecord[]> {
  const all: EvtxRecord[] = [];
  for await (const record of records) all.push(record);
  return all;
}

describe('a log is read the same', () => {
  test('in pieces of any size', async () => {
    const cuts = fc.array(fc.nat(log.length), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        expect([...readEvtxSync(pieces(at))]).toEqual(whole);
        expect(await collect(readEvtx(later(pieces(at))))).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  test('byte by byte', () => {
    expect([...readEvtxSync(Array.from(log, (byte) => Uint8Array.of(byte)))]).toEqual(whole);
  });

  test('at once, without waiting', async () => {
    expect(await collect(readEvtx(log))).toEqual(whole);
    expect(await collect(readEvtx(pieces([1000])))).toEqual(whole);
  });

  test('and its records stay as they are when more is read', () => {
    const reader = readEvtxSync(log);
    const first = reader.next().value as EvtxRecord;
    const text = JSON.stringify(first);
    expect([...reader].length).toBe(whole.length - 1);
    expect(JSON.stringify(first)).toBe(text);
  });
});

test('problems come before the records behind them', () => {
  const damaged = Buffer.from(log);
  damaged.writeUInt8(0, 0x11000);
  const seen: string[] = [];
  const onProblem: EvtxOptions['onProblem'] = ({ code }) => seen.push(code);
  for (const { recordId } of readEvtxSync(damaged, { onProblem })) seen.push(recordId);
  expect(seen).toEqual(['1', '2', '3', '4', '5', '6', 'chunk_header', '7', '8', '9', '10', '11', '12']);
});

test('a source that is no log is not read to its end', async () => {
  let read = 0;
  function* endless(): Generator<Uint8Array> {
    for (;;) {
      read++;
      yield new Uint8Array(0x8000);
    }
  }
  expect([...readEvtxSync(endless())]).toEqual([]);
  expect(await collect(readEvtx(later(endless())))).toEqual([]);
  expect(read).toBeLessThan(10);
});

describe('misuse is told', () => {
  const MISUSE = [
    {
      name: 'an unknown option',
      read: () => [...readEvtxSync(log, { XML: true } as EvtxOptions)],
      message: 'unknown option "XML"; known are onProblem, xml',
    },
    {
      name: 'a source of texts',
      read: () => [...readEvtxSync('log.evtx' as unknown as Uint8Array)],
      message: 'an event log is read from Uint8Arrays, not from string',
    },
    {
      name: 'a source of arrays',
      read: () => [...readEvtxSync([[1, 2]] as unknown as Uint8Array[])],
      message: 'an event log is read from Uint8Arrays, not from object',
    },
  ];
  for (const { name, read, message } of MISUSE) test(name, () => expect(read).toThrow(new TypeError(message)));
});

test('memory does not grow with the file', { timeout: 30_000 }, () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const used = () => {
    gc();
    return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  };
  const [header, chunk] = [log.subarray(0, 0x1000), log.subarray(0x1000, 0x11000)];
  function* file(chunks: number): Generator<Uint8Array> {
    yield header;
    for (let i = 0; i < chunks; i++) yield chunk;
  }
  const marks: number[] = [];
  let records = 0;
  for (const _ of readEvtxSync(file(1000))) {
    if (records % 2000 === 1000) marks.push(used());
    records++;
  }
  expect(records).toBe(6000);
  // 65 MB of file went by; what is held at the end is what was held at the start, and some noise.
  expect(marks.at(-1)! - marks[0]!).toBeLessThan(2_000_000);
});

test('the checksum is that of zlib, whole and in parts', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, at) => {
      const cut = Math.min(at, bytes.length);
      expect(crc32(bytes, 0, bytes.length)).toBe(zlibCrc32(bytes));
      expect(crc32(bytes, cut, bytes.length, crc32(bytes, 0, cut))).toBe(zlibCrc32(bytes));
    }),
  );
});
