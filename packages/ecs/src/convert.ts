import { type FileClock, ownTimestamp, recordedTimestamp } from './clock.js';
import { endgameEvent, endgamePlan, readEndgame } from './endgame.js';
import type { Draft } from './event.js';
import type { Plan } from './interpret.js';
import { field, type RawRecord } from './raw-record.js';
import type { Recognised } from './recognise.js';
import { sysmonTime } from './time.js';
import { planFor, windowsEvent } from './windows.js';
import { keepRestOfDocument } from './winlogbeat-document.js';

/** A converted record, and what it was. */
export interface Converted {
  readonly event: Draft;
  readonly plan: Plan;
  readonly id: string;
  readonly channel: string | undefined;
}

/** How a record's time is told when the record has no right one of its own. */
type Clock = Pick<FileClock, 'observe' | 'timestamp'>;

function observe(): void {}

/** Each record for itself. */
export const NO_CLOCK: Clock = { observe, timestamp: ownTimestamp };

/** No repair of any kind. */
export const AS_RECORDED: Clock = { observe, timestamp: recordedTimestamp };

/** Converts what is no ECS document; undefined when it is no event either. */
export function convertRecord({ shape, record, read }: Recognised, clock: Clock): Converted | undefined {
  if (shape === 'endgame') {
    const fields = readEndgame(record);
    const plan = endgamePlan(fields);
    return {
      event: endgameEvent(plan, fields),
      plan,
      id: field(fields, 'event_subtype_full') ?? '',
      channel: undefined,
    };
  }
  if (read === undefined) return undefined;
  const raw = read(record);
  const plan = planFor(raw);
  const event = windowsEvent(plan, raw, timestampOf(plan, raw, clock));
  if (shape === 'winlogbeat') keepRestOfDocument(event, record);
  return { event, plan, id: raw.id, channel: raw.channel ?? raw.provider };
}

/** Lets a clock learn from a record that is not converted yet. */
export function learnClock({ record, read }: Recognised, clock: Clock): void {
  if (read === undefined) return;
  const raw = read(record);
  ownTime(planFor(raw), raw, clock);
}

function timestampOf(plan: Plan, raw: RawRecord, clock: Clock): string | undefined {
  return ownTime(plan, raw, clock) ?? clock.timestamp(raw);
}

/** Sysmon logs these two late, so their recorded time says nothing of the clock. */
const LOGGED_LATE: ReadonlySet<string> = new Set(['3', '22']);

/** The right time that a Sysmon record has beside the recorded one. */
function ownTime({ source }: Plan, raw: RawRecord, clock: Clock): string | undefined {
  const text = source.timeField === undefined ? undefined : field(raw, source.timeField);
  const time = text === undefined ? undefined : sysmonTime(text);
  if (time !== undefined && raw.clock !== 'utc' && !LOGGED_LATE.has(raw.id)) clock.observe(raw, time);
  return time;
}
