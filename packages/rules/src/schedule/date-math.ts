import { DateTime, type DateTimeUnit, type DurationLikeObject } from 'luxon';

/** Elasticsearch's unit letters; `H` is `h`. Those with milliseconds are always as long, in UTC. */
const UNITS = {
  y: { name: 'year', ms: undefined },
  M: { name: 'month', ms: undefined },
  w: { name: 'week', ms: 604_800_000 },
  d: { name: 'day', ms: 86_400_000 },
  h: { name: 'hour', ms: 3_600_000 },
  H: { name: 'hour', ms: 3_600_000 },
  m: { name: 'minute', ms: 60_000 },
  s: { name: 'second', ms: 1000 },
} as const satisfies Record<string, { name: DateTimeUnit; ms: number | undefined }>;

const DATE_MATH = /^(?:now|(?<date>\d{4}-[^|]+?)(?:\|\||$))(?<steps>(?:[+-]\d{1,9}[yMwdhHms]|\/[yMwdhHms])*)$/;
const STEP = /([+-]\d+|\/)([yMwdhHms])/g;

/** A point in time that may depend on `now`; both in milliseconds since 1970. */
export type Instant = (nowMs: number) => number;

/** `undefined` for a text that is not date math. */
function parse(text: string, rounding: 'start' | 'end', zone = 'utc'): Instant | undefined {
  const groups = DATE_MATH.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const date = groups.date === undefined ? undefined : DateTime.fromISO(groups.date, { zone });
  if (date?.isValid === false) return undefined;
  const steps = [...groups.steps!.matchAll(STEP)].map(([, amount, letter]) => ({
    amount: amount === '/' ? undefined : Number(amount),
    unit: UNITS[letter as keyof typeof UNITS],
  }));
  const isFixed = steps.every(({ amount, unit }) => amount !== undefined && unit.ms !== undefined);
  if (date === undefined && zone === 'utc' && isFixed) {
    const offsetMs = steps.reduce((sum, { amount, unit }) => sum + amount! * unit.ms!, 0);
    return (nowMs) => nowMs + offsetMs; // `now-6m`, as in nearly every rule
  }
  return (nowMs) => {
    let time = date ?? DateTime.fromMillis(nowMs, { zone });
    for (const { amount, unit } of steps) {
      if (amount !== undefined) time = time.plus({ [unit.name]: amount } as DurationLikeObject);
      else time = rounding === 'start' ? time.startOf(unit.name) : time.endOf(unit.name);
    }
    return time.toMillis();
  };
}

/** Whether `compileDateMath` takes the text. */
export const isDateMath = (text: string): boolean => parse(text, 'start') !== undefined;

/**
 * Elasticsearch date math, in UTC unless another zone is named: `now-6m`, `now-1d/d`, `2024-05-01T12:00:00Z`, `2024-05-01||+1M/d`.
 * @param rounding `/d` goes to the `start` of the day, or to its last millisecond (`end`), as in `gte` and `lte` ranges
 * @param zone `utc`, `UTC+02:00` or an IANA name; where its days begin, for `/d` and days of 23 or 25 hours
 * @throws RangeError for a text that is not date math
 * @see Elasticsearch reference, "Common options", date math
 */
export function compileDateMath(text: string, rounding: 'start' | 'end' = 'start', zone = 'utc'): Instant {
  const instant = parse(text, rounding, zone);
  if (instant === undefined) throw new RangeError(`not date math: "${text}"`);
  return instant;
}
