import type { Event, Value } from './event.js';
import { allValues } from './field/extract.js';
import { compareValues } from './value/compare.js';
import { toTimestampMs } from './value/date.js';

/** Where an event stands in time: timestamp, then tiebreaker, then input position. */
export interface Ordinal {
  /** Milliseconds since 1970; NaN when the event has no time, which sorts last. */
  readonly timestampMs: number;
  /** `null` when there is none, which sorts after every present one. */
  readonly tiebreaker: Value;
  /** How many events came before it in the input. */
  readonly position: number;
}

/** Which fields order events. */
interface OrdinalFields {
  readonly timestampField: string;
  readonly tiebreakerField?: string | undefined;
}

/** Reads ordinals as the settings say. */
export function ordinalReader(settings: OrdinalFields): (event: Event, position: number) => Ordinal {
  const timestampMs = timestampReader(settings);
  const tiebreaker = tiebreakerReader(settings);
  return (event, position) => ({ timestampMs: timestampMs(event), tiebreaker: tiebreaker(event), position });
}

/** Reads an event's time: milliseconds since 1970, NaN when it has none. */
export function timestampReader({ timestampField }: OrdinalFields): (event: Event) => number {
  const timestamps = allValues(timestampField.split('.'));
  return (event) => toTimestampMs(timestamps(event)[0]);
}

/** Reads what orders events of the same time. */
export function tiebreakerReader({ tiebreakerField }: OrdinalFields): (event: Event) => Value {
  if (tiebreakerField === undefined) return () => null;
  const tiebreakers = allValues(tiebreakerField.split('.'));
  return (event) => tiebreakers(event)[0] ?? null;
}

/** Negative when `left` is before `right`. Never zero for different positions. */
export function compareOrdinals(left: Ordinal, right: Ordinal): number {
  if (left.timestampMs !== right.timestampMs) {
    const leftHas = !Number.isNaN(left.timestampMs);
    const rightHas = !Number.isNaN(right.timestampMs);
    if (leftHas && rightHas) return left.timestampMs - right.timestampMs;
    if (leftHas !== rightHas) return leftHas ? -1 : 1;
  }
  if (left.tiebreaker === null || right.tiebreaker === null) {
    if (left.tiebreaker !== right.tiebreaker) return left.tiebreaker === null ? 1 : -1;
  } else {
    const order = compareValues(left.tiebreaker, right.tiebreaker);
    if (order !== null && order !== 0) return order;
  }
  return left.position - right.position;
}
