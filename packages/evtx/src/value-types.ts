import type { Chunk } from './chunk.js';
import { Damage, messages } from './problems.js';
import { cp1252, utf16 } from './text.js';
import { fileTimeText } from './time.js';

interface ValueType {
  readonly name: string;
  /** The sizes it comes in, in bytes, the largest first; absent for any. Bytes past the size are not looked at. */
  readonly sizes?: readonly number[];
  /** A number that JavaScript can hold wherever the value fits: shown as a number in the System part. */
  readonly isInteger?: true;
  /** Strings end at a NUL of this many bytes in an array. */
  readonly terminator?: 1 | 2;
  text(chunk: Chunk, start: number, end: number): string;
}

const HEX_UPPER = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0').toUpperCase());
/** Order of a GUID's bytes in its text: the first three groups are little endian. */
const GUID_ORDER = [3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15];

function hexText(low: number, high: number): string {
  return high === 0 ? `0x${low.toString(16)}` : `0x${high.toString(16)}${low.toString(16).padStart(8, '0')}`;
}

function hex32(chunk: Chunk, start: number): string {
  return hexText(chunk.view.getUint32(start, true), 0);
}

function hex64(chunk: Chunk, start: number): string {
  return hexText(chunk.view.getUint32(start, true), chunk.view.getUint32(start + 4, true));
}

/** A pointer or handle: 32 or 64 bits after the machine that wrote the record. */
function hexAnySize(chunk: Chunk, start: number, end: number): string {
  return end - start >= 8 ? hex64(chunk, start) : hex32(chunk, start);
}

function floatText(value: number, isSingle: boolean): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-INF' : 'INF';
  if (Object.is(value, -0)) return '-0';
  if (isSingle) {
    // The shortest text that gives the same 32-bit number back; nine digits always do.
    for (let digits = 6; digits < 9; digits++) {
      const short = Number(value.toPrecision(digits));
      if (Math.fround(short) === value) return String(short);
    }
    return String(Number(value.toPrecision(9)));
  }
  return String(value);
}

function guidText({ bytes }: Chunk, start: number): string {
  let text = '{';
  for (const place of GUID_ORDER) text += place < 0 ? '-' : HEX_UPPER[bytes[start + place]!];
  return `${text}}`;
}

function binaryText({ bytes }: Chunk, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += HEX_UPPER[bytes[at]!];
  return text;
}

/** Revision, number of sub-authorities, authority (48 bits, big endian), sub-authorities (32 bits, little endian). */
function sidText({ bytes, view }: Chunk, start: number, end: number): string {
  if (end - start < 8 || end - start < 8 + 4 * bytes[start + 1]!) {
    throw new Damage(start, messages.valueSize('sid', end - start));
  }
  const authority = view.getUint16(start + 2) * 0x100000000 + view.getUint32(start + 4);
  let text = `S-${bytes[start]}-${authority < 0x100000000 ? authority : `0x${authority.toString(16)}`}`;
  for (let i = 0; i < bytes[start + 1]!; i++) text += `-${view.getUint32(start + 8 + 4 * i, true)}`;
  return text;
}

function systemTimeText({ view }: Chunk, start: number): string {
  const part = (index: number, width = 2) => String(view.getUint16(start + 2 * index, true)).padStart(width, '0');
  // Part 2 is the day of the week.
  return `${part(0, 4)}-${part(1)}-${part(3)}T${part(4)}:${part(5)}:${part(6)}.${part(7, 3)}Z`;
}

/** Without the NULs that fill a fixed-size field. */
function wideText({ bytes }: Chunk, start: number, end: number): string {
  let last = start + ((end - start) & ~1);
  while (last > start && bytes[last - 1] === 0 && bytes[last - 2] === 0) last -= 2;
  return utf16(bytes, start, last);
}

function ansiText({ bytes }: Chunk, start: number, end: number): string {
  let last = end;
  while (last > start && bytes[last - 1] === 0) last -= 1;
  return cp1252(bytes, start, last);
}

/** Set in a value's type: the value is an array of that type. */
export const ARRAY = 0x80;
export const BINARY_XML = 0x21;

/** Every value type but null (0x00) and binary XML, which is not a text, by its number in the file. */
const VALUE_TYPES: { readonly [type: number]: ValueType } = {
  1: { name: 'wstring', terminator: 2, text: wideText },
  2: { name: 'astring', terminator: 1, text: ansiText },
  3: { name: 'int8', sizes: [1], isInteger: true, text: (chunk, start) => String(chunk.view.getInt8(start)) },
  4: { name: 'uint8', sizes: [1], isInteger: true, text: (chunk, start) => String(chunk.view.getUint8(start)) },
  5: { name: 'int16', sizes: [2], isInteger: true, text: (chunk, start) => String(chunk.view.getInt16(start, true)) },
  6: { name: 'uint16', sizes: [2], isInteger: true, text: (chunk, start) => String(chunk.view.getUint16(start, true)) },
  7: { name: 'int32', sizes: [4], isInteger: true, text: (chunk, start) => String(chunk.view.getInt32(start, true)) },
  8: { name: 'uint32', sizes: [4], isInteger: true, text: (chunk, start) => String(chunk.view.getUint32(start, true)) },
  9: {
    name: 'int64',
    sizes: [8],
    isInteger: true,
    text: (chunk, start) => String(chunk.view.getBigInt64(start, true)),
  },
  10: { name: 'uint64', sizes: [8], isInteger: true, text: (chunk, start) => chunk.uint64(start) },
  11: { name: 'float', sizes: [4], text: (chunk, start) => floatText(chunk.view.getFloat32(start, true), true) },
  12: { name: 'double', sizes: [8], text: (chunk, start) => floatText(chunk.view.getFloat64(start, true), false) },
  13: {
    name: 'bool',
    sizes: [4, 1],
    text: ({ bytes, view }, start, end) =>
      (end - start < 4 ? bytes[start] : view.getUint32(start, true)) === 0 ? 'false' : 'true',
  },
  14: { name: 'binary', text: binaryText },
  15: { name: 'guid', sizes: [16], text: guidText },
  16: { name: 'size_t', sizes: [8, 4], text: hexAnySize },
  17: {
    name: 'filetime',
    sizes: [8],
    text: ({ view }, start) => fileTimeText(view.getUint32(start, true), view.getUint32(start + 4, true)),
  },
  18: { name: 'systemtime', sizes: [16], text: systemTimeText },
  19: { name: 'sid', text: sidText },
  20: { name: 'hex32', sizes: [4], text: hex32 },
  21: { name: 'hex64', sizes: [8], text: hex64 },
  32: { name: 'evthandle', sizes: [8, 4], text: hexAnySize },
  35: { name: 'evtxml', text: wideText },
};

function valueType(type: number, start: number): ValueType {
  const found = VALUE_TYPES[type];
  if (found === undefined) throw new Damage(start, messages.valueType(type));
  return found;
}

function checkSize({ name, sizes }: ValueType, start: number, end: number): void {
  if (sizes !== undefined && end - start < sizes.at(-1)!)
    throw new Damage(start, messages.valueSize(name, end - start));
}

/** A value as Windows writes it; an empty one of any type is the empty text. */
export function valueText(chunk: Chunk, type: number, start: number, end: number): string {
  if (type === 0 || start === end) return '';
  const found = valueType(type, start);
  checkSize(found, start, end);
  return found.text(chunk, start, end);
}

/** Whether a value of this type is a whole number, and so may be shown as one. */
export function isInteger(type: number): boolean {
  return VALUE_TYPES[type]?.isInteger === true;
}

/** The items of an array, as texts. */
export function arrayTexts(chunk: Chunk, arrayType: number, start: number, end: number): string[] {
  const type = valueType(arrayType & ~ARRAY, start);
  const size = type.sizes?.find((candidate) => (end - start) % candidate === 0) ?? type.sizes?.[0];
  const texts: string[] = [];
  for (let at = start; at < end; ) {
    const next = size === undefined ? itemEnd(chunk, type, at, end) : at + size;
    if (next > end) throw new Damage(at, messages.valueSize(`${type.name}[]`, end - start));
    texts.push(type.text(chunk, at, next));
    at = next;
  }
  return texts;
}

/** Where an item ends whose type has no size of its own. */
function itemEnd({ bytes }: Chunk, { name, terminator }: ValueType, start: number, end: number): number {
  if (name === 'sid') return start + 8 + 4 * (bytes[start + 1] ?? 0);
  if (terminator === undefined) return end;
  for (let at = start; at + terminator <= end; at += terminator) {
    if (bytes[at] === 0 && bytes[at + terminator - 1] === 0) return at + terminator;
  }
  return end;
}
