import type { System } from './raw-record.js';
import { formatTime, HALF_DAY, nearestZone, parseTime, WIDEST_ZONE } from './time.js';

/** How often a wrong clock was set right, and by how much. */
export interface TimeRepair {
  /** What the clock was: local time without a zone, or that on 12 hours without am or pm. */
  readonly clock: 'local' | 'local-12h';
  /** What was added to the recorded time, in milliseconds, a multiple of 15 minutes; 0 when that made it UTC already. */
  readonly offsetMs: number;
  readonly events: number;
}

/** The recorded time, taken for UTC. */
export function recordedTimestamp(record: System): string | undefined {
  const recorded = recordedTime(record);
  return recorded === undefined ? undefined : formatTime(recorded);
}

/** The time of a record by what it says alone: a local time gets its zone from the time of arrival. */
export function ownTimestamp(record: System): string | undefined {
  const recorded = recordedTime(record);
  if (recorded === undefined) return undefined;
  return formatTime(recorded + (record.clock === 'local' ? (zoneByArrival(record, recorded) ?? 0) : 0));
}

function recordedTime({ time }: System): number | undefined {
  return time === undefined ? undefined : parseTime(time);
}

/** What to add to a local time to have UTC; undefined when the time of arrival does not tell. */
function zoneByArrival({ arrival }: System, recorded: number): number | undefined {
  const arrived = arrival === undefined ? undefined : parseTime(arrival);
  if (arrived === undefined) return undefined;
  const zone = nearestZone(arrived - recorded);
  return Math.abs(zone) <= WIDEST_ZONE ? zone : undefined;
}

/** What a Sysmon record tells: when it was, and how much its recorded time is behind. */
interface Sample {
  readonly utc: number;
  readonly offset: number;
}

const TEN_MINUTES = 600_000;

/**
 * Whether two times of the form `yyyy-MM-dd HH:mm` lie in the same ten minutes, by three digits: those who agree in these
 * otherwise are ten hours or ten days apart, and then all that is missed is one sample.
 */
function isSameTenMinutes(time: string, other: string): boolean {
  return (
    time.charCodeAt(DAY) === other.charCodeAt(DAY) &&
    time.charCodeAt(HOUR) === other.charCodeAt(HOUR) &&
    time.charCodeAt(TEN) === other.charCodeAt(TEN)
  );
}

const DAY = 'yyyy-MM-d'.length;
const HOUR = 'yyyy-MM-dd H'.length;
const TEN = 'yyyy-MM-dd HH:'.length;
/** Six hours, in slots of ten minutes: farther away the reading of a 12-hour clock is anyone's guess. */
const REACH = 36;
/** Ten weeks of ten minutes. Recordings are shorter; hostile files start over. */
const MAX_SAMPLES = 10_000;

/**
 * The clock of one file. Sysmon records have UTC beside the recorded time, so the one recorded nearest to another record
 * tells what is wrong with that.
 */
export class FileClock {
  readonly #samples = new Map<number, Sample>();
  #latest: Sample | undefined;
  /** Both times of a Sysmon record whose ten minutes the next is mostly in. */
  #latestLocal = '';
  #latestUtc = '';
  readonly #repairs = new Map<string, { clock: TimeRepair['clock']; offsetMs: number; events: number }>();
  #unrepaired = 0;

  /** Takes note of the two times of a Sysmon record. */
  observe(record: System, utcText: string): void {
    const localText = record.time;
    if (localText === undefined) return;
    if (isSameTenMinutes(localText, this.#latestLocal) && isSameTenMinutes(utcText, this.#latestUtc)) return;
    const local = parseTime(localText);
    const utc = parseTime(utcText);
    if (local === undefined || utc === undefined) return;
    if (this.#samples.size === MAX_SAMPLES) this.#samples.clear();
    this.#latestLocal = localText;
    this.#latestUtc = utcText;
    this.#latest = { utc, offset: nearestZone(utc - local) };
    this.#samples.set(Math.floor(local / TEN_MINUTES), this.#latest);
  }

  /** Whether a record has told what is wrong with the clock. */
  get isKnown(): boolean {
    return this.#latest !== undefined;
  }

  /** The timestamp of a record that has no right time of its own. */
  timestamp(record: System): string | undefined {
    if (record.clock === 'utc') return recordedTimestamp(record);
    const recorded = recordedTime(record);
    if (recorded === undefined) return undefined;
    const offset = this.#offsetOf(record, recorded);
    if (offset === undefined) this.#unrepaired++;
    else this.#count(record.clock, offset);
    return formatTime(recorded + (offset ?? 0));
  }

  /** Every repair, in the order of first use. */
  repairs(): TimeRepair[] {
    return [...this.#repairs.values()].map((repair) => ({ ...repair }));
  }

  /** How many records had a wrong clock and nothing to tell by how much. */
  get unrepaired(): number {
    return this.#unrepaired;
  }

  #offsetOf(record: System, recorded: number): number | undefined {
    const sample = this.#nearest(recorded) ?? this.#latest;
    if (record.clock === 'local') return sample?.offset ?? zoneByArrival(record, recorded);
    if (sample === undefined) return undefined;
    // Twelve hours more or less read the same on this clock: the reading nearest to the Sysmon record is meant.
    const halfDays = Math.round((sample.utc - (recorded + sample.offset)) / HALF_DAY);
    return sample.offset + halfDays * HALF_DAY;
  }

  /** The sample recorded nearest to a time, the earlier of two. */
  #nearest(recorded: number): Sample | undefined {
    const slot = Math.floor(recorded / TEN_MINUTES);
    for (let distance = 0; distance <= REACH; distance++) {
      const sample = this.#samples.get(slot - distance) ?? this.#samples.get(slot + distance);
      if (sample !== undefined) return sample;
    }
    return undefined;
  }

  #count(clock: TimeRepair['clock'], offsetMs: number): void {
    const key = `${clock} ${offsetMs}`;
    const repair = this.#repairs.get(key);
    if (repair === undefined) this.#repairs.set(key, { clock, offsetMs, events: 1 });
    else repair.events++;
  }
}
