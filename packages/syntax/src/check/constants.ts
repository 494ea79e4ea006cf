import type { LiteralNode } from '../ast.js';
import type { FieldType } from './schema.js';

/**
 * Whether a field of the type can be compared with the constant: whether Elasticsearch converts it. Any text is a
 * keyword, a number or a truth value is compared as text.
 */
export function isComparable({ type, value }: LiteralNode, fieldType: FieldType): boolean {
  if (type === 'null') return true;
  switch (fieldType) {
    case 'string':
      return true;
    case 'integer':
    case 'double':
      return typeof value === 'number' || (typeof value === 'string' && NUMBER.test(value));
    case 'boolean':
      return typeof value === 'boolean' || value === 'true' || value === 'false' || value === '';
    case 'date':
      return typeof value === 'number' || (typeof value === 'string' && isDate(value));
    case 'ip':
      return typeof value === 'string' && isCidr(value);
    case 'version':
      return typeof value === 'string';
  }
}

const NUMBER = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

/** Elasticsearch's `strict_date_optional_time||epoch_millis`. */
const DATE =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(?:(\d{2})(?::(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)?)?(?:Z|[+-](\d{2})(?::?(\d{2}))?)?)?)?)?$/;
const EPOCH_MS = /^-?\d{1,19}(?:\.\d{1,9})?$/;
/** `now-1d/d`, `2026-01-31||+1M/d`: an anchor, then steps. */
const DATE_MATH = /^(?:now|(.+?)\|\|)(?:[+-]\d{0,9}[yMwdhHms]|\/[yMwdhHms])*$/;

/** 18 hours, as in Java. */
const MAX_OFFSET_MINUTES = 18 * 60;

export function isDate(text: string): boolean {
  const math = DATE_MATH.exec(text);
  return math === null ? isPlainDate(text) : math[1] === undefined || isPlainDate(math[1]);
}

function isPlainDate(text: string): boolean {
  const date = DATE.exec(text);
  if (!date) return EPOCH_MS.test(text);
  const [year, month, day, hour, minute, second, zoneHours = 0, zoneMinutes = 0] = date
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  // The calendar repeats after 400 years, and `Date` takes the first hundred for the last century.
  const daysInMonth = new Date(Date.UTC(2000 + ((year as number) % 400), month ?? 1, 0)).getUTCDate();
  return (
    (month === undefined || (month >= 1 && month <= 12)) &&
    (day === undefined || (day >= 1 && day <= daysInMonth)) &&
    (hour ?? 0) <= 23 &&
    (minute ?? 0) <= 59 &&
    (second ?? 0) <= 59 &&
    zoneMinutes <= 59 &&
    zoneHours * 60 + zoneMinutes <= MAX_OFFSET_MINUTES
  );
}

/** Whether `text` is an address, or a block of addresses such as `10.0.0.0/8`. */
export function isCidr(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  if (rest.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return false;
  const width = isIpv4(address) ? 32 : isIpv6(address) ? 128 : undefined;
  return width !== undefined && Number(prefix ?? 0) <= width;
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const isIpv4 = (text: string): boolean => IPV4.test(text);

/** Eight groups, of which `::` leaves out one or more, the last two possibly an IPv4 address. */
function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (text.length > 45 || halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  const hasIpv4 = last !== undefined && text.endsWith(last) && isIpv4(last);
  const hexGroups = hasIpv4 ? groups.slice(0, -1) : groups;
  const count = groups.length + (hasIpv4 ? 1 : 0);
  return (
    hexGroups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) && (halves.length === 2 ? count < 8 : count === 8)
  );
}
