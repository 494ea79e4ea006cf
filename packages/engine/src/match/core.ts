import type { Event } from '../event.js';
import type { Found } from './match.js';
import type { SnapshotReader } from './snapshot.js';

/** The state of one query over events in order: what a matcher and a search both drive. */
export interface Core {
  /**
   * Takes in the next event.
   * @param matched for each stage of the plan 1 if `mayMatch` holds
   */
  process(event: Event, origin: unknown, position: number, timeMs: number, matched: Uint8Array): void;
  /**
   * Whether `process` would leave all as it is, so that it can be done without: as with an event that could only follow
   * others of the same key, when there are none.
   */
  leavesAlone(event: Event, matched: Uint8Array): boolean;
  /** No event before that time will follow. */
  advance(timeMs: number): void;
  /** No event will follow at all: settles what waits, and forgets the rest. */
  flush(): void;
  /** What has been found since the last call, in no order. */
  take(): readonly Found[];
  /** Sequences or samples begun, sequences that wait for an absence included. */
  readonly partials: number;
  /** Once time has come further than this, `advance` finds something; Infinity when nothing waits for that. */
  readonly dueMs: number;
  /** Bytes of the state. */
  readonly bytes: number;
  /** Forgotten for lack of room. */
  readonly evicted: number;
  /** Combinations of join-key values left out, where an event has more than may be. */
  readonly keysLeftOut: number;
  /** Forgotten because `maxspan` had passed. */
  readonly expired: number;
  /** Plain JSON. */
  snapshot(): unknown;
  /**
   * Takes over what `snapshot` gave for the same query.
   * @throws SnapshotError when it is damaged; the state is then as it was
   */
  restore(snapshot: SnapshotReader): void;
}

export interface CoreOptions {
  /** How much state there may be. */
  readonly maxPartials: number;
  readonly maxBytes: number;
  readonly maxSamplesPerKey: number;
  /**
   * `at once`: a sample is found with the event that makes it possible. `at the end`: all samples are found by `flush`, and
   * are those that come first in the order of the whole input.
   */
  readonly report: 'at once' | 'at the end';
}
