import type { Event } from '@eqlite/engine';
import { type BracketSpec, CONDITIONS, type Key, type SequenceSpec } from './sequence-spec.js';

/**
 * The meaning of a sequence, word by word: all events are there, all of them are looked through each time something is
 * asked, and nothing is ever forgotten.
 */
export interface FoundSequence {
  /** `null` for a missing event. */
  readonly events: readonly (Event | null)[];
  readonly key: readonly unknown[];
  /** When it is certain: an event up to that time, inclusive, could still spoil it. */
  readonly decidedMs: number;
}

/** Events in the order of time, then `tiebreaker` (none comes last), then as given. */
export function inOrder(events: readonly Event[]): readonly Event[] {
  const tiebreaker = (event: Event) => (event.tiebreaker as number | undefined) ?? Number.POSITIVE_INFINITY;
  const positions = new Map(events.map((event, i) => [event, i]));
  return [...events].sort((a, b) => {
    if (timeOf(a) !== timeOf(b)) return timeOf(a) - timeOf(b);
    if (tiebreaker(a) !== tiebreaker(b)) return tiebreaker(a) < tiebreaker(b) ? -1 : 1;
    return positions.get(a)! - positions.get(b)!;
  });
}

const timeOf = (event: Event) => event['@timestamp'] as number;

/** Different values of a key's field: an array counts once per element, nulls do not count, nothing is null if it may be. */
function valuesOf(event: Event, { field, isOptional }: Key): readonly unknown[] {
  const values = [...new Set([event[field]].flat())].filter((value) => value !== undefined && value !== null);
  return values.length === 0 && isOptional ? [null] : values;
}

function keysOf(event: Event, keys: readonly Key[]): readonly (readonly unknown[])[] {
  return keys.reduce<readonly (readonly unknown[])[]>(
    (tuples, key) => tuples.flatMap((tuple) => valuesOf(event, key).map((value) => [...tuple, value])),
    [[]],
  );
}

interface Pending {
  readonly events: readonly Event[];
  readonly key: readonly unknown[];
}

/** All sequences, in the order of results. */
export function bruteForce(spec: SequenceSpec, unordered: readonly Event[]): readonly FoundSequence[] {
  const events = inOrder(unordered);
  const ordinalOf = new Map(events.map((event, i) => [event, i]));
  const { sharedKeys, until, maxSpanMs = Number.POSITIVE_INFINITY } = spec;

  // Runs are stages of their own. Missing stages belong to the step before which they stand.
  const steps: BracketSpec[] = [];
  const missing: BracketSpec[][] = [[]];
  const layout: ('step' | 'missing')[] = [];
  for (const stage of spec.stages) {
    for (let run = 0; run < stage.runs; run++) {
      layout.push(stage.isMissing ? 'missing' : 'step');
      if (stage.isMissing) missing.at(-1)!.push(stage);
      else {
        steps.push(stage);
        missing.push([]);
      }
    }
  }
  // A name given to a run stands for its last event.
  const firstRuns = spec.stages[0]!.runs;

  const has = (event: Event, { ownKeys }: BracketSpec, key: readonly unknown[]) =>
    keysOf(event, [...sharedKeys, ...ownKeys]).some((own) => JSON.stringify(own) === JSON.stringify(key));
  const satisfies = (event: Event, { condition }: BracketSpec, soFar: readonly Event[]) =>
    CONDITIONS[condition].holds(event, soFar[firstRuns - 1] ?? {});

  /** Per key and step what waits there, in the order of last events. */
  const pending = new Map<string, Pending[][]>();
  const complete: Pending[] = [];
  for (const event of events) {
    for (let step = steps.length - 1; step >= 0; step--) {
      for (const key of keysOf(event, [...sharedKeys, ...steps[step]!.ownKeys])) {
        const id = JSON.stringify(key);
        if (!pending.has(id))
          pending.set(
            id,
            steps.map(() => []),
          );
        const waiting = pending.get(id)!;
        let moved: Pending;
        if (step === 0) {
          if (!satisfies(event, steps[0]!, [])) continue;
          moved = { events: [event], key };
        } else {
          const latest = waiting[step - 1]!.at(-1);
          if (latest === undefined || !satisfies(event, steps[step]!, latest.events)) continue;
          waiting[step - 1] = [];
          if (timeOf(event) - timeOf(latest.events[0]!) > maxSpanMs) continue;
          const isEnded =
            until !== undefined &&
            events.some(
              (ender) =>
                ordinalOf.get(ender)! >= ordinalOf.get(latest.events.at(-1)!)! &&
                ordinalOf.get(ender)! < ordinalOf.get(event)! &&
                has(ender, until, key) &&
                satisfies(ender, until, latest.events),
            );
          if (isEnded) continue;
          moved = { events: [...latest.events, event], key };
        }
        if (step === steps.length - 1) complete.push(moved);
        else waiting[step]!.push(moved);
      }
    }
  }

  const found: { readonly sequence: FoundSequence; readonly last: number }[] = [];
  for (const { events: chosen, key } of complete) {
    const times = (stages: readonly BracketSpec[]) =>
      events
        .filter((event) => stages.some((stage) => satisfies(event, stage, []) && has(event, stage, key)))
        .map(timeOf);
    const isBroken = chosen.some(
      (event, step) =>
        step > 0 && times(missing[step]!).some((time) => time > timeOf(chosen[step - 1]!) && time < timeOf(event)),
    );
    if (isBroken) continue;
    const [firstMs, lastMs] = [timeOf(chosen[0]!), timeOf(chosen.at(-1)!)];
    const [before, after] = [missing[0]!, missing.at(-1)!];
    const leadMs = Math.max(...times(before).filter((time) => time < firstMs));
    const trailMs = Math.min(...times(after).filter((time) => time > lastMs));
    // From where maxspan is measured on, and to where.
    const fromMs = before.length > 0 ? leadMs : firstMs;
    const toMs = after.length > 0 ? trailMs : lastMs;
    if ((before.length > 0 || after.length > 0) && !(toMs - fromMs > maxSpanMs)) continue;
    let next = 0;
    found.push({
      sequence: {
        events: layout.map((what) => (what === 'missing' ? null : chosen[next++]!)),
        key,
        decidedMs: after.length === 0 || fromMs + maxSpanMs <= lastMs ? Number.NEGATIVE_INFINITY : fromMs + maxSpanMs,
      },
      last: ordinalOf.get(chosen.at(-1)!)!,
    });
  }
  return found
    .sort((a, b) => a.last - b.last || compareKeys(a.sequence.key, b.sequence.key))
    .map(({ sequence }) => sequence);
}

/** Value by value, null first. */
function compareKeys(a: readonly unknown[], b: readonly unknown[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  if (at < 0) return 0;
  if (a[at] === null || b[at] === null) return a[at] === null ? -1 : 1;
  return (a[at] as string) < (b[at] as string) ? -1 : 1;
}
