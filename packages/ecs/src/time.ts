const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const PATTERN =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?\s?(?:(?:UTC|Z)|([+-])(\d\d):?(\d\d))?$/i;

/** Milliseconds since 1970 of `yyyy-MM-dd HH:mm:ss`, with or without `T`, fraction and zone; UTC when no zone is given. */
export function parseTime(text: string): number | undefined {
  return parsePlainTime(text) ?? parseAnyTime(text);
}

/** The forms that log records mostly have: without a zone, to the second or the millisecond. At a fifth of the cost. */
function parsePlainTime(text: string): number | undefined {
  const { length } = text;
  if (length !== SYSMON_LENGTH && length !== SYSMON_LENGTH - '.SSS'.length) return undefined;
  let isPlain = text.charCodeAt(4) === DASH && text.charCodeAt(7) === DASH;
  isPlain &&= text.charCodeAt(10) === SPACE && text.charCodeAt(13) === COLON && text.charCodeAt(16) === COLON;
  const millis = length === SYSMON_LENGTH ? (text.charCodeAt(19) === DOT ? digits(text, 20, 23) : Number.NaN) : 0;
  const days = Date.UTC(digits(text, 0, 4), digits(text, 5, 7) - 1, digits(text, 8, 10));
  const seconds = digits(text, 11, 13) * 3600 + digits(text, 14, 16) * 60 + digits(text, 17, 19);
  const time = days + seconds * 1000 + millis;
  return isPlain && !Number.isNaN(time) ? time : undefined;
}

/** The number that the digits from `from` to `to` make; NaN when they are not all digits. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let i = from; i < to; i++) number = isDigit(text, i) ? number * 10 + text.charCodeAt(i) - 48 : Number.NaN;
  return number;
}

function parseAnyTime(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hours, minutes, seconds, fraction = '', sign, zoneHours, zoneMinutes] = match;
  const millis = Number(fraction.slice(0, 3).padEnd(3, '0'));
  let time = Date.UTC(+year!, +month! - 1, +day!, +hours!, +minutes!, +seconds!, millis);
  if (sign !== undefined) time -= (sign === '-' ? -1 : 1) * (+zoneHours! * HOUR + +zoneMinutes! * MINUTE);
  return time;
}

/** `yyyy-MM-ddTHH:mm:ss.SSSZ`. */
export function formatTime(millis: number): string {
  return new Date(millis).toISOString();
}

/**
 * Sysmon's `UtcTime` as a timestamp; undefined when it is not one. `yyyy-MM-dd HH:mm:ss.SSS` is the form Sysmon writes,
 * and is rewritten without being parsed. Records come in the order of time, so the minute is mostly the last one's.
 */
export function sysmonTime(text: string): string | undefined {
  if (text !== latestText) {
    latestText = text;
    latestTime = timeOf(text);
  }
  return latestTime;
}

/** Half of the records have the time of the one before, to the millisecond. */
let latestText: string | undefined;
let latestTime: string | undefined;

function timeOf(text: string): string | undefined {
  if (text.length === SYSMON_LENGTH && isSecondsAndMillis(text)) {
    if (text.startsWith(latestMinute)) return `${latestStart}${text.slice(MINUTE_LENGTH)}Z`;
    const minute = text.slice(0, MINUTE_LENGTH);
    if (/^\d{4}-\d\d-\d\d \d\d:\d\d:$/.test(minute)) {
      latestMinute = minute;
      latestStart = minute.replace(' ', 'T');
      return `${latestStart}${text.slice(MINUTE_LENGTH)}Z`;
    }
  }
  const millis = parseTime(text);
  return millis === undefined ? undefined : formatTime(millis);
}

/** A text no longer than this has no room for a zone. */
export const SYSMON_LENGTH = 'yyyy-MM-dd HH:mm:ss.SSS'.length;
const MINUTE_LENGTH = 'yyyy-MM-dd HH:mm:'.length;
/** The minute as Sysmon writes it and as a timestamp does. Nothing starts with the first before a record has come. */
let latestMinute = '\0';
let latestStart = '';

/** Whether a text ends in `ss.SSS`. */
function isSecondsAndMillis(text: string): boolean {
  const at = MINUTE_LENGTH;
  return (
    isDigit(text, at) &&
    isDigit(text, at + 1) &&
    text.charCodeAt(at + 2) === DOT &&
    isDigit(text, at + 3) &&
    isDigit(text, at + 4) &&
    isDigit(text, at + 5)
  );
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

const DOT = 46;
const DASH = 45;
const SPACE = 32;
const COLON = 58;

/** Time zones are multiples of 15 minutes: what is left over is the delay between two clocks or readings. */
export function nearestZone(offset: number): number {
  return Math.round(offset / (15 * MINUTE)) * 15 * MINUTE;
}

export const HALF_DAY = 12 * HOUR;
/** The widest zone offset there is. */
export const WIDEST_ZONE = 14 * HOUR;
