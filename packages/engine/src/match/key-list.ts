import type { Value } from '../event.js';

/**
 * Keys of as many values each, read to be looked up. A key is written down as words of 32 bits: two keys are equal when
 * their words are. Who has noted those of one key need not go back to its texts, each of them a cache miss away.
 *
 *     text                      characters and form, then 4 characters per word, or 2 when there are wider ones
 *     number                    form, then its two halves
 *     64-bit integer            characters and form, then 4 digits per word
 *     true, false, none         form, then which
 */
export class KeyList {
  /** The values of the keys, one key behind the other. */
  readonly values: Value[] = [];
  /** A hash per key, 32 bits, signed. */
  readonly hashes: number[] = [];
  /** How many words each key has, and where they start; those of a key that has more than `MAX_WORDS` are not kept. */
  readonly wordCounts: number[] = [];
  readonly wordStarts: number[] = [];
  words = new Int32Array(MAX_WORDS);
  /** Values per key. */
  readonly width: number;
  /** How many of `words` are written. */
  private end = 0;

  constructor(width: number) {
    this.width = width;
  }

  /** Takes in the next key, or the first one, of those whose values are in place. */
  complete(key: number): void {
    const { values, width } = this;
    if (key === 0) this.end = 0;
    const start = this.end;
    for (let i = key * width; i < key * width + width; i++) this.write(values[i]!);
    const { end } = this;
    this.hashes[key] = hash(this.words, start, end);
    this.wordStarts[key] = start;
    this.wordCounts[key] = end - start;
    if (end - start > MAX_WORDS) this.end = start;
  }

  /** Makes it a list of one key. */
  fill(key: readonly Value[]): void {
    for (let i = 0; i < this.width; i++) this.values[i] = key[i]!;
    this.complete(0);
  }

  valuesOf(key: number): Value[] {
    const { values, width } = this;
    return values.slice(key * width, key * width + width);
  }

  private write(value: Value): void {
    if (typeof value === 'string') this.writeText(value, LATIN);
    else if (typeof value === 'bigint') this.writeText(String(value), BIG_INTEGER);
    else {
      this.makeRoom(3);
      const { words } = this;
      if (typeof value === 'number') {
        float[0] = value;
        words[this.end++] = NUMBER;
        words[this.end++] = floatWords[0]!;
        words[this.end++] = floatWords[1]!;
      } else {
        words[this.end++] = OTHER;
        words[this.end++] = OTHERS.indexOf(value);
      }
    }
  }

  private writeText(text: string, form: number): void {
    const { length } = text;
    this.makeRoom(1 + ((length + 3) >> 2));
    const { words } = this;
    let at = this.end;
    words[at++] = form | (length << FORM_SHIFT);
    let seen = 0;
    let i = 0;
    for (; i + 3 < length; i += 4) {
      const a = text.charCodeAt(i);
      const b = text.charCodeAt(i + 1);
      const c = text.charCodeAt(i + 2);
      const d = text.charCodeAt(i + 3);
      seen |= a | b | c | d;
      words[at++] = a | (b << 8) | (c << 16) | (d << 24);
    }
    if (i < length) {
      let word = 0;
      for (let shift = 0; i < length; i++, shift += 8) {
        const unit = text.charCodeAt(i);
        seen |= unit;
        word |= unit << shift;
      }
      words[at++] = word;
    }
    if (seen > 0xff) this.writeWideText(text);
    else this.end = at;
  }

  private writeWideText(text: string): void {
    const { length } = text;
    this.makeRoom(1 + ((length + 1) >> 1));
    const { words } = this;
    words[this.end++] = WIDE | (length << FORM_SHIFT);
    for (let i = 0; i + 1 < length; i += 2) words[this.end++] = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16);
    if (length % 2 === 1) words[this.end++] = text.charCodeAt(length - 1);
  }

  private makeRoom(count: number): void {
    const { words, end } = this;
    if (end + count <= words.length) return;
    this.words = new Int32Array(2 * (end + count));
    this.words.set(words);
  }
}

/** So many hold a text of 84 characters, or two of 40. */
const MAX_WORDS = 22;

/** What can be the first word of no key. */
export const NO_KEY = 0;

/** The `width` values of a key that is written in `words` from `start` on. */
export function readValues(words: Int32Array, start: number, width: number): Value[] {
  const values: Value[] = [];
  let at = start;
  for (let i = 0; i < width; i++) {
    values.push(readValue(words, at));
    at += wordsFor(words[at]!);
  }
  return values;
}

/** How many words the key of `width` values has that starts there. */
export function countWords(words: Int32Array, start: number, width: number): number {
  let at = start;
  for (let i = 0; i < width; i++) at += wordsFor(words[at]!);
  return at - start;
}

/** How many words a value has, by its first one. */
function wordsFor(first: number): number {
  const form = first & FORM_BITS;
  const length = first >>> FORM_SHIFT;
  if (form === NUMBER) return 3;
  if (form === OTHER) return 2;
  return 1 + (form === WIDE ? (length + 1) >> 1 : (length + 3) >> 2);
}

function readValue(words: Int32Array, at: number): Value {
  const form = words[at]! & FORM_BITS;
  const length = words[at]! >>> FORM_SHIFT;
  if (form === OTHER) return OTHERS[words[at + 1]!]!;
  if (form === NUMBER) {
    floatWords[0] = words[at + 1]!;
    floatWords[1] = words[at + 2]!;
    return float[0]!;
  }
  const perWord = form === WIDE ? 2 : 4;
  const bits = 32 / perWord;
  let text = '';
  for (let i = 0; i < length; i++) {
    const word = words[at + 1 + Math.floor(i / perWord)]!;
    text += String.fromCharCode((word >>> (bits * (i % perWord))) & (2 ** bits - 1));
  }
  return form === BIG_INTEGER ? BigInt(text) : text;
}

const float = new Float64Array(1);
const floatWords = new Int32Array(float.buffer);

/** The forms of values, in the low bits of the first word of each; above them is the length of a text. */
const LATIN = 1;
const WIDE = 2;
const NUMBER = 3;
const BIG_INTEGER = 4;
const OTHER = 5;
const FORM_SHIFT = 3;
const FORM_BITS = (1 << FORM_SHIFT) - 1;

const OTHERS: readonly Value[] = [null, false, true];

const KEY_0 = (Math.random() * 2 ** 32) | 0;
const KEY_1 = (Math.random() * 2 ** 32) | 0;

/**
 * A keyed hash of words: HalfSipHash with one round per word and three at the end. Who writes the events cannot
 * aim for collisions, as the key is drawn at random; results do not depend on it.
 * @see Aumasson and Bernstein, "SipHash: a fast short-input PRF"
 */
function hash(words: Int32Array, start: number, end: number): number {
  let v0 = KEY_0;
  let v1 = KEY_1;
  let v2 = 0x6c796765 ^ KEY_0;
  let v3 = 0x74656462 ^ KEY_1;
  // Three more words end it: the first marks the end, then two rounds without input.
  for (let i = start; i < end + 3; i++) {
    const word = i < end ? words[i]! : 0;
    if (i === end) v2 ^= 0xff;
    v3 ^= word;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= word;
  }
  return v1 ^ v3;
}
