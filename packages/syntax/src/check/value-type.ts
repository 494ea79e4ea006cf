import type { ExpressionNode } from '../ast.js';
import type { FunctionSignature, ParamType } from '../functions.js';
import type { FieldType } from './schema.js';

/** What kind of value an expression has; `unknown` where only the event tells. */
export type ValueType = FieldType | 'null' | 'unknown';

/** A type, and what to call it: Elasticsearch's name for a field's. */
export interface Typed {
  readonly type: ValueType;
  readonly name: string;
}

export const UNKNOWN: Typed = { type: 'unknown', name: 'unknown' };
export const CONDITION: Typed = { type: 'boolean', name: 'boolean' };
export const NULL: Typed = { type: 'null', name: 'null' };

/** What a function gives; `number` is whole or not, as its arguments are. */
export function returnType({ returns }: FunctionSignature): Typed {
  return { type: returns === 'number' ? 'double' : returns, name: returns };
}

export const isNumber = ({ type }: Typed): boolean => type === 'integer' || type === 'double';

/** Whether nothing speaks against a value of the type being a `wanted` one. */
export function canBe(typed: Typed, wanted: FieldType | 'number'): boolean {
  if (typed.type === 'unknown' || typed.type === 'null') return true;
  return wanted === 'number' ? isNumber(typed) : typed.type === wanted;
}

/** Whether an argument fits a parameter of the type, as far as values go. */
export function fits(typed: Typed, wanted: ParamType, argument: ExpressionNode): boolean {
  switch (wanted) {
    case 'any':
    case 'array':
    case 'variable':
      return true;
    case 'condition':
      return canBe(typed, 'boolean');
    case 'ip':
      // A field must be one; a text, such as `string(source.ip)`, is read as one.
      return canBe(typed, 'ip') || (typed.type === 'string' && argument.kind !== 'Field');
    case 'integer':
      // `number` may turn out whole.
      return canBe(typed, 'integer') || typed.name === 'number';
    default:
      return canBe(typed, wanted);
  }
}

/** Whether a value can be found in a list with such an item. */
export function isListable(value: Typed, item: Typed): boolean {
  if (canBe(value, 'string') && canBe(item, 'string')) return true;
  if (canBe(value, 'number') && canBe(item, 'number')) return true;
  // Dates, addresses and versions are written as texts, dates also as numbers; whether the text is one is asked later.
  if (value.type === 'date') return item.type === 'string' || isNumber(item) || item.type === 'date';
  if (value.type === 'ip' || value.type === 'version') return item.type === 'string' || item.type === value.type;
  return value.type === item.type;
}
