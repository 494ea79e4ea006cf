import { DateTime } from 'luxon';

const OFFSET = /^(?<sign>[+-])(?<parts>(?:\d{1,9}(?:ms|s|m|h|d))+)$/;
const PART = /(\d+)(ms|s|m|h|d)/g;
const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds in `+3s`, `-1m30s`; `undefined` for another text. */
function offsetMs(text: string): number | undefined {
  const groups = OFFSET.exec(text)?.groups;
  if (groups === undefined) return undefined;
  let ms = 0;
  for (const [, amount, unit] of groups.parts!.matchAll(PART))
    ms += Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
  return groups.sign === '-' ? -ms : ms;
}

const isoMs = (text: string) => DateTime.fromISO(text, { zone: 'utc' }).toMillis();

/** Whether `testTimeMs` takes the text. */
export const isTestTime = (text: string): boolean => offsetMs(text) !== undefined || !Number.isNaN(isoMs(text));

/** The time that `at` means: `+3s` after (`-3s` before) the entry before, or an ISO 8601 time, UTC by default. */
export function testTimeMs(at: string, previousMs: number): number {
  const offset = offsetMs(at);
  return offset === undefined ? isoMs(at) : previousMs + offset;
}
