import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readBytes, temporaryFolder } from './support/read.js';

const folder = await temporaryFolder();

interface Case {
  /** The rule. */
  readonly name: string;
  readonly file?: string;
  readonly bytes: string | Uint8Array;
  readonly records: readonly (readonly [line: number, record: unknown])[];
  readonly messages?: readonly string[];
}

const A = { a: 1 };
const B = { b: 2 };
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const xml = (id: string | number) =>
  `<Event xmlns="urn:e"><System><EventID>${id}</EventID></System><EventData></EventData></Event>`;
const event = (id: string) => ({
  Event: { '#attributes': { xmlns: 'urn:e' }, System: { EventID: id }, EventData: '' },
});
const lines = '{"a":1}\n{"b":2}\n';
const both = [
  [1, A],
  [2, B],
] as const;

const GOOD: readonly Case[] = [
  { name: 'one record a line', bytes: lines, records: both },
  { name: 'the last line needs no newline', bytes: '{"a":1}\n{"b":2}', records: both },
  { name: 'lines may end in CR LF', bytes: '{"a":1}\r\n{"b":2}\r\n', records: both },
  {
    name: 'blank lines are passed over, and counted as lines',
    bytes: '\n{"a":1}\n\r\n \t\r\n\n{"b":2}\n\n',
    records: [
      [2, A],
      [6, B],
    ],
  },
  { name: 'a UTF-8 byte order mark is no part of the first record', bytes: `\ufeff${lines}`, records: both },
  { name: 'UTF-16 little-endian with its mark', bytes: utf16(lines), records: both },
  { name: 'UTF-16 big-endian with its mark', bytes: utf16(lines).swap16(), records: both },
  { name: 'UTF-16 without a mark', bytes: utf16(lines).subarray(2), records: both },
  {
    name: 'UTF-16 of a list',
    bytes: utf16('[\r\n{"a":1},\r\n{"b":"ü"}]'),
    records: [
      [2, A],
      [3, { b: 'ü' }],
    ],
  },
  {
    name: 'text beyond ASCII, a genuine U+FFFD among it',
    bytes: '{"a":"ü€😀\ufffd"}\n',
    records: [[1, { a: 'ü€😀\ufffd' }]],
  },
  { name: 'an event as XML', bytes: xml(7), records: [[1, event('7')]] },
  {
    name: 'events as XML one a line, with CR LF, and one after the other',
    bytes: `${xml(1)}\r\n\r\n${xml(2)}${xml(3)}`,
    records: [
      [1, event('1')],
      [3, event('2')],
      [3, event('3')],
    ],
  },
  {
    name: 'events as XML under a root, as Event Viewer writes them, in UTF-16 with its mark',
    bytes: utf16(
      `<?xml version="1.0" encoding="utf-16" standalone="yes"?>\r\n<Events>${xml('ü€😀')}\r\n${xml(2)}</Events>`,
    ),
    records: [
      [2, event('ü€😀')],
      [3, event('2')],
    ],
  },
  {
    name: 'an event on many lines; its line is its first; comments and what is between events are passed over',
    bytes: `\ufeff<Events>\n<!-- two -->\n${xml(1).replace('<System>', '\n<System>\n')}\n, ${xml(2)}`,
    records: [
      [3, event('1')],
      [6, event('2')],
    ],
  },
  {
    name: 'tags whose names begin alike are no events',
    bytes: `<Events >${xml(1).replace('<EventData', '<EventXML/><EventData')}</Events>`,
    records: [[1, { Event: { ...event('1').Event, EventXML: '' } }]],
  },
  {
    name: '__proto__ and constructor are keys like any other',
    bytes: '{"__proto__":{"a":1},"constructor":2}\n',
    records: [[1, JSON.parse('{"__proto__":{"a":1},"constructor":2}')]],
  },
  {
    name: 'a list on one line',
    bytes: '[{"a":1},{"b":2}]',
    records: [
      [1, A],
      [1, B],
    ],
  },
  {
    name: 'a list with one record a line',
    bytes: '[\n{"a":1},\n{"b":2}\n]\n',
    records: [
      [2, A],
      [3, B],
    ],
  },
  {
    name: 'a list with commas in front',
    bytes: '[{"a":1}\n,{"b":2}\n]',
    records: [
      [1, A],
      [2, B],
    ],
  },
  {
    name: 'a pretty-printed list',
    bytes: JSON.stringify([A, B], null, 2),
    records: [
      [2, A],
      [5, B],
    ],
  },
  { name: 'a pretty-printed record', bytes: JSON.stringify(A, null, 2), records: [[1, A]] },
  {
    name: 'pretty-printed records one after the other',
    bytes: '{\n"a":1\n}\n{\n"b":2\n}',
    records: [
      [1, A],
      [4, B],
    ],
  },
  { name: 'lists one after the other', bytes: '[{"a":1}]\n[{"b":2}]', records: both },
  {
    name: 'brackets, quotes and backslashes inside strings are text',
    bytes: '[{"a":"]}\\"{\\\\"},{"b":"[{"}]',
    records: [
      [1, { a: ']}"{\\' }],
      [1, { b: '[{' }],
    ],
  },
  {
    name: 'a list without indentation may hold lists of records',
    bytes: '[\n{\n"a":[\n{\n"b":2\n},\n{"b":3}\n]\n},\n{"b":2}\n]',
    records: [
      [2, { a: [{ b: 2 }, { b: 3 }] }],
      [10, B],
    ],
  },
  { name: 'gzip', bytes: gzipSync(lines), records: both },
  {
    name: 'gzip of several members',
    bytes: Buffer.concat([gzipSync('{"a":1}\n{"b'), gzipSync('":2}\n')]),
    records: both,
  },
  { name: 'gzip of gzip of a list', bytes: gzipSync(gzipSync('[{"a":1},\n{"b":2}]')), records: both },
  { name: 'gzip of UTF-16', bytes: gzipSync(utf16(lines)), records: both },
  {
    name: 'an integer below 2^53, a rounded fraction, and long digits in a string need no warning',
    bytes:
      '{"a":9007199254740991,"b":0.12345678901234567890,"c":", 9007199254740993 ,","d":1e30,"e":9007199254740994}\n',
    records: [
      [1, { a: 9007199254740991, b: 0.12345678901234568, c: ', 9007199254740993 ,', d: 1e30, e: 9007199254740994 }],
    ],
  },
];

const BAD: readonly Case[] = [
  {
    name: 'a line that is not JSON is skipped',
    bytes: '{"a":1}\n{"a":,}\n{"b":2}\n',
    records: [
      [1, A],
      [3, B],
    ],
    messages: ['bad.ndjson:2:6: not valid JSON: expected a value; skipped'],
  },
  {
    name: 'a line that is no JSON object is skipped',
    bytes: '{"a":1}\n[1]\nnull\n7\n"x"\n{"b":2}\n',
    records: [
      [1, A],
      [6, B],
    ],
    messages: [
      'bad.ndjson:2: expected a JSON object but found an array; skipped',
      'bad.ndjson:3: expected a JSON object but found null; skipped',
      'bad.ndjson:4: expected a JSON object but found a number; skipped',
      'bad.ndjson: 1 more records are not JSON objects',
    ],
  },
  {
    name: 'beyond three, problems of a kind are counted',
    bytes: `${'x\n'.repeat(1000)}{"a":1}\n`,
    records: [[1001, A]],
    messages: [
      'bad.ndjson:1:1: not valid JSON: expected a value; skipped',
      'bad.ndjson:2:1: not valid JSON: expected a value; skipped',
      'bad.ndjson:3:1: not valid JSON: expected a value; skipped',
      'bad.ndjson: 997 more records are not valid JSON',
    ],
  },
  {
    name: 'a line that is not UTF-8 is skipped',
    bytes: Buffer.concat([Buffer.from('{"a":1}\n{"u":"M\xfcller"}\n', 'latin1'), Buffer.from('{"b":2}\n')]),
    records: [
      [1, A],
      [3, B],
    ],
    messages: ['bad.ndjson:2: not valid UTF-8; skipped'],
  },
  {
    name: 'a last line cut off is skipped',
    bytes: '{"a":1}\n{"b":2',
    records: [[1, A]],
    messages: ['bad.ndjson:2:7: not valid JSON: ends in the middle of a record; skipped'],
  },
  {
    name: 'a rounded integer is warned of, once a file, and kept',
    bytes: '{"a":1}\n\n{"n":9007199254740993}\n{"n":9007199254740993}\n',
    records: [
      [1, A],
      [3, { n: 9007199254740992 }],
      [4, { n: 9007199254740992 }],
    ],
    messages: [
      'bad.ndjson:3: an integer beyond 2^53 is rounded, perhaps more in this file; write such numbers as strings',
    ],
  },
  { name: 'an empty file', bytes: '', records: [], messages: ['bad.ndjson: empty: it holds no records'] },
  {
    name: 'a file of blank lines',
    bytes: '\n\r\n  ',
    records: [],
    messages: ['bad.ndjson: empty: it holds no records'],
  },
  { name: 'an empty list', bytes: '[ ]', records: [], messages: ['bad.ndjson: empty: it holds no records'] },
  {
    name: 'a file with only a byte order mark',
    bytes: '\ufeff',
    records: [],
    messages: ['bad.ndjson: empty: it holds no records'],
  },
  {
    name: 'a binary file',
    bytes: Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0]),
    records: [],
    messages: ['bad.ndjson: cannot be read: it is a binary file'],
  },
  {
    name: 'XML of something else',
    bytes: '<?xml version="1.0"?>\n<html/>',
    records: [],
    messages: ['bad.ndjson: cannot be read: it is XML, but not of Windows events'],
  },
  {
    name: 'XML without an event',
    bytes: '<Events></Events>',
    records: [],
    messages: ['bad.ndjson: empty: it holds no records'],
  },
  {
    name: 'no entity is expanded but those of XML',
    bytes: `<Event a="&lt;"><!DOCTYPE Event [<!ENTITY a "aa">]><x>&a;&amp;</x></Event>\n${xml('&a;&quot;')}`,
    records: [[2, event('&a;"')]],
    messages: ['bad.ndjson:1: not the XML of an event: it is not well formed; skipped'],
  },
  {
    name: 'an event whose tags do not match, and one that has lost its end',
    bytes: `${xml(1)}\n<Event><System></Event>\n<Event><System><EventID>3\n${xml(4)}\n</Event>\n<Event><System>`,
    records: [
      [1, event('1')],
      [4, event('4')],
    ],
    messages: [
      'bad.ndjson:2: not the XML of an event: it is not well formed; skipped',
      'bad.ndjson:3: not the XML of an event: it has no end; skipped',
      'bad.ndjson:6: not the XML of an event: it has no end; skipped',
    ],
  },
  {
    name: 'an event that is not UTF-8',
    bytes: Buffer.from(`${xml('\xff')}\n${xml(2)}`, 'latin1'),
    records: [[2, event('2')]],
    messages: ['bad.ndjson:1: not valid UTF-8; skipped'],
  },
  {
    name: 'events cut off by the end of compressed data',
    bytes: gzipSync(xml(1)).subarray(0, -8),
    records: [[1, event('1')]],
    messages: ['bad.ndjson:1: the compressed data is cut off; what stands before is read, the rest is lost'],
  },
  {
    name: 'a format not read is named',
    bytes: 'BZh91AY&SY',
    records: [],
    messages: ['bad.ndjson: cannot be read: it is a bzip2 file; decompress it first'],
  },
  {
    name: 'gzip cut off',
    bytes: gzipSync(Array.from({ length: 2000 }, (_, n) => `{"n":${n},"x":"${Math.sin(n)}"}\n`).join('')).subarray(
      0,
      -4000,
    ),
    records: [],
    messages: [
      expect.stringMatching(
        /^bad\.ndjson:\d+: the compressed data is cut off; what stands before is read, the rest is lost$/,
      ) as never,
    ],
  },
  {
    name: 'gzip that ends between two lines',
    bytes: gzipSync(lines).subarray(0, -8),
    records: both,
    messages: ['bad.ndjson:3: the compressed data is cut off; what stands before is read, the rest is lost'],
  },
  {
    name: 'gzip with wrong bytes',
    bytes: Buffer.concat([gzipSync(lines).subarray(0, 10), Buffer.alloc(20, 0xff)]),
    records: [],
    messages: ['bad.ndjson:1: the compressed data is damaged; what stands before is read, the rest is lost'],
  },
  {
    name: 'compressed again and again',
    bytes: Array.from({ length: 9 }).reduce<Buffer>((bytes) => gzipSync(bytes), Buffer.from(lines)),
    records: [],
    messages: ['bad.ndjson: cannot be read: it is compressed too many times over'],
  },
  {
    name: 'a broken record in a list is skipped',
    bytes: '[\n  {"a":1},\n  {"c":01},\n  {"b":2}\n]',
    records: [
      [2, A],
      [4, B],
    ],
    messages: ['bad.ndjson:3:9: not valid JSON: expected "," or "}"; skipped'],
  },
  {
    name: 'a record without its end, in a list',
    bytes: '[\n  {"a":1},\n  {"c":{},\n  {"b":2}\n]',
    records: [
      [2, A],
      [4, B],
    ],
    messages: ['bad.ndjson:3:10: not valid JSON: ends in the middle of a record; skipped'],
  },
  {
    name: 'a string without its end, in a list',
    bytes: '[\n  {"c":"},\n  {"b":2},\n  {"a":1}\n]',
    records: [
      [3, B],
      [4, A],
    ],
    messages: ['bad.ndjson:2:10: not valid JSON: ends in the middle of a record; skipped'],
  },
  {
    name: 'a pretty-printed record without its end',
    bytes: '[\n  {\n    "c": {\n      "d": 1\n  },\n  {\n    "b": 2\n  },\n  {\n    "a": 1\n  }\n]',
    records: [
      [6, B],
      [9, A],
    ],
    messages: ['bad.ndjson:5:4: not valid JSON: ends in the middle of a record; skipped'],
  },
  {
    name: 'a bracket too many, in a list',
    bytes: '[\n{"a":1}},\n{"b":2}\n]',
    records: [
      [2, A],
      [3, B],
    ],
    messages: ['bad.ndjson:2:8: not valid JSON: expected a value; skipped'],
  },
  {
    name: 'a list without its end',
    bytes: '[{"a":1},\n{"b":2}\n',
    records: [
      [1, A],
      [2, B],
    ],
    messages: ['bad.ndjson:3: the list that begins in line 1 has no end; what stands before is read, the rest is lost'],
  },
  {
    name: 'a list cut off in a record',
    bytes: '[{"a":1},\n{"b":',
    records: [[1, A]],
    messages: ['bad.ndjson:2:6: not valid JSON: ends in the middle of a record; skipped'],
  },
  {
    name: 'other values in a list',
    bytes: '[{"a":1}, 1, "x, y", [2], null, {"b":2}]',
    records: [
      [1, A],
      [1, B],
    ],
    messages: [
      'bad.ndjson:1: expected a JSON object but found a number; skipped',
      'bad.ndjson:1: expected a JSON object but found a string; skipped',
      'bad.ndjson:1: expected a JSON object but found an array; skipped',
      'bad.ndjson: 1 more records are not JSON objects',
    ],
  },
];

describe('good input', () => {
  it.each(GOOD)('$name', async ({ file = 'good.ndjson', bytes, records }) => {
    expect(await readBytes(folder, file, bytes, true)).toEqual({ records, messages: [], skipped: 0, isRefused: false });
  });
});

describe('bad input', () => {
  it.each(BAD)('$name', async ({ file = 'bad.ndjson', bytes, records, messages }) => {
    const reading = await readBytes(folder, file, bytes);
    expect(reading.messages).toEqual(messages);
    if (records.length > 0) expect(reading.records).toEqual(records);
  });

  it.each(BAD)('is refused under --strict: $name', async ({ file = 'bad.ndjson', bytes, messages }) => {
    const { isRefused, messages: told } = await readBytes(folder, file, bytes, true);
    expect({ isRefused, told: told[0] }).toEqual({ isRefused: true, told: messages?.[0] });
  });
});
