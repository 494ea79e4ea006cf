/**
 * A keyed hash of join-key values: HalfSipHash with one round per word and three at the end. Who writes the events cannot
 * aim for collisions, as the key is drawn at random; results do not depend on it.
 * @see Aumasson and Bernstein, "SipHash: a fast short-input PRF"
 */

const KEY_0 = (Math.random() * 2 ** 32) | 0;
const KEY_1 = (Math.random() * 2 ** 32) | 0;

let words = new Int32Array(64);
const float = new Float64Array(1);
const floatWords = new Int32Array(float.buffer);

/** The first words tell the types apart. */
const TEXT = 1;
const NUMBER = 2;
const BIG_INTEGER = 3;
const OTHER = 4;

/**
 * @param before the hash of the values before it, so that tuples can be hashed value by value
 * @returns 32 bits, signed
 */
export function hashValue(value: string | number | bigint | boolean | null, before: number): number {
  switch (typeof value) {
    case 'string':
      return hashText(value, TEXT, before);
    case 'number':
      words[0] = NUMBER;
      float[0] = value;
      words[1] = floatWords[0]!;
      words[2] = floatWords[1]!;
      return hashWords(3, before);
    case 'bigint':
      return hashText(String(value), BIG_INTEGER, before);
    default:
      words[0] = OTHER;
      words[1] = value === null ? 2 : value ? 1 : 0;
      return hashWords(2, before);
  }
}

function hashText(text: string, type: number, before: number): number {
  const { length } = text;
  const count = 1 + ((length + 1) >> 1);
  if (count > words.length) words = new Int32Array(2 * count);
  words[0] = type | (length << 3);
  let at = 1;
  let i = 0;
  for (; i + 1 < length; i += 2) words[at++] = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16);
  if (i < length) words[at++] = text.charCodeAt(i);
  return hashWords(at, before);
}

function hashWords(count: number, before: number): number {
  let v0 = KEY_0 ^ before;
  let v1 = KEY_1;
  let v2 = 0x6c796765 ^ KEY_0;
  let v3 = 0x74656462 ^ KEY_1;
  // Three more words end it: the first marks the end, then two rounds without input.
  for (let i = 0; i < count + 3; i++) {
    const word = i < count ? words[i]! : 0;
    if (i === count) v2 ^= 0xff;
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
