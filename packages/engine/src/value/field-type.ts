import { type FieldType, fieldTypeOf } from '@eqlite/syntax';
import type { Value } from '../event.js';
import { dateText, toTimestampMs } from './date.js';
import { ipText, isIp } from './ip.js';
import { type NumberKind, numberText, parseDecimal, toLong } from './number.js';

export type { Schema } from '@eqlite/syntax';

/** What types of fields come down to, as far as comparing goes; `undefined` where nothing is known of the field. */
export type FieldClass = FieldType | undefined;

export function classOf(esType: string | undefined): FieldClass {
  return esType === undefined ? undefined : fieldTypeOf(esType);
}

/** The kind of numbers a field of that class holds. */
export function kindOfClass(fieldClass: FieldClass): NumberKind {
  return fieldClass === 'integer' || fieldClass === 'double' ? fieldClass : 'unknown';
}

/**
 * An event's value as a field of the class holds it: `5` in a keyword field is the text `"5"`, `"5"` in a long field the
 * number 5. `null` where the value cannot be one (Elasticsearch would have refused the document). Without a class, the
 * value as it is.
 */
export function asField(value: unknown, fieldClass: FieldClass): Value {
  if (!isScalar(value)) return null;
  switch (fieldClass) {
    case undefined:
      return withoutMinusZero(value);
    case 'string':
      return typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : numberText(value);
    case 'integer': {
      const number = typeof value === 'string' ? parseDecimal(value) : typeof value === 'boolean' ? null : value;
      if (typeof number === 'bigint') return toLong(number);
      if (number === null || Number.isSafeInteger(number)) return withoutMinusZero(number);
      return Number.isFinite(number) ? toLong(BigInt(Math.trunc(number))) : null;
    }
    case 'double': {
      const number = typeof value === 'string' ? parseDecimal(value) : typeof value === 'boolean' ? null : value;
      return number === null ? null : Number(number) + 0;
    }
    case 'boolean':
      if (typeof value === 'boolean') return value;
      return value === 'true' ? true : value === 'false' || value === '' ? false : null;
    case 'date': {
      const ms = typeof value === 'boolean' ? Number.NaN : toTimestampMs(value);
      return Number.isNaN(ms) ? null : dateText(ms);
    }
    case 'ip':
      return typeof value === 'string' ? ipText(value) : null;
    case 'version':
      return typeof value === 'string' ? value : null;
  }
}

/** Whether a field of the class can hold the value. Allocates nothing where `asField` would write a text. */
export function isField(value: unknown, fieldClass: FieldClass): boolean {
  if (fieldClass === 'date') return typeof value !== 'boolean' && !Number.isNaN(toTimestampMs(value));
  if (fieldClass === 'ip') return typeof value === 'string' && isIp(value);
  return asField(value, fieldClass) !== null;
}

function isScalar(value: unknown): value is Exclude<Value, null> {
  return (
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
  );
}

/** A field's -0 is 0: JSON has both, Elasticsearch's equality tells them apart for no one's use. */
function withoutMinusZero(value: Value): Value {
  return value === 0 ? 0 : value;
}
