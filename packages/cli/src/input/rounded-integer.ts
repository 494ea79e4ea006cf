const QUOTE = 34;
const MINUS = 45;
const BACKSLASH = 92;
const OPENS_VALUE = new Set([...':[,'].map((c) => c.charCodeAt(0)));
const CLOSES_VALUE = new Set([...',]} \t\r\n'].map((c) => c.charCodeAt(0)));

/** 2^53 has 16 digits: a shorter integer is always exact. */
const EXACT_DIGITS = 15;

/**
 * Bytes are looked at four at a time. Sixteen digits in a row fill at least three such words, wherever they begin, so
 * that every third word tells.
 */
const WORD_BYTES = 4;
const STRIDE = 3;

/**
 * The offset of the first integer in JSON text that a JavaScript number cannot hold exactly, or -1. Costs about a
 * fortieth of parsing the text.
 */
export function findRoundedInteger(bytes: Uint8Array, start: number, end: number): number {
  const misaligned = (bytes.byteOffset + start) % WORD_BYTES;
  const origin = misaligned === 0 ? start : start + WORD_BYTES - misaligned;
  const count = (end - origin) >> 2;
  if (count < STRIDE) return -1;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + origin, count);
  for (let word = 0; word < count; word += STRIDE) {
    if (!mayBeDigits(words[word]!)) continue;
    const before = word > 0 && mayBeDigits(words[word - 1]!);
    const after = word + 1 < count && mayBeDigits(words[word + 1]!);
    const isLong =
      (before && after) ||
      (before && word > 1 && mayBeDigits(words[word - 2]!)) ||
      (after && word + 2 < count && mayBeDigits(words[word + 2]!));
    if (!isLong) continue;
    const at = origin + word * WORD_BYTES;
    if (!isDigit(bytes[at]!)) continue;
    let first = at;
    while (first > start && isDigit(bytes[first - 1]!)) first--;
    let last = at + 1;
    while (last < end && isDigit(bytes[last]!)) last++;
    if (last - first > EXACT_DIGITS && isRounded(bytes, start, end, first, last)) return first;
    word += Math.floor((last - at) / (STRIDE * WORD_BYTES)) * STRIDE;
  }
  return -1;
}

/** Whether all four bytes are digits, or one of the six characters that follow them in ASCII. */
const mayBeDigits = (word: number) => (word & 0xf0f0f0f0) === 0x30303030;

function isRounded(bytes: Uint8Array, start: number, end: number, first: number, last: number): boolean {
  let before = bytes[first - 1] === MINUS ? first - 2 : first - 1;
  while (before >= start && bytes[before]! <= 32) before--;
  if (before >= start && !OPENS_VALUE.has(bytes[before]!)) return false;
  if (last < end && !CLOSES_VALUE.has(bytes[last]!)) return false;
  const digits = String.fromCharCode(...bytes.subarray(first, Math.min(last, first + 400)));
  return !isKept(digits) && !isInString(bytes, start, first);
}

/** Whether the number is these very digits, or is what JavaScript writes these digits for. */
function isKept(digits: string): boolean {
  const number = Number(digits);
  return String(number) === digits || (Number.isFinite(number) && BigInt(number) === BigInt(digits));
}

function isInString(bytes: Uint8Array, start: number, at: number): boolean {
  let isInside = false;
  for (let index = start; index < at; index++) {
    const byte = bytes[index];
    if (byte === QUOTE) isInside = !isInside;
    else if (byte === BACKSLASH && isInside) index++;
  }
  return isInside;
}

const isDigit = (byte: number) => byte >= 48 && byte <= 57;
