import type { Event, Value } from '../event.js';

/** An event of a match. */
export interface Hit {
  readonly _index: '';
  /** The event's position in the input, from 0, as text; empty for a missing event. */
  readonly _id: string;
  /** The event itself, not a copy; `{}` for a missing event. */
  readonly _source: Event;
  /** Present, and true, only where a `![…]` stage found what it wanted: nothing. */
  readonly missing?: true;
  /** What was pushed along with the event, where anything was. */
  readonly origin?: unknown;
}

/** What a matcher finds: an event, a sequence, or a sample. */
export interface Match {
  /** The values that join the events, in the order of the query; empty when it has no keys. */
  readonly joinKeys: readonly Value[];
  /** In the order of the stages, runs expanded; one for an event query. */
  readonly events: readonly Hit[];
}

/** A match, and what matches are sorted by. */
export interface Found {
  readonly match: Match;
  /** Grows with the place in time of the last event. */
  readonly order: number;
  /** The join keys as they are compared, for matches with the same last event. */
  readonly key: readonly Value[];
}

export function hit(event: Event, origin: unknown, position: number): Hit {
  const found = { _index: '', _id: String(position), _source: event } as const;
  return origin === undefined ? found : { ...found, origin };
}

export const MISSING_HIT: Hit = Object.freeze({ _index: '', _id: '', _source: Object.freeze({}), missing: true });
