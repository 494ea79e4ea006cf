import type { Value } from '../event.js';
import type { NumberKind } from '../value/number.js';

/** The values of the fields that an expression reads, one per occurrence, in source order. */
export type Row = readonly Value[];

/** Total: any row, a value or `null`, never a throw. */
export type Evaluator = (row: Row) => Value;

/** An argument of a call: how to evaluate it, and what is known of it before any event. */
export interface Operand {
  readonly evaluate: Evaluator;
  /** Its value where it is the same for every event; `undefined` where it is not. */
  readonly constant: Value | undefined;
  readonly kind: NumberKind;
}

/** Called once per call in a query, after `check`; the closure it returns runs once per event. */
export type FunctionCompiler = (call: { readonly foldCase: boolean }, ...operands: Operand[]) => Evaluator;

/** The integer in `value`, or `null`: positions and bases. */
export function asInteger(value: Value): number | null {
  if (typeof value === 'bigint') return value < 0n ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
  return typeof value === 'number' && Number.isInteger(value) ? value : null;
}
