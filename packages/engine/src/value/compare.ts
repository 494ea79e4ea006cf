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

/** `left operator right`, or unknown. */
export function comparison(operator: ComparisonOperator, left: Value, right: Value): boolean | null {
  const order = compareValues(left, right);
  return order === null ? null : HOLDS[operator](order);
}
