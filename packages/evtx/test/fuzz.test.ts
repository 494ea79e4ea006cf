import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAll } from './read-one.js';
import { SAMPLE } from './sample.js';
import { writeEvtx } from './writer.js';

const HEADER = 0x1000;
const CHUNK = 0x10000;
const DATA = join(process.env.EQLITE_DATA ?? join(import.meta.dirname, '../../../../shared/data'), 'evtx');

interface Log {
  readonly name: string;
  readonly bytes: Buffer;
  /** Each record as text, and where it ends in the file. */
  readonly records: readonly { readonly text: string; readonly end: number }[];
}

/** The log with what it holds, found in the plainest way. */
function logOf(name: string, bytes: Buffer): Log {
  const texts = readAll(bytes).records.map((record) => JSON.stringify(record));
  const ends: number[] = [];
  for (let chunk = HEADER; chunk < bytes.length; chunk += CHUNK) {
    const end = chunk + bytes.readUInt32LE(chunk + 0x30);
    for (let at = chunk + 0x200; at < end; ends.push(at)) at += bytes.readUInt32LE(at + 4);
  }
  expect(ends.length).toBe(texts.length);
  return { name, bytes, records: texts.map((text, i) => ({ text, end: ends[i]! })) };
}

const sample = SAMPLE.map((entry) => entry.record);
const ours = logOf('our own log', writeEvtx([Array.from({ length: 90 }, (_, i) => sample[i % sample.length]), sample]));

const theirs = existsSync(DATA)
  ? readdirSync(DATA)
      .filter((name) => name.endsWith('.evtx'))
      .map((name) => logOf(name, readFileSync(join(DATA, name))))
  : [];
if (theirs.length === 0) console.warn(`fuzz.test.ts: no logs in ${DATA}; only our own is fuzzed. Set EQLITE_DATA.`);

/** The records of a damaged log, as texts; reading must neither throw nor yield more than the file can hold. */
function readDamaged(bytes: Buffer): string[] {
  const { records } = readAll(bytes);
  expect(records.length).toBeLessThanOrEqual(bytes.length / 28);
  return records.map((record) => JSON.stringify(record));
}

/** The records that damage to the byte at `offset` cannot touch: those before it in its chunk, and all other chunks'. */
function untouched({ records }: Log, offset: number): string[] {
  const chunk = HEADER + Math.floor((offset - HEADER) / CHUNK) * CHUNK;
  const isInRecords = offset >= chunk + 0x200;
  return records.filter(({ end }) => !isInRecords || end <= offset || end > chunk + CHUNK).map(({ text }) => text);
}

function flip(log: Log, offset: number, bit: number): void {
  const damaged = Buffer.from(log.bytes);
  damaged[offset]! ^= 1 << bit;
  const read = new Set(readDamaged(damaged));
  const lost = untouched(log, offset).filter((text) => !read.has(text));
  expect(lost, `bit ${bit} of byte ${offset} flipped`).toEqual([]);
}

describe.each([ours, ...theirs])('fuzz: $name', (log) => {
  test('cut anywhere, what lies before the cut is read', { timeout: 60_000 }, () => {
    for (let length = 0; length < log.bytes.length; length += 512) {
      const whole = log.records.filter(({ end }) => end <= length).map(({ text }) => text);
      expect(readDamaged(log.bytes.subarray(0, length)), `cut at ${length}`).toEqual(whole);
    }
  });

  test('with any bit flipped, what the bit does not touch is read', { timeout: 60_000 }, () => {
    const runs = log === ours ? 1500 : 100;
    const offset = fc.nat(log.bytes.length - 1);
    fc.assert(
      fc.property(offset, fc.nat(7), (at, bit) => flip(log, at, bit)),
      { numRuns: runs },
    );
  });

  test('with each bit of the headers flipped', { timeout: 60_000 }, () => {
    const step = log === ours ? 1 : 7;
    for (let bit = 0; bit < 8 * 128; bit += step) {
      flip(log, bit >> 3, bit & 7);
      flip(log, HEADER + (bit >> 3), bit & 7);
    }
  });

  test('with anything written over it', { timeout: 60_000 }, () => {
    const patch = fc.tuple(
      fc.nat(log.bytes.length - 1),
      fc.oneof(
        fc.uint8Array({ maxLength: 64 }),
        fc.nat(5000).map((length) => new Uint8Array(length)),
        // Another part of the log itself: what looks right in the wrong place.
        fc.tuple(fc.nat(log.bytes.length - 1), fc.nat(5000)).map(([at, size]) => log.bytes.subarray(at, at + size)),
      ),
    );
    fc.assert(
      fc.property(fc.array(patch, { minLength: 1, maxLength: 5 }), (patches) => {
        const damaged = Buffer.from(log.bytes);
        for (const [at, bytes] of patches) damaged.set(bytes.subarray(0, damaged.length - at), at);
        readDamaged(damaged);
      }),
      { numRuns: log === ours ? 500 : 50 },
    );
  });
});
