import { DateTime, type DateTimeUnit, type DurationLikeObject } from 'luxon';

/** Elasticsearch's unit letters; `H` is `h`. */
const UNITS = {
  y: 'year',
  M: 'month',
  w: 'week',
  d: 'day',
  h: 'hour',
  H: 'hour',
  m: 'minute',
  s: 'second',
} as const satisfies Record<string, DateTimeUnit>;

const DATE_MATH = /^(?:now|(?<date>\d{4}-[^|]+?)(?:\|\||$))(?<steps>(?:[+-]\d{1,9}[yMwdhHms]|\/[yMwdhHms])*)$/;
const STEP = /([+-]\d+|\/)([yMwdhHms])/g;

function parts(text: string): { readonly date: DateTime | undefined; readonly steps: string } | undefined {
  const groups = DATE_MATH.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const date = groups.date === undefined ? undefined : DateTime.fromISO(groups.date, { zone: 'utc' });
  return date?.isValid === false ? undefined : { date, steps: groups.steps ?? '' };
}

/** Whether `resolveDateMath` takes the text. */
export function isDateMath(text: string): boolean {
  return parts(text) !== undefined;
}

/**
 * Elasticsearch date math, always in UTC: `now-6m`, `now-1d/d`, `2024-05-01T12:00:00Z`, `2024-05-01||+1M/d`.
 * @param nowMs what `now` is, in milliseconds since 1970
 * @param rounding `/d` goes to the `start` of the day, or to its last millisecond (`end`), as in `gte` and `lte` ranges
 * @returns milliseconds since 1970
 * @throws RangeError for a text that is not date math
 * @see Elasticsearch reference, "Common options", date math
 */
export function resolveDateMath(text: string, nowMs: number, rounding: 'start' | 'end' = 'start'): number {
  const parsed = parts(text);
  if (parsed === undefined) throw new RangeError(`not date math: "${text}"`);
  let time = parsed.date ?? DateTime.fromMillis(nowMs, { zone: 'utc' });
  for (const [, amount, letter] of parsed.steps.matchAll(STEP)) {
    const unit = UNITS[letter as keyof typeof UNITS];
    if (amount !== '/') time = time.plus({ [unit]: Number(amount) } as DurationLikeObject);
    else time = rounding === 'start' ? time.startOf(unit) : time.endOf(unit);
  }
  return time.toMillis();
}
