import { allValues, type Event, toTimestampMs, type ValueReader } from '@eqlite/engine';

const READERS = new Map<string, ValueReader>();

/** The first value of a field. Few fields are ever asked for; each gets its reader once. */
function firstValue(event: Event, path: string) {
  let read = READERS.get(path);
  if (read === undefined) {
    read = allValues(path.split('.'));
    READERS.set(path, read);
  }
  return read(event)[0];
}

/** The first value of a field as text. */
export function firstText(event: Event, path: string): string | undefined {
  const value = firstValue(event, path);
  return value === undefined ? undefined : String(value);
}

/**
 * When the event happened, ISO 8601 in UTC, to the millisecond.
 * @param timestampField tells for an event without `@timestamp`
 */
export function eventTime(event: Event, timestampField: string): string | undefined {
  const ms = toTimestampMs(firstValue(event, '@timestamp') ?? firstValue(event, timestampField));
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : undefined;
}
