import type { LiteralNode } from '@eqlite/syntax';
import type { Value } from '../event.js';
import { type NumberKind, numberText, toLong } from './number.js';

/** A literal's value; the exact bigint for an integer that a double cannot hold. */
export function literalValue(literal: LiteralNode): Value {
  if (literal.type === 'long' && !Number.isSafeInteger(literal.value)) return toLong(BigInt(literal.text));
  return literal.value;
}

export function literalKind({ type }: LiteralNode): NumberKind {
  return type === 'double' ? 'double' : type === 'integer' || type === 'long' ? 'integer' : 'unknown';
}

/** A number literal as a keyword field would hold it: `5`, `5.0`. */
export function literalText(literal: LiteralNode): string | null {
  const value = literalValue(literal);
  if (value === null || typeof value === 'string') return value;
  return typeof value === 'boolean' ? String(value) : numberText(value, literalKind(literal));
}

/**
 * A constant as an event's number would be read: `JSON.parse` rounds an integer beyond 2^53 to a double, so a longer
 * constant is rounded likewise before the two are compared; and -0 is 0.
 */
export function alignedWith(value: Value, constant: Value): Value {
  if (constant === 0) return 0;
  return typeof value === 'number' && typeof constant === 'bigint' ? Number(constant) : constant;
}
