import type { EvtxProblem } from '@eqlite/evtx';
import { describe, expect, test } from 'vitest';
import { readAll, recordOf } from './read-one.js';
import { sampleLog } from './sample.js';
import { el, instance, signChunk, signHeader, sub, template, v, writeEvtx } from './writer.js';

const CHUNK = 0x10000;
/** Where a chunk lies in a file. */
const chunkAt = (index: number) => 0x1000 + index * CHUNK;

/** Where a record of a chunk lies in the file, counted from 0. */
function recordAt(log: Buffer, chunk: number, index: number): number {
  let at = chunkAt(chunk) + 0x200;
  for (let i = 0; i < index; i++) at += log.readUInt32LE(at + 4);
  return at;
}

const sizeOf = (log: Buffer, record: number) => log.readUInt32LE(record + 4);
const resign = (log: Buffer, chunk: number) => signChunk(log.subarray(chunkAt(chunk), chunkAt(chunk + 1)));
const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

interface DamageCase {
  readonly name: string;
  /** Does the damage to the sample of two chunks with six records each; returns another log instead, if it likes. */
  readonly damage: (log: Buffer) => Buffer | undefined | void;
  readonly problems: readonly EvtxProblem[];
  readonly ids: readonly string[];
}

const HEADER_SIGNATURE: EvtxProblem = {
  code: 'file_header',
  offset: 0,
  message: 'the file does not start with "ElfFile"; its chunks are read all the same',
};
const CHUNK_CHECKSUM: EvtxProblem = {
  code: 'chunk_checksum',
  offset: chunkAt(0) + 0x200,
  chunk: 0,
  message: 'the checksum of the records is wrong: at least one of them is damaged',
};
const NOT_EVTX: EvtxProblem = {
  code: 'not_evtx',
  offset: 0,
  message: 'not a Windows event log (EVTX): there is neither a file header nor a chunk behind it',
};

const FILES: readonly DamageCase[] = [
  { name: 'an intact log', damage: () => {}, problems: [], ids: ids(1, 12) },
  {
    name: 'a log that was in use: its count of chunks means nothing',
    damage: (log) => {
      log.writeUInt32LE(1, 0x78);
      log.writeUInt16LE(9, 0x2a);
      signHeader(log);
    },
    problems: [],
    ids: ids(1, 12),
  },
  {
    name: 'a wrong count of chunks in a closed log',
    damage: (log) => {
      log.writeUInt16LE(1, 0x2a);
      signHeader(log);
    },
    problems: [{ code: 'chunk_count', offset: 0x2a, message: 'the file header counts 1 chunks, found were 2' }],
    ids: ids(1, 12),
  },
  {
    name: 'a header that was tampered with',
    damage: (log) => void log.writeUInt16LE(1, 0x2a),
    problems: [
      {
        code: 'file_header',
        offset: 0,
        message: 'the checksum of the file header is wrong; the chunks are read all the same',
      },
    ],
    ids: ids(1, 12),
  },
  {
    name: 'a header without checksum',
    damage: (log) => {
      log.writeUInt32LE(4, 0x78);
      log.writeUInt32LE(0, 0x7c);
    },
    problems: [],
    ids: ids(1, 12),
  },
  {
    name: 'a header without signature',
    damage: (log) => void log.write('x', 0),
    problems: [HEADER_SIGNATURE],
    ids: ids(1, 12),
  },
  {
    name: 'an unknown version',
    damage: (log) => {
      log.writeUInt16LE(4, 0x26);
      signHeader(log);
    },
    problems: [{ code: 'file_header', offset: 0x24, message: 'unknown format version 4.1; read as 3.1' }],
    ids: ids(1, 12),
  },
  {
    name: 'unused space behind and between chunks',
    damage: (log) =>
      Buffer.concat([
        log.subarray(0, chunkAt(1)),
        Buffer.alloc(CHUNK),
        log.subarray(chunkAt(1)),
        Buffer.alloc(CHUNK + 700),
      ]),
    problems: [],
    ids: ids(1, 12),
  },
  {
    name: 'something else behind the last chunk',
    damage: (log) => Buffer.concat([log, Buffer.alloc(700, 0xaa)]),
    problems: [
      { code: 'chunk_missing', offset: chunkAt(2), chunk: 2, message: 'no chunk starts here; skipped 700 bytes' },
    ],
    ids: ids(1, 12),
  },
  {
    name: 'a chunk overwritten',
    damage: (log) => void log.fill(0xaa, chunkAt(0), chunkAt(1)),
    problems: [
      { code: 'chunk_missing', offset: chunkAt(0), chunk: 0, message: 'no chunk starts here; skipped 65536 bytes' },
      { code: 'chunk_count', offset: 0x2a, message: 'the file header counts 2 chunks, found were 1' },
    ],
    ids: ids(7, 12),
  },
  {
    name: 'bytes that push a chunk from its place',
    damage: (log) => Buffer.concat([log.subarray(0, chunkAt(1)), Buffer.alloc(1000, 0xaa), log.subarray(chunkAt(1))]),
    problems: [
      { code: 'chunk_missing', offset: chunkAt(1), chunk: 1, message: 'no chunk starts here; skipped 1000 bytes' },
    ],
    ids: ids(1, 12),
  },
  {
    name: 'a log cut short in its third record of the second chunk',
    damage: (log) => log.subarray(0, recordAt(log, 1, 2) + 100),
    problems: [
      {
        code: 'chunk_truncated',
        offset: chunkAt(1),
        chunk: 1,
        message: `the file ends ${recordAt(sampleLog(), 1, 2) + 100 - chunkAt(1)} bytes into this chunk`,
      },
      {
        code: 'record_header',
        offset: recordAt(sampleLog(), 1, 2),
        chunk: 1,
        record: '9',
        message: `a record cannot be ${sizeOf(sampleLog(), recordAt(sampleLog(), 1, 2))} bytes long here; skipped`,
      },
    ],
    ids: ids(1, 8),
  },
  {
    name: 'a log cut short in the header of a chunk',
    damage: (log) => log.subarray(0, chunkAt(1) + 100),
    problems: [
      { code: 'chunk_truncated', offset: chunkAt(1), chunk: 1, message: 'the file ends 100 bytes into this chunk' },
    ],
    ids: ids(1, 6),
  },
  {
    name: 'a header and nothing else',
    damage: (log) => log.subarray(0, 0x1000),
    problems: [{ code: 'chunk_count', offset: 0x2a, message: 'the file header counts 2 chunks, found were 0' }],
    ids: [],
  },
  { name: 'less than a header', damage: (log) => log.subarray(0, 100), problems: [NOT_EVTX], ids: [] },
  {
    name: 'an empty file',
    damage: () => Buffer.alloc(0),
    problems: [{ code: 'not_evtx', offset: 0, message: 'the file is empty' }],
    ids: [],
  },
  {
    name: 'another kind of file',
    damage: () => Buffer.from('<Event/>\n'.repeat(100_000)),
    problems: [NOT_EVTX],
    ids: [],
  },
  { name: 'a file of zeros', damage: () => Buffer.alloc(3 * CHUNK), problems: [NOT_EVTX], ids: [] },
  {
    name: 'a chunk that lost its header altogether',
    damage: (log) => log.subarray(chunkAt(1) - 0x1000),
    problems: [HEADER_SIGNATURE],
    ids: ids(7, 12),
  },
];

const CHUNKS: readonly DamageCase[] = [
  {
    name: 'a chunk without signature',
    damage: (log) => void log.write('x', chunkAt(0)),
    problems: [
      {
        code: 'chunk_header',
        offset: chunkAt(0),
        chunk: 0,
        message: 'the chunk does not start with "ElfChnk"; its records are read all the same',
      },
    ],
    ids: ids(1, 12),
  },
  {
    name: 'a chunk whose tables are damaged',
    damage: (log) => void log.fill(0xaa, chunkAt(0) + 0x80, chunkAt(0) + 0x200),
    problems: [
      {
        code: 'chunk_header',
        offset: chunkAt(0),
        chunk: 0,
        message: 'the checksum of the chunk header is wrong; the records are read all the same',
      },
    ],
    ids: ids(1, 12),
  },
  {
    name: 'a chunk that no longer knows where its records end',
    damage: (log) => void log.writeUInt32LE(0xffffffff, chunkAt(0) + 0x30),
    problems: [
      {
        code: 'chunk_header',
        offset: chunkAt(0),
        chunk: 0,
        message: 'the checksum of the chunk header is wrong; the records are read all the same',
      },
    ],
    ids: ids(1, 12),
  },
  {
    name: 'a chunk whose records end too early in its damaged header',
    damage: (log) => void log.writeUInt32LE(recordAt(log, 0, 3) - chunkAt(0), chunkAt(0) + 0x30),
    problems: [
      {
        code: 'chunk_header',
        offset: chunkAt(0),
        chunk: 0,
        message: 'the checksum of the chunk header is wrong; the records are read all the same',
      },
    ],
    ids: ids(1, 12),
  },
  {
    name: 'a chunk without checksums',
    damage: (log) => {
      log.writeUInt32LE(4, chunkAt(0) + 0x78);
      log.writeUInt32LE(0, chunkAt(0) + 0x7c);
      log.writeUInt32LE(0, chunkAt(0) + 0x34);
    },
    problems: [],
    ids: ids(1, 12),
  },
  {
    name: 'remains of older records behind the end of a chunk',
    damage: (log) => {
      log.writeUInt32LE(recordAt(log, 0, 3) - chunkAt(0), chunkAt(0) + 0x30);
      resign(log, 0);
    },
    problems: [],
    ids: ['1', '2', '3', ...ids(7, 12)],
  },
  {
    name: 'records behind the end of a chunk in a log that was in use: those that go on from there',
    damage: (log) => {
      log.writeUInt32LE(1, 0x78);
      signHeader(log);
      log.writeUInt32LE(recordAt(log, 0, 3) - chunkAt(0), chunkAt(0) + 0x30);
      log.writeBigUInt64LE(2n, recordAt(log, 0, 5) + 8);
      resign(log, 0);
    },
    problems: [],
    ids: [...ids(1, 5), ...ids(7, 12)],
  },
];

/** The damage a record does to the checksum of its chunk is left out of these. */
const recordProblem = (
  index: number,
  code: 'record_header' | 'record_content',
  message: string,
  at = 0,
): readonly EvtxProblem[] => [
  CHUNK_CHECKSUM,
  { code, offset: recordAt(sampleLog(), 0, index) + at, chunk: 0, record: String(index + 1), message },
];

const RECORDS: readonly DamageCase[] = [
  {
    name: 'a changed text is told by the checksum alone',
    damage: (log) => {
      const at = log.indexOf(Buffer.from('cmd.exe', 'utf16le'));
      log.write('X', at);
    },
    problems: [CHUNK_CHECKSUM],
    ids: ids(1, 12),
  },
  {
    name: 'a record without signature',
    damage: (log) => void log.write('x', recordAt(log, 0, 1)),
    problems: [
      CHUNK_CHECKSUM,
      {
        code: 'record_header',
        offset: recordAt(sampleLog(), 0, 1),
        chunk: 0,
        message: `no record starts here; skipped ${sizeOf(sampleLog(), recordAt(sampleLog(), 0, 1))} bytes`,
      },
    ],
    ids: ['1', ...ids(3, 12)],
  },
  {
    name: 'a record whose sizes disagree',
    damage: (log) => void log.writeUInt32LE(99, recordAt(log, 0, 2) - 4),
    problems: recordProblem(
      1,
      'record_header',
      `the two sizes of the record disagree, ${sizeOf(sampleLog(), recordAt(sampleLog(), 0, 1))} and 99; skipped`,
    ),
    ids: ['1', ...ids(3, 12)],
  },
  {
    name: 'a record larger than its chunk',
    damage: (log) => void log.writeUInt32LE(0x80000000, recordAt(log, 0, 1) + 4),
    problems: recordProblem(1, 'record_header', 'a record cannot be 2147483648 bytes long here; skipped'),
    ids: ['1', ...ids(3, 12)],
  },
  {
    name: 'a record of no size',
    damage: (log) => void log.writeUInt32LE(0, recordAt(log, 0, 1) + 4),
    problems: recordProblem(1, 'record_header', 'a record cannot be 0 bytes long here; skipped'),
    ids: ['1', ...ids(3, 12)],
  },
  {
    name: 'a record whose content is lost',
    damage: (log) => void log.fill(0xaa, recordAt(log, 0, 1) + 24, recordAt(log, 0, 2) - 4),
    problems: recordProblem(1, 'record_content', 'unknown binary XML token 0xaa', 24),
    ids: ['1', ...ids(3, 12)],
  },
  {
    name: 'a record whose content is zeros',
    damage: (log) => void log.fill(0, recordAt(log, 0, 1) + 24, recordAt(log, 0, 2) - 4),
    problems: recordProblem(1, 'record_content', 'the record holds no <Event> with a <System> part'),
    ids: ['1', ...ids(3, 12)],
  },
  {
    name: 'a record that refers to a template outside the chunk',
    damage: (log) => void log.writeUInt32LE(0x12345678, recordAt(log, 0, 1) + 24 + 4 + 6),
    problems: [
      CHUNK_CHECKSUM,
      {
        code: 'record_content',
        offset: chunkAt(0) + 0x12345678,
        chunk: 0,
        record: '2',
        message: 'a template at offset 0x12345678, outside the chunk',
      },
    ],
    ids: ['1', ...ids(3, 12)],
  },
  {
    name: 'a template that is damaged takes its records with it, and no others',
    damage: (log) => {
      const at = log.indexOf(Buffer.from('RuleName', 'utf16le'));
      log[at - 13] = 0xaa;
    },
    problems: [],
    ids: [],
  },
];

for (const [title, cases] of Object.entries({ files: FILES, chunks: CHUNKS, records: RECORDS })) {
  describe(`damaged ${title}`, () => {
    for (const { name, damage, problems, ids: expected } of cases) {
      test(name, () => {
        const log = sampleLog();
        const read = readAll(damage(log) ?? log);
        expect(read.problems).toEqual(problems);
        expect(read.records.map((record) => record.recordId)).toEqual(expected);
      });
    }
  });
}
