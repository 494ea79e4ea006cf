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
  /** Damages the sample, two chunks of six records each, in place, or returns another log. */
  readonly damage: (log: Buffer) => unknown;
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
    damage: (log) => log.writeUInt16LE(1, 0x2a),
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
    damage: (log) => log.write('x', 0),
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
    damage: (log) => log.fill(0xaa, chunkAt(0), chunkAt(1)),
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
    damage: (log) => log.write('x', chunkAt(0)),
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
    damage: (log) => log.fill(0xaa, chunkAt(0) + 0x80, chunkAt(0) + 0x200),
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
    damage: (log) => log.writeUInt32LE(0xffffffff, chunkAt(0) + 0x30),
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
    damage: (log) => log.writeUInt32LE(recordAt(log, 0, 3) - chunkAt(0), chunkAt(0) + 0x30),
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

/** What is told of one damaged record: the checksum of its chunk, then the record, `at` bytes into it. */
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
    damage: (log) => log.write('x', recordAt(log, 0, 1)),
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
    damage: (log) => log.writeUInt32LE(99, recordAt(log, 0, 2) - 4),
    problems: recordProblem(
      1,
      'record_header',
      `the two sizes of the record disagree, ${sizeOf(sampleLog(), recordAt(sampleLog(), 0, 1))} and 99; skipped`,
    ),
    ids: ['1', ...ids(3, 12)],
  },
  {
    name: 'a record larger than its chunk',
    damage: (log) => log.writeUInt32LE(0x80000000, recordAt(log, 0, 1) + 4),
    problems: recordProblem(1, 'record_header', 'a record cannot be 2147483648 bytes long here; skipped'),
    ids: ['1', ...ids(3, 12)],
  },
  {
    name: 'a record of no size',
    damage: (log) => log.writeUInt32LE(0, recordAt(log, 0, 1) + 4),
    problems: recordProblem(1, 'record_header', 'a record cannot be 0 bytes long here; skipped'),
    ids: ['1', ...ids(3, 12)],
  },
  {
    name: 'a record whose content is lost',
    damage: (log) => log.fill(0xaa, recordAt(log, 0, 1) + 24, recordAt(log, 0, 2) - 4),
    problems: recordProblem(1, 'record_content', 'unknown binary XML token 0xaa', 24),
    ids: ['1', ...ids(3, 12)],
  },
  {
    name: 'a record whose content is zeros',
    damage: (log) => log.fill(0, recordAt(log, 0, 1) + 24, recordAt(log, 0, 2) - 4),
    problems: recordProblem(1, 'record_content', 'the record holds no <Event> with a <System> part'),
    ids: ['1', ...ids(3, 12)],
  },
  {
    name: 'a record that refers to a template outside the chunk',
    damage: (log) => log.writeUInt32LE(0x12345678, recordAt(log, 0, 1) + 24 + 4 + 6),
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
    name: 'a damaged template takes the records that use it with it, and no others',
    damage: (log) => log.writeUInt8(0xaa, nameText(log)),
    problems: [
      CHUNK_CHECKSUM,
      ...['1', '2'].map(
        (record): EvtxProblem => ({
          code: 'record_content',
          offset: nameText(sampleLog()),
          chunk: 0,
          record,
          message: 'unknown binary XML token 0xaa',
        }),
      ),
    ],
    ids: ids(3, 12),
  },
];

/** Where the text `RuleName` starts, in a template that two records of the first chunk use. */
function nameText(log: Buffer): number {
  return log.indexOf(Buffer.from('RuleName', 'utf16le')) - 4;
}

for (const [title, cases] of Object.entries({ files: FILES, chunks: CHUNKS, records: RECORDS })) {
  describe(`damaged ${title}`, () => {
    for (const { name, damage, problems, ids: expected } of cases) {
      test(name, () => {
        const log = sampleLog();
        const other = damage(log);
        const read = readAll(Buffer.isBuffer(other) ? other : log);
        expect(read.problems).toEqual(problems);
        expect(read.records.map((record) => record.recordId)).toEqual(expected);
      });
    }
  });
}

/** Bytes among the nodes of a record, from numbers and hex. Where they are all, they lie at `CONTENT` in the chunk. */
const bytes = (...parts: (string | number)[]) => ({
  kind: 'bytes',
  hex: parts.map((part) => (typeof part === 'string' ? part : u32(part))).join(''),
});
const u32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer).toString('hex');
const CONTENT = 0x200 + 24 + 4;

/** An instance without values of the template at an offset. */
const instanceAt = (offset: number) => bytes('0c01', 0, offset, 0);
/** `<A` with its name; where it stands first. */
const START_TAG = ['01ffff', 0, CONTENT + 11, 0, '0000', '0100', '4100', '0000'] as const;
/** `<…/>` with a name that lies at an offset. */
const emptyElement = (name: number) => bytes('01ffff', 0, name, '03');
const TWICE = template(sub(0, 0x21), sub(0, 0x21));

let doubled: unknown = v.binxml('x');
for (let level = 0; level < 60; level++) doubled = v.binxml(instance(TWICE, [doubled]));
let deepElement: unknown = el('A');
for (let level = 0; level < 200; level++) deepElement = el('A', {}, deepElement);
let deepValue: unknown = v.binxml('x');
for (let level = 0; level < 200; level++) deepValue = v.binxml(instance(template(sub(0, 0x21)), [deepValue]));

/** Contents that no log has, with checksums as if one had them. */
const HOSTILE: readonly { readonly name: string; readonly record: object; readonly message: string }[] = [
  {
    name: 'a value that is not there',
    record: recordOf([el('A', {}, sub(1))], [v.null()]),
    message: 'value 1 is referred to but not there',
  },
  {
    name: 'a value outside a template',
    record: { nodes: [el('A', {}, sub(0))] },
    message: 'value 0 is referred to but not there',
  },
  {
    name: 'a value of an unknown type',
    record: recordOf([sub(0)], [v.raw(0x55, '00')]),
    message: 'unknown value type 0x55',
  },
  {
    name: 'an array of an unknown type',
    record: recordOf([el('A', {}, sub(0))], [v.raw(0xd5, '00')]),
    message: 'unknown value type 0x55',
  },
  {
    name: 'a value too small for its type',
    record: recordOf([sub(0)], [v.raw(15, '00112233')]),
    message: 'a value of type guid cannot be 4 bytes long',
  },
  {
    name: 'a SID too small for its parts',
    record: recordOf([sub(0)], [v.raw(19, '01ff000000000005')]),
    message: 'a value of type sid cannot be 8 bytes long',
  },
  {
    name: 'an array that ends with part of an item',
    record: recordOf([el('A', {}, sub(0))], [v.raw(0x86, '001122')]),
    message: 'a value of type uint16[] cannot be 3 bytes long',
  },
  {
    name: 'more values than bytes',
    record: { nodes: [bytes('0c01', 0, 0x200, 0x7fffffff)] },
    message: 'a list of values runs past the end of its container',
  },
  {
    name: 'a value larger than its record',
    record: { nodes: [bytes('0c01', 0, 0x200, 1, 'ffff0100')] },
    message: 'a value runs past the end of its container',
  },
  {
    name: 'a template larger than its record',
    record: { nodes: [bytes('0c01', 0, CONTENT + 10, 0, 0, 0, 0, 0, 0xffffffff)] },
    message: 'a template runs past the end of its container',
  },
  {
    name: 'a template at the edge of its chunk',
    record: { nodes: [instanceAt(0xfff0)] },
    message: 'a template at offset 0xfff0, outside the chunk',
  },
  {
    name: 'a template in the header of its chunk',
    record: { nodes: [instanceAt(0x1ff)] },
    message: 'a template at offset 0x1ff, outside the chunk',
  },
  {
    name: 'a name at the edge of its chunk',
    record: { nodes: [emptyElement(0xfff8)] },
    message: 'a name at offset 0xfff8, outside the chunk',
  },
  {
    name: 'a name larger than its record',
    record: { nodes: [bytes('01ffff', 0, CONTENT + 11, 0, '0000', 'ff00')] },
    message: 'a name runs past the end of its container',
  },
  {
    name: 'a text larger than its record',
    record: { nodes: [bytes('0501', 'ffff')] },
    message: 'a text runs past the end of its container',
  },
  { name: 'a text that is a number', record: { nodes: [bytes('0508', 7)] }, message: 'a text of value type 0x8' },
  {
    name: 'an element that is not closed',
    record: { nodes: [bytes(...START_TAG, '02')] },
    message: '<A> is not closed',
  },
  {
    name: 'a start tag that does not end',
    record: { nodes: [bytes(...START_TAG, '05')] },
    message: 'the start tag of <A> does not end',
  },
  { name: 'an end tag by itself', record: { nodes: [bytes('04')] }, message: 'an end tag without a start tag' },
  { name: 'no event', record: { nodes: [el('A')] }, message: 'the record holds no <Event> with a <System> part' },
  {
    name: 'a template that holds itself',
    record: {
      nodes: [bytes('0c01', 0, CONTENT + 10, 0, 0, 0, 0, 0, 19, '0f010100', '0c01', 0, CONTENT + 10, 0, '00', 0)],
    },
    message: 'elements are nested too deeply',
  },
  {
    name: 'elements in elements without end',
    record: recordOf([deepElement]),
    message: 'elements are nested too deeply',
  },
  {
    name: 'values in values without end',
    record: recordOf([sub(0, 0x21)], [deepValue]),
    message: 'elements are nested too deeply',
  },
  {
    name: 'values that double on each level',
    record: recordOf([sub(0, 0x21)], [doubled]),
    message: 'the record unfolds to far more than its size',
  },
  {
    name: 'a large value shown many times',
    record: recordOf(new Array(3000).fill(sub(0)), [v.wstring('x'.repeat(10_000))]),
    message: 'the record unfolds to far more than its size',
  },
  {
    // Read from the middle of the text, each is 0x3000 bytes long.
    name: 'templates in templates',
    record: recordOf(['\u3000\0'.repeat(4000), ...[0, 4, 8, 12, 16, 20].map((step) => instanceAt(0x1000 + step))]),
    message: 'the templates of this chunk overlap',
  },
  {
    // Each is 0x2000 characters long.
    name: 'names in names',
    record: recordOf(['\u2000'.repeat(9000), ...[0, 2, 4, 6].map((step) => emptyElement(0x1000 + step))]),
    message: 'the names of this chunk overlap',
  },
];

describe('hostile records', () => {
  for (const { name, record, message } of HOSTILE) {
    test(name, () => {
      const good = { nodes: [el('Event', {}, el('System', {}, el('EventID', {}, '1')))] };
      const { records, problems } = readAll(writeEvtx([record, good]), true);
      expect(problems.map((problem) => [problem.code, problem.record, problem.message])).toEqual([
        ['record_content', '1', message],
      ]);
      expect(records.map((read) => read.recordId)).toEqual(['2']);
    });
  }

  test('that many of them cannot take more than their chunk may', () => {
    // Each unfolds to 0.3 MB, which a record may; together to more than the 16 MiB that a chunk may.
    const large = template(el('Event', {}, ...new Array(500).fill(el('A', {}, sub(0)))));
    const log = writeEvtx(
      Array.from({ length: 60 }, () => ({ nodes: [instance(large, [v.wstring('x'.repeat(300))])] })),
    );
    const { problems } = readAll(log);
    const messages = problems.map((problem) => problem.message);
    expect(messages.length).toBe(60);
    expect(messages[0]).toBe('the record holds no <Event> with a <System> part');
    expect(messages.at(-1)).toBe('the record unfolds to far more than its size');
  });
});
