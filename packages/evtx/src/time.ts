const SECONDS_FROM_1601_TO_1970 = 11_644_473_600;
const DAY = 86_400;
const TWO_DIGITS = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));

/** Days change rarely from one record to the next, so the last one's text is kept. */
let lastDay = Number.NaN;
let lastDayText = '';

/** A FILETIME (100 ns ticks since 1601, UTC) as whole seconds since 1970 and the ticks that remain. */
function split(low: number, high: number): [seconds: number, ticks: number] {
  // 2^32 ticks are 429 s and 4,967,296 ticks; above the bound (the year 26,000) doubles would lose ticks.
  if (high < 0x6c000000) {
    const rest = high * 4_967_296 + low;
    const ticks = rest % 1e7;
    return [high * 429 + (rest - ticks) / 1e7 - SECONDS_FROM_1601_TO_1970, ticks];
  }
  const all = (BigInt(high) << 32n) | BigInt(low);
  return [Number(all / 10_000_000n) - SECONDS_FROM_1601_TO_1970, Number(all % 10_000_000n)];
}

/** As Windows writes `SystemTime`: ISO 8601, UTC, nine digits of a second, the last two always zero. */
export function fileTimeText(low: number, high: number): string {
  const [seconds, ticks] = split(low, high);
  const day = Math.floor(seconds / DAY);
  if (day !== lastDay) {
    lastDay = day;
    lastDayText = new Date(day * DAY * 1000).toISOString().slice(0, -'00:00:00.000Z'.length);
  }
  const second = seconds - day * DAY;
  const hour = Math.floor(second / 3600);
  const minute = Math.floor((second % 3600) / 60);
  const fraction = String(ticks).padStart(7, '0');
  return `${lastDayText}${TWO_DIGITS[hour]}:${TWO_DIGITS[minute]}:${TWO_DIGITS[second % 60]}.${fraction}00Z`;
}

/** Whole milliseconds since 1970; what is finer is dropped. */
export function fileTimeMs(low: number, high: number): number {
  const [seconds, ticks] = split(low, high);
  return seconds * 1000 + Math.floor(ticks / 1e4);
}
