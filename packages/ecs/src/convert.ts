import { type FileClock, ownTimestamp, recordedTimestamp } from './clock.js';
import { endgameEvent, endgamePlan } from './endgame.js';
import type { Draft } from './event.js';
import { type Collected, collect, type Plan } from './interpret.js';
import { field, fieldsIn, type System } from './raw-record.js';
import type { Recognised } from './recognise.js';
import { SYSMON_LENGTH, sysmonTime } from './time.js';
import { planFor, windowsEvent } from './windows.js';
import { withRestOfDocument } from './winlogbeat-document.js';

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
export function convertRecord({ shape, opened, form }: Recognised, clock: Clock): Converted | undefined {
  if (shape === 'endgame') {
    const fields = fieldsIn(opened.record);
    const plan = endgamePlan(fields);
    const id = field(fields, 'event_subtype_full') ?? '';
    return { event: endgameEvent(plan, fields), plan, id, channel: undefined };
  }
  if (form === undefined) return undefined;
  const raw = form.read(opened);
  const plan = planFor(raw);
  const collected = collect(plan, raw);
  const system = form.system(opened);
  const timestamp = ownTime(plan, collected, raw.id, system, clock) ?? clock.timestamp(system);
  const event = windowsEvent(plan, raw, system, collected, timestamp);
  return {
    event: shape === 'winlogbeat' ? withRestOfDocument(event, opened.record) : event,
    plan,
    id: raw.id,
    channel: raw.channel ?? raw.provider,
  };
}

/** Lets a clock learn from a record that is not converted yet. */
export function learnClock({ opened, form }: Recognised, clock: Clock): void {
  if (form === undefined) return;
  const raw = form.read(opened);
  const plan = planFor(raw);
  if (plan.timeSlot === undefined) return;
  const collected = collect(plan, raw);
  ownTime(plan, collected, raw.id, form.system(opened), clock);
}

/** Sysmon logs these two late, so their recorded time says nothing of the clock. */
const LOGGED_LATE: ReadonlySet<string> = new Set(['3', '22']);

/** The right time that a Sysmon record has beside the recorded one. */
function ownTime(plan: Plan, { fields }: Collected, id: string, system: System, clock: Clock): string | undefined {
  const text = plan.timeSlot === undefined ? undefined : fields[plan.timeSlot];
  if (text === undefined) return undefined;
  const time = sysmonTime(text);
  if (time === undefined) return undefined;
  fields[plan.timeSlot!] = undefined; // taken
  if (system.clock !== 'utc' && !LOGGED_LATE.has(id)) {
    // As it is recorded, unless that may have a zone: what is put together is not in one piece, and slow to look into.
    clock.observe(system, text.length > SYSMON_LENGTH ? time : text);
  }
  return time;
}
