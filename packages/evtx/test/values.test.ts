import { describe, expect, test } from 'vitest';
import { readOne } from './read-one.js';
import { el, sub, ticks, v } from './writer.js';

/** A value of each type, and its text. */
const TEXTS = [
  { name: 'null is empty', value: v.null(), text: '' },
  { name: 'any type of no bytes is empty', value: v.raw(8, ''), text: '' },
  { name: 'a string', value: v.wstring('é€😀 \ud800'), text: 'é€😀 \ud800' },
  { name: 'a string ends before the NULs that fill it', value: v.wstring('ab\0\0'), text: 'ab' },
  { name: 'a NUL inside a string stays', value: v.wstring('a\0b\0'), text: 'a\0b' },
  { name: 'a string longer than one piece', value: v.wstring('xyz'.repeat(5000)), text: 'xyz'.repeat(5000) },
  { name: 'an ANSI string is Windows-1252', value: v.astring([0x61, 0x80, 0xe9, 0x9f, 0]), text: 'a€éŸ' },
  { name: 'an int8', value: v.int8(-128), text: '-128' },
  { name: 'a uint8', value: v.uint8(255), text: '255' },
  { name: 'an int16', value: v.int16(-32768), text: '-32768' },
  { name: 'a uint16', value: v.uint16(65535), text: '65535' },
  { name: 'an int32', value: v.int32(-2147483648), text: '-2147483648' },
  { name: 'a uint32', value: v.uint32(4294967295), text: '4294967295' },
  { name: 'an int64 of any size', value: v.int64(-9223372036854775808n), text: '-9223372036854775808' },
  { name: 'a uint64 of any size', value: v.uint64(18446744073709551615n), text: '18446744073709551615' },
  { name: 'a uint64 a double holds', value: v.uint64(9007199254740991n), text: '9007199254740991' },
  { name: 'a float, no more digits than it has', value: v.float(0.1), text: '0.1' },
  { name: 'a float of many digits', value: v.float(1.23456789), text: '1.2345679' },
  { name: 'a double', value: v.double(0.1), text: '0.1' },
  { name: 'not a number', value: v.double(Number.NaN), text: 'NaN' },
  { name: 'infinity, as in XML Schema', value: v.float(Number.NEGATIVE_INFINITY), text: '-INF' },
  { name: 'negative zero', value: v.double(-0), text: '-0' },
  { name: 'true', value: v.bool(true), text: 'true' },
  { name: 'false', value: v.bool(false), text: 'false' },
  { name: 'a bool of one byte', value: v.raw(13, '01'), text: 'true' },
  { name: 'bytes are upper-case hex', value: v.binary('00ff10ab'), text: '00FF10AB' },
  {
    name: 'a GUID has braces and upper case',
    value: v.guid('{01234567-89ab-cdef-0123-456789abcdef}'),
    text: '{01234567-89AB-CDEF-0123-456789ABCDEF}',
  },
  { name: 'a size of 32 bits is hex', value: v.size32(4096), text: '0x1000' },
  { name: 'a size of 64 bits is hex', value: v.size64(0x7ff6000012345678n), text: '0x7ff6000012345678' },
  {
    name: 'a FILETIME has nine digits of a second',
    value: v.filetime(ticks('2024-02-29T23:59:59.0000001Z')),
    text: '2024-02-29T23:59:59.000000100Z',
  },
  { name: 'a FILETIME of 0', value: v.filetime(0n), text: '1601-01-01T00:00:00.000000000Z' },
  {
    name: 'the largest FILETIME',
    value: v.filetime(0xffffffffffffffffn),
    text: '+060056-05-28T05:36:10.955161500Z',
  },
  {
    name: 'a SYSTEMTIME has milliseconds',
    value: v.systemtime(2024, 5, 1, 6, 7, 8, 9, 10),
    text: '2024-05-06T07:08:09.010Z',
  },
  { name: 'a well-known SID', value: v.sid('S-1-5-18'), text: 'S-1-5-18' },
  { name: 'a SID without sub-authorities', value: v.sid('S-1-16'), text: 'S-1-16' },
  { name: "a SID's large authority is hex", value: v.raw(19, '0100010000000002'), text: 'S-1-0x10000000002' },
  { name: 'hex32 has no leading zeros', value: v.hex32(0x1300), text: '0x1300' },
  { name: 'hex64 has no leading zeros', value: v.hex64(0x18a7875n), text: '0x18a7875' },
  { name: 'hex64 of 64 bits', value: v.hex64(0x8020000000000001n), text: '0x8020000000000001' },
  { name: 'hex64 with zeros in the middle', value: v.hex64(0x100000000n), text: '0x100000000' },
  { name: 'a handle', value: v.evthandle(255n), text: '0xff' },
  { name: 'XML kept as text', value: v.evtxml('<a>1</a>'), text: '<a>1</a>' },
  { name: 'bytes past a number are not looked at', value: v.raw(6, '34120000'), text: '4660' },
];

describe('a value is shown as Windows writes it', () => {
  for (const { name, value, text } of TEXTS) {
    test(name, () => {
      const [event] = readOne([el('EventData', {}, el('Data', { Name: 'x' }, sub(0, value.type)))], [value]);
      expect(event.EventData).toEqual({ x: text });
    });
  }
});

/** Arrays, and their items: an element for each. */
const ARRAYS = [
  { name: 'strings', value: v.array(v.wstring('a'), v.wstring(''), v.wstring('b')), items: ['a', '', 'b'] },
  { name: 'strings, the last without its NUL', value: v.raw(0x81, '610000006200'), items: ['a', 'b'] },
  { name: 'ANSI strings', value: v.raw(0x82, '610062'), items: ['a', 'b'] },
  { name: 'int8', value: v.array(v.int8(-1), v.int8(1)), items: ['-1', '1'] },
  { name: 'uint16', value: v.array(v.uint16(1), v.uint16(2)), items: ['1', '2'] },
  { name: 'int64', value: v.array(v.int64(-1n), v.int64(2n)), items: ['-1', '2'] },
  { name: 'double', value: v.array(v.double(1.5), v.double(2)), items: ['1.5', '2'] },
  { name: 'bool', value: v.array(v.bool(true), v.bool(false)), items: ['true', 'false'] },
  {
    name: 'SIDs of different sizes',
    value: v.array(v.sid('S-1-1-0'), v.sid('S-1-5-32-544')),
    items: ['S-1-1-0', 'S-1-5-32-544'],
  },
  { name: 'sizes of 64 bits', value: v.array(v.size64(1n), v.size64(2n)), items: ['0x1', '0x2'] },
  { name: 'sizes of 32 bits', value: v.array(v.size32(1), v.size32(2), v.size32(3)), items: ['0x1', '0x2', '0x3'] },
  { name: 'FILETIMEs', value: v.array(v.filetime(0n)), items: ['1601-01-01T00:00:00.000000000Z'] },
  { name: 'none', value: v.raw(0x81, ''), items: [''] },
];

describe('an array repeats the element that holds it', () => {
  for (const { name, value, items } of ARRAYS) {
    test(name, () => {
      const [event, xml] = readOne([el('EventData', {}, el('Data', {}, sub(0, value.type)))], [value]);
      expect(event.EventData).toEqual({ Data: items });
      const data = items.map((item) => (item === '' ? '<Data/>' : `<Data>${item}</Data>`)).join('');
      expect(xml).toBe(`<Event><System><EventID>1</EventID></System><EventData>${data}</EventData></Event>`);
    });
  }

  test('with its attributes', () => {
    const [event] = readOne(
      [el('UserData', {}, el('Item', { a: '1' }, sub(0, 0x84)))],
      [v.array(v.uint8(7), v.uint8(8))],
    );
    expect(event.UserData).toEqual({
      Item: [
        { '#attributes': { a: '1' }, '#text': '7' },
        { '#attributes': { a: '1' }, '#text': '8' },
      ],
    });
  });

  test('but is a list of its items where there is more', () => {
    const nodes = [el('UserData', {}, el('Item', { a: sub(0, 0x84) }, 'items ', sub(0, 0x84)))];
    const [event] = readOne(nodes, [v.array(v.uint8(7), v.uint8(8))]);
    expect(event.UserData).toEqual({ Item: { '#attributes': { a: '7, 8' }, '#text': 'items 7, 8' } });
  });
});

describe('whole numbers in System are numbers as long as they are exact', () => {
  const NUMBERS = [
    { value: v.uint8(7), shown: 7 },
    { value: v.int64(-7n), shown: -7 },
    { value: v.uint64(9007199254740991n), shown: 9007199254740991 },
    { value: v.uint64(9007199254740993n), shown: '9007199254740993' },
    { value: v.hex32(7), shown: '0x7' },
    { value: v.wstring('7'), shown: '7' },
    { value: v.raw(8, ''), shown: '' },
    { value: v.double(1.5), shown: '1.5' },
  ];
  for (const { value, shown } of NUMBERS) {
    test(`type ${value.type}: ${JSON.stringify(shown)}`, () => {
      const [event] = readOne([], [value], [el('Task', { a: sub(0, value.type) }, sub(0, value.type))]);
      expect(event.System).toEqual({
        EventID: '1',
        Task: shown === '' ? { '#attributes': { a: '' } } : { '#attributes': { a: shown }, '#text': shown },
      });
    });
  }
});
