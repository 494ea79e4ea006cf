import type { Value } from '../event.js';

/**
 * Numbers as Java has them, which is what Elasticsearch computes with. Integers are 64-bit: a JavaScript number while it
 * is exact (up to 2^53), a bigint beyond. Whether a number is an integer or a double shows in its type where a literal
 * or a schema tells, and otherwise in its value: 3 is an integer, 3.5 is not.
 */
export type NumberKind = 'integer' | 'double' | 'unknown';

const MAX_LONG = 2n ** 63n - 1n;
const MIN_LONG = -(2n ** 63n);

/** The integer as a number if it is exact so, else as a bigint; `null` beyond 64 bits. */
export function toLong(integer: bigint): number | bigint | null {
  if (integer > MAX_LONG || integer < MIN_LONG) return null;
  return integer >= BigInt(Number.MIN_SAFE_INTEGER) && integer <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(integer)
    : integer;
}

export function isIntegral(value: number | bigint): boolean {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}

/** Text of a number in Java's form: `5`, `5.5`; a double `5.0`, `1.0E7`, `1.0E-4`. */
export function numberText(value: number | bigint, kind: NumberKind = 'unknown'): string {
  if (typeof value === 'bigint' || (kind !== 'double' && Number.isSafeInteger(value))) return String(value);
  if (Object.is(value, -0)) return '-0.0';
  if (!Number.isFinite(value)) return String(value);
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-3 || magnitude >= 1e7)) {
    const [digits, exponent] = value.toExponential().split('e') as [string, string];
    return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
  }
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** The text of any value; `null` stays unknown. */
export function valueText(value: Value, kind: NumberKind = 'unknown'): string | null {
  if (value === null || typeof value === 'string') return value;
  return typeof value === 'boolean' ? String(value) : numberText(value, kind);
}

const DECIMAL = /^[+-]?(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const INTEGER = /^[+-]?\d+$/;

/** The number that `text` is, in decimal notation: an exact integer if it is one of 64 bits, else a double; or `null`. */
export function parseDecimal(text: string): number | bigint | null {
  if (text.length <= 20 && INTEGER.test(text)) {
    if (text.length <= 15) return Number(text) + 0;
    const long = toLong(BigInt(text.startsWith('+') ? text.slice(1) : text));
    if (long !== null) return long;
  }
  const trimmed = text.trim();
  if (DECIMAL.test(trimmed)) return Number(trimmed);
  if (!/[Ny]$/.test(trimmed)) return null;
  const special = /^([+-]?)(NaN|Infinity)$/.exec(trimmed);
  if (special === null) return null;
  return special[2] === 'NaN' ? Number.NaN : special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** The 64-bit integer that `text` is in `base` 2 to 36; or `null`. */
export function parseInteger(text: string, base: number): number | bigint | null {
  const match = /^([+-]?)([0-9a-zA-Z]{1,64})$/.exec(text);
  if (match === null || base < 2 || base > 36) return null;
  let value = 0n;
  for (const digit of match[2]!) {
    const amount = Number.parseInt(digit, 36);
    if (amount >= base) return null;
    value = value * BigInt(base) + BigInt(amount);
  }
  return toLong(match[1] === '-' ? -value : value);
}

/** Java's order of doubles: NaN equals itself and is the largest, -0.0 is below 0.0. Negative, zero or positive. */
export function compareNumbers(left: number | bigint, right: number | bigint): number {
  if (left < right) return -1;
  if (left > right) return 1;
  // biome-ignore lint/suspicious/noDoubleEquals: a number and a bigint may be equal
  if (left == right) {
    if (left !== 0 || right !== 0) return 0;
    return Object.is(left, right) ? 0 : Object.is(left, -0) ? -1 : 1;
  }
  return Number.isNaN(left) ? (Number.isNaN(right) ? 0 : 1) : -1;
}
