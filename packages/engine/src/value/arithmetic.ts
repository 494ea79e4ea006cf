import type { ArithmeticOperator } from '@eqlite/syntax';
import type { Value } from '../event.js';
import { isIntegral, type NumberKind, toLong } from './number.js';

const ON_DOUBLES: { readonly [O in ArithmeticOperator]: (left: number, right: number) => number } = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
};

/** Integers: division truncates toward zero, the remainder has the dividend's sign. */
const ON_LONGS: { readonly [O in ArithmeticOperator]: (left: bigint, right: bigint) => bigint } = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
};

const CANNOT_BE_ZERO: ReadonlySet<ArithmeticOperator> = new Set(['/', '%']);

/** The kind of `left operator right`, as far as the kinds of the operands tell. */
export function arithmeticKind(left: NumberKind, right: NumberKind): NumberKind {
  if (left === 'double' || right === 'double') return 'double';
  return left === 'integer' && right === 'integer' ? 'integer' : 'unknown';
}

/**
 * `left operator right`. Two integers give an integer, anything with a double a double; unknown when an operand is
 * unknown or no number. Where Elasticsearch fails the request (integer division by zero, a result beyond 64 bits) the
 * value is unknown too: one event does not end a run.
 */
export function calculate(operator: ArithmeticOperator, left: Value, right: Value, kind: NumberKind): Value {
  if (!isNumber(left) || !isNumber(right)) return null;
  if (kind === 'double' || !isIntegral(left) || !isIntegral(right)) {
    return ON_DOUBLES[operator](Number(left), Number(right));
  }
  // biome-ignore lint/suspicious/noDoubleEquals: a number or a bigint
  if (CANNOT_BE_ZERO.has(operator) && right == 0) return null;
  if (typeof left === 'number' && typeof right === 'number') {
    const result = operator === '/' ? Math.trunc(left / right) : ON_DOUBLES[operator](left, right);
    // `+ 0` turns -0, which integers do not have, into 0.
    if (Number.isSafeInteger(result)) return result + 0;
  }
  return toLong(ON_LONGS[operator](BigInt(left), BigInt(right)));
}

export function isNumber(value: Value): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** `-value`. */
export function negate(value: Value, kind: NumberKind): Value {
  if (!isNumber(value)) return null;
  if (typeof value === 'bigint') return toLong(-value);
  return kind === 'double' || !Number.isSafeInteger(value) ? -value : 0 - value;
}
