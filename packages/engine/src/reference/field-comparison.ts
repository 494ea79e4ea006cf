import type { ComparisonOperator, LiteralNode } from '@eqlite/syntax';
import type { Value } from '../event.js';
import { compareKeywords, compareValues, HOLDS } from '../value/compare.js';
import { parseDateMath, toTimestampMs } from '../value/date.js';
import { asField, type FieldClass } from '../value/field-type.js';
import { isInAny, parseCidr, parseIp } from '../value/ip.js';
import { alignedWith, literalText, literalValue } from '../value/literal.js';
import { parseDecimal } from '../value/number.js';
import { versionKey } from '../value/version.js';

/**
 * Whether one value of a field stands in `operator` to a constant, by the lenient rules for fields (as opposed to
 * scripts): the constant is read as the field's type, or, where nothing is known of the field, as the value's own.
 * `compile/field-test.ts` is its fast counterpart.
 */
export function fieldCompares(
  operator: Exclude<ComparisonOperator, '!='>,
  raw: unknown,
  literal: LiteralNode,
  fieldClass: FieldClass,
  nowMs = Number.NaN,
): boolean {
  const holds = (order: number | null) => order !== null && HOLDS[operator](order);
  const constant = literalValue(literal);
  if (constant === null) return false;
  const value = asField(raw, fieldClass);
  if (value === null) return false;
  switch (fieldClass) {
    case 'date': {
      const text = typeof constant === 'boolean' ? '' : String(constant);
      const range =
        typeof constant === 'string' ? parseDateMath(text, nowMs) : { fromMs: Number(text), toMs: Number(text) + 1 };
      if (range === null || typeof constant === 'boolean') return false;
      const ms = toTimestampMs(raw);
      if (operator === '==') return ms >= range.fromMs && ms < range.toMs;
      if (operator === '<') return ms < range.fromMs;
      if (operator === '<=') return ms < range.toMs;
      return operator === '>' ? ms >= range.toMs : ms >= range.fromMs;
    }
    case 'ip': {
      const address = typeof value === 'string' ? parseIp(value) : null;
      const block = typeof constant === 'string' ? parseCidr(constant) : null;
      if (address === null || block === null) return false;
      if (operator === '==') return isInAny(address, [block]);
      return holds(address < block.first ? -1 : address > block.first ? 1 : 0);
    }
    case 'version':
      return holds(compareValues(versionKey(String(value)), versionKey(literalText(literal)!)));
    case 'string':
      return holds(compareKeywords(String(value), literalText(literal)!));
    case 'integer':
    case 'double':
      return holds(
        compareValues(value, alignedWith(value, typeof constant === 'string' ? parseDecimal(constant) : constant)),
      );
    case 'boolean': {
      const wanted = constant === 'true' ? true : constant === 'false' || constant === '' ? false : constant;
      return holds(compareValues(value, wanted));
    }
    case undefined:
      return holds(compareValues(value, alignedWith(value, asClassOf(value, literal))));
  }
}

/** The constant as the value's own type: text for a text, a number for a number. */
function asClassOf(value: Value, literal: LiteralNode): Value {
  const constant = literalValue(literal);
  if (typeof value === 'string' && typeof constant !== 'boolean') return literalText(literal);
  if (typeof value === 'number' || typeof value === 'bigint') {
    return typeof constant === 'string' ? parseDecimal(constant) : constant;
  }
  return constant;
}
