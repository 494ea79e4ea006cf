import { DateTime, type DateTimeUnit } from 'luxon';

/**
 * Dates are milliseconds since 1970 (UTC), with a fraction where an event is more precise than that.
 * Texts are ISO 8601 as Elasticsearch's `strict_date_optional_time||epoch_millis` takes them.
 */

const ISO =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(?:(\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?)?)?$/;
const EPOCH_MS = /^(-?)(\d{1,19})(?:\.(\d{1,9}))?$/;

/** Days from 1970-01-01 to the given day of the proleptic Gregorian calendar; month from 1. */
function daysFromEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

let lastDay = -1;
let daysOfLast = 0;

/** `daysFromEpoch`, for one event after the other: most are of the same day. */
function daysOf(year: number, month: number, day: number): number {
  const date = year * 10_000 + month * 100 + day;
  if (date !== lastDay) {
    daysOfLast = daysFromEpoch(year, month, day);
    lastDay = date;
  }
  return daysOfLast;
}

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/**
 * A second and the `digits` digits of its fraction, in ms. Everything that reads a fraction comes here, so that equal
 * texts are equal numbers although a double holds no nanoseconds at today's dates.
 */
function addFraction(secondMs: number, fraction: number, digits: number): number {
  if (digits <= 3) return secondMs + (digits <= 0 ? 0 : fraction * 10 ** (3 - digits));
  const scale = 10 ** (digits - 3);
  return secondMs + Math.floor(fraction / scale) + (fraction % scale) / scale;
}

/** The distance from a number to the next larger one. */
function ulp(value: number): number {
  return 2 ** (Math.floor(Math.log2(Math.max(Math.abs(value), 1))) - 52);
}

/** Two digits at `at`, or NaN. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/**
 * The time that an event's value stands for: a number or a text of milliseconds since 1970, or an ISO 8601 text;
 * NaN when it is none. By hand for the form that events have (`2026-01-31T12:34:56.789Z`), since it is on the event path.
 */
export function toTimestampMs(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return Number.NaN;
  const zAt = value.length - 1;
  if (zAt >= 19 && zAt <= 29 && value.charCodeAt(10) === 84 && value.charCodeAt(zAt) === 90) {
    const year = twoDigits(value, 0) * 100 + twoDigits(value, 2);
    const month = twoDigits(value, 5);
    const day = twoDigits(value, 8);
    const hour = twoDigits(value, 11);
    const minute = twoDigits(value, 14);
    const second = twoDigits(value, 17);
    let fraction = 0;
    for (let i = 20; i < zAt; i++) {
      const digit = value.charCodeAt(i) - 48;
      if (digit < 0 || digit > 9) return Number.NaN;
      fraction = fraction * 10 + digit;
    }
    if (
      month >= 1 &&
      month <= 12 &&
      day >= 1 &&
      day <= daysInMonth(year, month) &&
      hour <= 23 &&
      minute <= 59 &&
      second <= 59 &&
      value.charCodeAt(4) === 45 &&
      value.charCodeAt(7) === 45 &&
      value.charCodeAt(13) === 58 &&
      value.charCodeAt(16) === 58 &&
      (zAt === 19 || (zAt > 20 && (value.charCodeAt(19) === 46 || value.charCodeAt(19) === 44)))
    ) {
      const seconds = daysOf(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
      return addFraction(seconds * 1000, fraction, zAt - 20);
    }
    return Number.NaN;
  }
  return parseDate(value)?.fromMs ?? Number.NaN;
}

/** The instants a date text covers: a day for `2026-01-31`, a second for `…:56Z`. From `fromMs`, up to, not including, `toMs`. */
export interface DateRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The range of a date text without date math; `null` when it is no date. Four digits alone are a year, as the first of
 * Elasticsearch's two formats reads them.
 */
function parseDate(text: string): DateRange | null {
  const match = ISO.exec(text);
  if (match === null) {
    const epoch = EPOCH_MS.exec(text);
    if (epoch === null) return null;
    const [, sign, whole, digits = ''] = epoch;
    const ms = Number(whole) + Number(digits) / 10 ** digits.length;
    return instant(sign === '-' ? -ms : ms);
  }
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => (part ? Number(part) : undefined));
  const offset = offsetMinutes(match[8]);
  const y = year!;
  const [m = 1, d = 1, h = 0, min = 0, sec = 0] = [month, day, hour, minute, second];
  const isValid = m >= 1 && m <= 12 && d >= 1 && d <= daysInMonth(y, m) && h <= 23 && min <= 59 && sec <= 59;
  if (!isValid || offset === null) return null;
  const startMs = (daysFromEpoch(y, m, d) * 86_400 + h * 3_600 + (min - offset) * 60 + sec) * 1_000;
  const fraction = match[7];
  if (fraction !== undefined) {
    const fromMs = addFraction(startMs, Number(fraction), fraction.length);
    if (fraction.length <= 3) return { fromMs, toMs: fromMs + 1 };
    return { fromMs, toMs: fromMs + Math.max(10 ** (3 - fraction.length), ulp(fromMs)) };
  }
  const days =
    month === undefined
      ? daysFromEpoch(y + 1, 1, 1) - daysFromEpoch(y, 1, 1)
      : day === undefined
        ? daysInMonth(y, m)
        : 1;
  const seconds = second !== undefined ? 1 : minute !== undefined ? 60 : hour !== undefined ? 3_600 : days * 86_400;
  return { fromMs: startMs, toMs: startMs + seconds * 1_000 };
}

/** How far a zone is ahead of UTC, `null` when there is none as far. */
function offsetMinutes(zone = 'Z'): number | null {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', ''));
  const offset = hours * 60 + minutes;
  if (minutes > 59 || offset > MAX_OFFSET_MINUTES) return null;
  return zone.startsWith('-') ? -offset : offset;
}

/** 18 hours, as in Java. */
const MAX_OFFSET_MINUTES = 18 * 60;

/** A number of milliseconds: the millisecond, or with a fraction that very instant. */
export function instant(ms: number): DateRange {
  return { fromMs: ms, toMs: ms + (Number.isInteger(ms) ? 1 : ulp(ms)) };
}

const MATH_UNITS: { readonly [unit: string]: DateTimeUnit } = {
  y: 'year',
  M: 'month',
  w: 'week',
  d: 'day',
  h: 'hour',
  H: 'hour',
  m: 'minute',
  s: 'second',
};

/** `now-1d/d`, `2026-01-31||+1M/d`: an anchor, then steps. */
const DATE_MATH = /^(?:(now)|(.+?)\|\|)((?:[+-]\d{0,9}[yMwdhHms]|\/[yMwdhHms])*)$/;

/**
 * The range of a date text, date math included; a rounded date (`/d`) covers the whole unit, others the precision they
 * are written in. `null` when it is no date.
 * @param nowMs what `now` stands for
 */
export function parseDateMath(text: string, nowMs: number): DateRange | null {
  const match = DATE_MATH.exec(text);
  if (match === null) return parseDate(text);
  const anchor = match[1] === 'now' ? instant(nowMs) : parseDate(match[2]!);
  if (anchor === null) return null;
  // Steps apply to the first instant and to the last one: a month after the end of January is the end of February.
  let first = DateTime.fromMillis(anchor.fromMs, { zone: 'utc' });
  let last = DateTime.fromMillis(anchor.toMs - 1, { zone: 'utc' });
  for (const [step] of match[3]!.matchAll(/[+-]\d*[a-zA-Z]|\/[a-zA-Z]/g)) {
    const unit = MATH_UNITS[step.at(-1)!]!;
    if (step.startsWith('/')) {
      first = first.startOf(unit);
      last = last.endOf(unit);
    } else {
      const digits = step.slice(1, -1);
      const amount = (step.startsWith('-') ? -1 : 1) * (digits === '' ? 1 : Number(digits));
      first = first.plus({ [unit]: amount });
      last = last.plus({ [unit]: amount });
    }
  }
  return first.isValid && last.isValid ? { fromMs: first.toMillis(), toMs: last.toMillis() + 1 } : null;
}

/** `2026-01-31T12:34:56.789Z`. */
export function dateText(ms: number): string {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}
