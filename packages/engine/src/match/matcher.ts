import { print } from '@eqlite/syntax';
import type { CompiledQuery } from '../compile/compile.js';
import type { Event, Value } from '../event.js';
import { compareOrdinals, tiebreakerReader, timestampReader } from '../ordinal.js';
import type { Match } from './match.js';
import { type QueryPlan, requireCompiled } from './plan.js';
import { ReorderBuffer, waitingEvent } from './reorder-buffer.js';
import { Run } from './run.js';
import { keySnapshot, SnapshotError, SnapshotReader } from './snapshot.js';

export interface MatcherOptions {
  /**
   * How much an event's time may lie behind the newest time seen, in milliseconds. Events within it are put in order, so
   * that matches are those of the sorted input; they come that much later. Default 0: events come in order, and matches
   * at once.
   */
  readonly maxLatenessMs?: number;
  /** Told of each event that some stage wants and that comes later than that. It has no effect on matches. */
  readonly onLate?: (event: Event, origin: unknown) => void;
  /** Sequences or samples begun at a time, at most. Default 1,000,000. Beyond it those that began first are forgotten. */
  readonly maxPartials?: number;
  /**
   * Bytes of state, at most, the events it holds included (as estimated). Default 512 MiB. Beyond it, again, what began
   * first is forgotten. With `maxLatenessMs`, half of it is for events that wait to be put in order: beyond that half, the
   * earliest no longer wait, and what then comes too late for them is late.
   */
  readonly maxBytes?: number;
  /** Samples per key, at most. Default 1. */
  readonly maxSamplesPerKey?: number;
}

/** A query over a stream of events. */
export interface Matcher {
  readonly compiled: CompiledQuery;
  /**
   * Takes in the next event and gives the matches that are certain now, in the order of their last events. Events are
   * held, not copied: they must not change afterwards.
   * @param origin given back with the event in `Hit.origin`; plain JSON if snapshots are to be taken
   */
  push(event: Event, origin?: unknown): readonly Match[];
  /**
   * Tells that time has come this far, as an event at that time would: for when there is none.
   * @param timeMs milliseconds since 1970
   */
  advanceTo(timeMs: number): readonly Match[];
  /** Ends the stream: gives what now is certain and forgets the rest. A new stream may follow. */
  flush(): readonly Match[];
  counters(): MatcherCounters;
  /** All there is to go on from later, as plain JSON, given that the events are. */
  snapshot(): MatcherSnapshot;
  /**
   * Goes on from a snapshot of a matcher of the same query: matches will be as if it had never stopped.
   * @throws SnapshotError when the snapshot is of another query or version, or damaged; the matcher is then as it was
   */
  restore(snapshot: MatcherSnapshot): void;
}

/** What a matcher has done and holds. */
export interface MatcherCounters {
  /** Events pushed. */
  readonly events: number;
  /** Sequences and samples begun and not complete; sequences that wait for a final absence included. */
  readonly partials: number;
  /** Bytes of the state, the events in it included, as estimated. */
  readonly bytes: number;
  /** Events that wait to be put in order. */
  readonly buffered: number;
  /** Sequences and samples, and notes of unwanted events, forgotten for lack of room. */
  readonly evicted: number;
  /**
   * Combinations of join-key values that took no part: an event with arrays as keys takes part once per combination, with
   * 4,096 of them at most, for each stage that it satisfies.
   */
  readonly keysLeftOut: number;
  /** Sequences forgotten because `maxspan` had passed. */
  readonly expired: number;
  /** Events that some stage wants, but that came later than `maxLatenessMs`. */
  readonly late: number;
  /** Events that some stage of a sequence wants, but that have no time. */
  readonly untimed: number;
  /** No earlier event will be taken in; milliseconds since 1970, `null` at the start and in queries that know no time. */
  readonly watermarkMs: number | null;
}

/** Plain JSON. What is in it may change with `version`. */
export interface MatcherSnapshot {
  readonly format: 'eqlite-matcher';
  readonly version: 1;
  /** In canonical form. */
  readonly query: string;
  readonly settings: { readonly [name: string]: unknown };
  readonly stream: { readonly [name: string]: unknown };
  readonly state: unknown;
}

const DEFAULTS = { maxLatenessMs: 0, maxPartials: 1_000_000, maxBytes: 512 * 2 ** 20, maxSamplesPerKey: 1 };

/**
 * A matcher for a stream of events in the order of time, or nearly so.
 *
 * - An event query gives each match as it comes.
 * - A sequence is reported with its last event; one that ends with `![…]` as soon as time has come so far that no such
 *   event can follow, and not before.
 * - A sample is reported with the event that makes it possible, up to `maxSamplesPerKey` for each key.
 *
 * Pipes have no effect: a stream has no first and no last.
 * @throws TypeError for a bad option, or a query that is not compiled
 */
export function createMatcher(compiled: CompiledQuery, options: MatcherOptions = {}): Matcher {
  requireCompiled(compiled);
  return new StreamMatcher(compiled, options);
}

const NO_MATCHES: readonly Match[] = [];
const NO_TIME = Number.NEGATIVE_INFINITY;

/** The matcher, with a second entrance for those that test the stages of many queries at once. */
export class StreamMatcher implements Matcher {
  readonly compiled: CompiledQuery;
  private readonly plan: QueryPlan;
  private readonly run: Run;
  private readonly timestampMs: (event: Event) => number;
  private readonly tiebreaker: (event: Event) => Value;
  private readonly options: RequiredOptions;

  private buffer = new ReorderBuffer();
  private events = 0;
  private late = 0;
  private untimed = 0;
  private watermarkMs = NO_TIME;
  /** Where the last event processed stands. */
  private lastMs = NO_TIME;
  private lastTiebreaker: Value = null;

  constructor(compiled: CompiledQuery, options: MatcherOptions) {
    this.options = checkedOptions(options);
    const { maxLatenessMs, maxBytes } = this.options;
    this.compiled = compiled;
    this.plan = compiled.plan;
    this.run = new Run(compiled.plan, {
      ...this.options,
      maxBytes: maxLatenessMs > 0 ? maxBytes / 2 : maxBytes,
      report: 'at once',
    });
    this.timestampMs = timestampReader(compiled.settings);
    this.tiebreaker = tiebreakerReader(compiled.settings);
  }

  push(event: Event, origin?: unknown): readonly Match[] {
    const isWanted = this.run.test(event);
    return this.accept(event, origin, this.plan.isOrdered ? this.timestampMs(event) : Number.NaN, isWanted);
  }

  /** For each stage 1 if the event to be accepted next passes `mayMatch`; for the caller of `accept` to fill. */
  get matched(): Uint8Array {
    return this.run.matched;
  }

  /**
   * `push` for an event whose stages have been tested: `matched` says which it may match.
   * @param timeMs its time, NaN when it has none; of no interest where the plan is not ordered
   * @param isWanted whether it may match some stage, or the plan needs it for its process tree
   */
  accept(event: Event, origin: unknown, timeMs: number, isWanted: boolean): readonly Match[] {
    const position = this.events++;
    if (!this.plan.isOrdered) {
      if (isWanted) this.run.process(event, origin, position, timeMs);
      return this.takeMatches();
    }
    if (!Number.isFinite(timeMs)) {
      if (isWanted) this.untimed++;
      return NO_MATCHES;
    }
    if (isWanted) {
      const tiebreaker = this.tiebreaker(event);
      if (this.isLate(timeMs, tiebreaker)) {
        this.acceptLate(event, origin);
        return NO_MATCHES;
      }
      if (this.options.maxLatenessMs === 0 && this.buffer.size === 0) {
        this.process(event, origin, position, timeMs, tiebreaker);
      } else {
        const held = this.plan.toHold(event);
        const ordinal = { timestampMs: timeMs, tiebreaker, position };
        this.buffer.add(waitingEvent(held, held === event ? origin : undefined, ordinal));
      }
    }
    return this.moveOn(timeMs);
  }

  /**
   * Whether an event that comes in order makes no difference beside its time, for which `passOver` can come later:
   * `matched` says what it may match.
   */
  leavesAlone(event: Event): boolean {
    return this.canBeSpared && this.run.core.leavesAlone(event, this.run.matched);
  }

  /** Whether others may put events in order for it: none wait here, and there is no more to their order than time. */
  private get canBeSpared(): boolean {
    return this.buffer.size === 0 && this.compiled.settings.tiebreakerField === undefined;
  }

  /** Whether an event at that time may wait elsewhere until `takeTurn`. */
  mayWaitElsewhere(timeMs: number): boolean {
    return this.canBeSpared && Number.isFinite(timeMs) && timeMs >= this.watermarkMs;
  }

  /** Takes in an event that others have put in order: `matched` says what it may match, `passOver` gives the matches. */
  takeTurn(event: Event, origin: unknown, position: number, timeMs: number): void {
    this.process(event, origin, position, timeMs, null);
  }

  /** Takes over an event that has waited elsewhere. */
  wait(event: Event, origin: unknown, position: number, timestampMs: number): void {
    const held = this.plan.toHold(event);
    const ordinal = { timestampMs, tiebreaker: this.tiebreaker(event), position };
    this.buffer.add(waitingEvent(held, held === event ? origin : undefined, ordinal));
  }

  /** Tells that events up to that time, which have waited elsewhere, have been taken in without any effect. */
  skipTo(timeMs: number): void {
    this.watermarkMs = Math.max(this.watermarkMs, timeMs);
  }

  /** What may wait to be put in order. */
  get maxWaitingBytes(): number {
    return this.options.maxBytes / 2;
  }

  /** `accept` for an event that some stage may match, and which lies before the newest by more than `maxLatenessMs`. */
  acceptLate(event: Event, origin: unknown): void {
    this.late++;
    this.options.onLate?.(event, origin);
  }

  /** Takes note of events before the next one that no stage wants: how many, and the newest time so far. */
  passOver(count: number, newestMs: number): readonly Match[] {
    this.events += count;
    return this.plan.isOrdered && newestMs > NO_TIME ? this.moveOn(newestMs) : NO_MATCHES;
  }

  /** How many events have been taken in or passed over. */
  get position(): number {
    return this.events;
  }

  /** Once the newest event is later than this, `passOver` may give matches. */
  get dueMs(): number {
    const { buffer, options, run } = this;
    return (
      Math.min(run.core.dueMs, buffer.size > 0 ? buffer.firstMs : Number.POSITIVE_INFINITY) + options.maxLatenessMs
    );
  }

  /** Whether a sequence has begun, or an event waits to be put in order. */
  get isUnderWay(): boolean {
    return this.run.core.partials > 0 || this.buffer.size > 0;
  }

  advanceTo(timeMs: number): readonly Match[] {
    if (!Number.isFinite(timeMs)) throw new TypeError(`advanceTo takes milliseconds since 1970, not ${timeMs}`);
    return this.plan.isOrdered ? this.moveOn(timeMs) : NO_MATCHES;
  }

  flush(): readonly Match[] {
    while (this.buffer.size > 0) this.processFirst();
    this.run.flush();
    this.watermarkMs = NO_TIME;
    this.lastMs = NO_TIME;
    return this.takeMatches();
  }

  counters(): MatcherCounters {
    const { run, buffer, events, late, untimed, watermarkMs } = this;
    const { partials, bytes, evicted, keysLeftOut, expired } = run.core;
    return {
      events,
      partials,
      bytes: bytes + buffer.bytes,
      buffered: buffer.size,
      evicted,
      keysLeftOut,
      expired,
      late,
      untimed,
      watermarkMs: watermarkMs === NO_TIME ? null : watermarkMs,
    };
  }

  // ---------------------------------------------------------------- time

  /** The newest event is at that time. */
  private moveOn(newestMs: number): readonly Match[] {
    const { buffer, options } = this;
    this.watermarkMs = Math.max(this.watermarkMs, newestMs - options.maxLatenessMs);
    while (buffer.size > 0 && this.isSettled(buffer.firstMs)) this.processFirst();
    while (buffer.bytes > this.maxWaitingBytes) {
      this.watermarkMs = Math.max(this.watermarkMs, buffer.firstMs);
      this.processFirst();
    }
    this.run.core.advance(this.watermarkMs);
    return this.takeMatches();
  }

  /** Whether nothing before that time can come any more, nor, if there is lateness, anything at it. */
  private isSettled(timeMs: number): boolean {
    return timeMs < this.watermarkMs || (timeMs === this.watermarkMs && this.options.maxLatenessMs === 0);
  }

  /** Whether an event has come after what it had to come before. */
  private isLate(timestampMs: number, tiebreaker: Value): boolean {
    if (timestampMs < this.watermarkMs) return true;
    const last = { timestampMs: this.lastMs, tiebreaker: this.lastTiebreaker, position: 0 };
    return timestampMs === this.lastMs && compareOrdinals({ timestampMs, tiebreaker, position: 1 }, last) < 0;
  }

  private processFirst(): void {
    const { event, origin, position, timestampMs, tiebreaker } = this.buffer.take();
    this.run.test(event);
    this.process(event, origin, position, timestampMs, tiebreaker);
  }

  private process(event: Event, origin: unknown, position: number, timeMs: number, tiebreaker: Value): void {
    this.lastMs = timeMs;
    this.lastTiebreaker = tiebreaker;
    this.run.process(event, origin, position, timeMs);
  }

  private takeMatches(): readonly Match[] {
    const found = this.run.take();
    return found.length === 0 ? NO_MATCHES : found.map(({ match }) => match);
  }

  // ---------------------------------------------------------------- snapshots

  snapshot(): MatcherSnapshot {
    const { events, late, untimed, watermarkMs, lastMs, lastTiebreaker } = this;
    return {
      format: 'eqlite-matcher',
      version: VERSION,
      query: print(this.compiled.query),
      settings: this.settings(),
      stream: {
        events,
        late,
        untimed,
        ...(watermarkMs === NO_TIME ? {} : { watermarkMs }),
        ...(lastMs === NO_TIME ? {} : { lastMs, lastTiebreaker: keySnapshot([lastTiebreaker]) }),
        buffered: this.buffer
          .all()
          .map(({ event, origin, position }) => ({ event, ...(origin === undefined ? {} : { origin }), position })),
      },
      state: this.run.snapshot(),
    };
  }

  restore(snapshot: MatcherSnapshot): void {
    const reader = new SnapshotReader(snapshot);
    this.checkOwner(reader);
    const stream = reader.get('stream');
    const [events, late, untimed] = ['events', 'late', 'untimed'].map((name) => stream.get(name).index());
    const [watermark, last] = [stream.get('watermarkMs'), stream.get('lastMs')];
    const watermarkMs = watermark.isThere() ? watermark.number() : NO_TIME;
    const lastMs = last.isThere() ? last.number() : NO_TIME;
    const lastTiebreaker = last.isThere() ? stream.get('lastTiebreaker').key(1)[0]! : null;
    const buffer = new ReorderBuffer();
    for (const item of stream.get('buffered').list()) {
      const event = item.get('event').event();
      const timestampMs = this.timestampMs(event);
      if (!Number.isFinite(timestampMs)) item.get('event').refuse('an event with a time');
      const position = item.get('position').index();
      const ordinal = { timestampMs, tiebreaker: this.tiebreaker(event), position };
      buffer.add(waitingEvent(event, item.get('origin').any(), ordinal));
    }
    this.run.restore(reader.get('state'));
    Object.assign(this, { events, late, untimed, watermarkMs, lastMs, lastTiebreaker, buffer });
  }

  /** Refuses a snapshot that this matcher cannot go on from. */
  private checkOwner(snapshot: SnapshotReader): void {
    if (snapshot.get('format').any() !== 'eqlite-matcher') snapshot.get('format').refuse('"eqlite-matcher"');
    const version = snapshot.get('version').any();
    if (version !== VERSION) {
      throw new SnapshotError(
        'snapshot_version',
        `the snapshot is of version ${JSON.stringify(version)}, this Eqlite reads version ${VERSION}`,
      );
    }
    const own = print(this.compiled.query);
    const query = snapshot.get('query').text();
    if (query !== own) {
      throw new SnapshotError('snapshot_query', `the snapshot is of another query:\n${query}\ninstead of:\n${own}`);
    }
    for (const [name, value] of Object.entries(this.settings())) {
      const other = JSON.stringify(snapshot.get('settings').get(name).any());
      if (other === JSON.stringify(value)) continue;
      throw new SnapshotError(
        'snapshot_query',
        `the snapshot is of the same query with ${name} ${other} instead of ${JSON.stringify(value)}`,
      );
    }
  }

  /** What the state depends on beside the query. */
  private settings(): { readonly [name: string]: unknown } {
    const { dialect, eventCategoryField, timestampField, tiebreakerField = null } = this.compiled.settings;
    const { plan, options } = this;
    return {
      dialect,
      eventCategoryField,
      timestampField,
      tiebreakerField,
      ...(plan.kind === 'event' ? {} : { keyTypes: plan.keyType.classes.map((type) => type ?? null) }),
      ...(plan.kind === 'sample' ? { maxSamplesPerKey: options.maxSamplesPerKey } : {}),
    };
  }
}

const VERSION = 1;

type RequiredOptions = typeof DEFAULTS & Pick<MatcherOptions, 'onLate'>;

/** @throws TypeError for an option that does not exist or cannot be */
function checkedOptions(options: MatcherOptions): RequiredOptions {
  const names = [...Object.keys(DEFAULTS), 'onLate'];
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) throw new TypeError(`unknown option "${name}"; there are ${names.sort().join(', ')}`);
  }
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const checked: RequiredOptions = { ...DEFAULTS, ...given };
  for (const [name, least] of Object.entries(LEAST)) {
    const value: unknown = checked[name as keyof typeof LEAST];
    if (typeof value === 'number' && value >= least) continue;
    throw new TypeError(`option "${name}" must be a number of at least ${least}, not ${JSON.stringify(value)}`);
  }
  return checked;
}

const LEAST: { readonly [N in keyof typeof DEFAULTS]: number } = {
  maxLatenessMs: 0,
  maxPartials: 1,
  maxBytes: 1,
  maxSamplesPerKey: 1,
};
