import { type Fields, isObject } from './raw-record.js';

const SPACE = code(' ');
const QUOTE = code('"');
const BACKSLASH = code('\\');
const COLON = code(':');
const COMMA = code(',');
const OPEN_OBJECT = code('{');
const CLOSE_OBJECT = code('}');
const OPEN_LIST = code('[');
const CLOSE_LIST = code(']');
const MINUS = code('-');
const PLUS = code('+');
const DOT = code('.');
const ZERO = code('0');
const NINE = code('9');
const CAPITAL_E = code('E');
const LETTER_E = code('e');
const LETTER_F = code('f');
const LETTER_N = code('n');
const LETTER_T = code('t');
const LETTER_U = code('u');

const TRUE = bytesOf('true');
const FALSE = bytesOf('false');
const NULL = bytesOf('null');

/** What stands in a string as it is. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);
const IS_ESCAPE = tableOf('"\\/bfnrt');
const IS_HEX = tableOf('0123456789abcdefABCDEF');

function code(char: string): number {
  return char.charCodeAt(0);
}

function bytesOf(ascii: string): Uint8Array {
  return Uint8Array.from(ascii, code);
}

/** 1 at each of the characters. */
function tableOf(ascii: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const char of ascii) table[code(char)] = 1;
  return table;
}

/**
 * Whether a record is an ECS document beyond doubt: it has a category, and nothing that envelopes and raw shapes are
 * recognised by. Of such a record `recognise` says the same, at six times the cost.
 */
export function isPlainEcs(record: unknown): record is Fields {
  if (!isObject(record) || !Object.hasOwn(record, 'event')) return false;
  const { event } = record;
  return (
    isObject(event) &&
    event.category !== undefined &&
    event.Event === undefined &&
    record._source === undefined &&
    record.EventID === undefined &&
    record.EventId === undefined &&
    record.event_id === undefined &&
    record.Event === undefined &&
    record.System === undefined
  );
}

const RAW_NAMES = ['_source', 'EventID', 'EventId', 'event_id', 'Event', 'System'].map(bytesOf);
const SHORTEST_RAW = Math.min(...RAW_NAMES.map(({ length }) => length));
const LONGEST_RAW = Math.max(...RAW_NAMES.map(({ length }) => length));
const EVENT = bytesOf('event');
const CATEGORY = bytesOf('category');
const RAW_EVENT = bytesOf('Event');

/** A bit for each container that is open fits into a small integer. */
const MAX_DEPTH = 30;

/**
 * Looks through the bytes of one JSON object in UTF-8, at a third of the cost of parsing it. Where it can tell from them
 * that they are valid JSON and `isPlainEcs` is true of what they say, the position after the object; else -1, which says
 * nothing: rare ways to write JSON are not understood, such as white space other than spaces.
 */
export function endOfPlainEcs(json: Uint8Array, start: number): number {
  if (json[start] !== OPEN_OBJECT) return -1;
  let at = start + 1;
  let depth = 1;
  /** A bit for each open container, set for an object; the innermost is the lowest. */
  let kinds = 1;
  let isFirst = true;
  let hasEvent = false;
  let isInEvent = false;
  let hasCategory = false;
  for (;;) {
    while (json[at] === SPACE) at++;
    let byte = json[at]!;
    if (isFirst && (byte === CLOSE_OBJECT || byte === CLOSE_LIST)) {
      // Nothing inside; closed below.
    } else {
      if ((kinds & 1) === 1) {
        const name = at + 1;
        if (byte !== QUOTE) return -1;
        at = name;
        while (IS_PLAIN[json[at]!] === 1) at++;
        if (json[at] !== QUOTE) return -1;
        if (depth === 1) {
          if (isName(json, name, at, EVENT)) {
            if (hasEvent) return -1;
            hasEvent = true;
            isInEvent = true;
          } else if (isRawName(json, name, at)) return -1;
        } else if (isInEvent && depth === 2) {
          if (isName(json, name, at, CATEGORY)) hasCategory = true;
          else if (isName(json, name, at, RAW_EVENT)) return -1;
        }
        at++;
        while (json[at] === SPACE) at++;
        if (json[at] !== COLON) return -1;
        at++;
        while (json[at] === SPACE) at++;
        byte = json[at]!;
        if (isInEvent && depth === 1 && byte !== OPEN_OBJECT) return -1;
      }
      if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (depth === MAX_DEPTH) return -1;
        depth++;
        kinds = (kinds << 1) | (byte === OPEN_OBJECT ? 1 : 0);
        isFirst = true;
        at++;
        continue;
      }
      at = byte === QUOTE ? endOfString(json, at + 1) : endOfWord(json, at);
      if (at < 0) return -1;
    }
    for (;;) {
      while (json[at] === SPACE) at++;
      byte = json[at]!;
      if (byte === COMMA) break;
      if (byte !== ((kinds & 1) === 1 ? CLOSE_OBJECT : CLOSE_LIST)) return -1;
      at++;
      depth--;
      if (depth === 0) return hasCategory ? at : -1;
      if (depth === 1) isInEvent = false;
      kinds >>= 1;
    }
    isFirst = false;
    at++;
  }
}

function isRawName(json: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length < SHORTEST_RAW || length > LONGEST_RAW) return false; // for speed: most names
  for (const name of RAW_NAMES) if (isName(json, start, end, name)) return true;
  return false;
}

function isName(json: Uint8Array, start: number, end: number, name: Uint8Array): boolean {
  if (end - start !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (json[start + i] !== name[i]) return false;
  return true;
}

/** @param at after the opening quote */
function endOfString(json: Uint8Array, at: number): number {
  for (;;) {
    while (IS_PLAIN[json[at]!] === 1) at++;
    const byte = json[at];
    if (byte === QUOTE) return at + 1;
    if (byte !== BACKSLASH) return -1;
    const escaped = json[at + 1]!;
    if (IS_ESCAPE[escaped] === 1) at += 2;
    else if (escaped === LETTER_U && [2, 3, 4, 5].every((i) => IS_HEX[json[at + i]!] === 1)) at += 6;
    else return -1;
  }
}

/** A number, or `true`, `false`, `null`. */
function endOfWord(json: Uint8Array, at: number): number {
  const byte = json[at];
  const word = byte === LETTER_T ? TRUE : byte === LETTER_F ? FALSE : byte === LETTER_N ? NULL : undefined;
  if (word !== undefined) return isName(json, at, at + word.length, word) ? at + word.length : -1;
  let end = byte === MINUS ? at + 1 : at;
  end = json[end] === ZERO ? end + 1 : endOfDigits(json, end);
  if (end > 0 && json[end] === DOT) end = endOfDigits(json, end + 1);
  if (end > 0 && (json[end] === LETTER_E || json[end] === CAPITAL_E)) {
    const sign = json[end + 1];
    end = endOfDigits(json, sign === PLUS || sign === MINUS ? end + 2 : end + 1);
  }
  return end;
}

/** -1 where there is none. */
function endOfDigits(json: Uint8Array, start: number): number {
  let at = start;
  while (json[at]! >= ZERO && json[at]! <= NINE) at++;
  return at === start ? -1 : at;
}
