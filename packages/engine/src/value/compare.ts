import type { ComparisonOperator } from '@eqlite/syntax';
import type { Value } from '../event.js';
import { isNumber } from './arithmetic.js';
import { compareNumbers } from './number.js';

/** What each operator makes of an order: negative, zero or positive. */
export const HOLDS: { readonly [O in ComparisonOperator]: (order: number) => boolean } = {
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/**
 * The order of two values of the same class, strings by UTF-16 units; `null`, unknown, for an unknown value or values
 * of different classes. This is how scripts compare; a field against a constant is more lenient (`literal-test.ts`).
 */
export function compareValues(left: Value, right: Value): number | null {
  if (isNumber(left)) return isNumber(right) ? compareNumbers(left, right) : null;
  if (left === null || right === null || typeof left !== typeof right) return null;
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * The order of two keywords: by code points, as Elasticsearch's index has it. By UTF-16 units it would be the same, but
 * for surrogates, which stand for the last code points and come before the last units.
 */
export function compareKeywords(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a === b) continue;
    if (isSurrogate(a) === isSurrogate(b)) return a - b;
    return isSurrogate(a) ? 1 : -1;
  }
  return left.length - right.length;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/** `left operator right`, or unknown. */
export function comparison(operator: ComparisonOperator, left: Value, right: Value): boolean | null {
  const order = compareValues(left, right);
  return order === null ? null : HOLDS[operator](order);
}
