import type { RawRecord } from './raw-record.js';
import { formatTime, nearestZone, parseTime, WIDEST_ZONE } from './time.js';

/** The timestamp of a record by what the record alone says. A local time gets its zone from the time of arrival. */
export function ownTimestamp(record: RawRecord): string | undefined {
  if (record.time === undefined) return undefined;
  const recorded = parseTime(record.time);
  if (recorded === undefined) return undefined;
  return formatTime(recorded + (record.clock === 'local' ? zoneByArrival(record, recorded) : 0));
}

/** What to add to a local time to have UTC, by the time of arrival; 0 when that tells no zone. */
export function zoneByArrival(record: RawRecord, recorded: number): number {
  const arrival = record.arrival === undefined ? undefined : parseTime(record.arrival);
  const zone = arrival === undefined ? 0 : nearestZone(arrival - recorded);
  return Math.abs(zone) <= WIDEST_ZONE ? zone : 0;
}
