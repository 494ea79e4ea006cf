import type { Event } from '../event.js';
import { type EventReader, NONE, NOTES, PREVIOUS } from '../field/event-reader.js';
import type { StreamMatcher } from '../match/matcher.js';
import { ReorderBuffer, type WaitingEvent } from '../match/reorder-buffer.js';
import { toTimestampMs } from '../value/date.js';

/** An event that waits for its turn, and the stages that it may match. */
export class WaitingStages implements WaitingEvent {
  readonly origin: unknown;
  readonly timestampMs: number;
  readonly tiebreaker = null;
  readonly position: number;
  readonly bytes: number;
  readonly stages: number[] = [];
  private readonly holder: { readonly event: Event };

  /** @param holder is asked for the event only when somebody looks at it */
  constructor(
    holder: { readonly event: Event },
    origin: unknown,
    timestampMs: number,
    position: number,
    bytes: number,
  ) {
    this.holder = holder;
    this.origin = origin;
    this.timestampMs = timestampMs;
    this.position = position;
    this.bytes = bytes;
  }

  get event(): Event {
    return this.holder.event;
  }
}

/** The time that some matchers go by: that of one timestamp field. */
export class Clock {
  readonly timestampField: string;
  /** Of the event at hand; NaN when it has none. */
  timeMs = Number.NaN;
  /** The newest before the event at hand, and with it. */
  beforeMs = NO_TIME;
  newestMs = NO_TIME;
  /** What waits to be put in order, each event once for all matchers. */
  readonly waiting = new ReorderBuffer<WaitingStages>();
  /** The one added last. */
  lastWaiting: WaitingStages | undefined;
  /** Until time has come this far nothing happens without an event that somebody wants. */
  private dueMs = Number.POSITIVE_INFINITY;
  private reader: EventReader | undefined;
  private field = NONE;

  /** @param newestMs where it goes on from */
  constructor(timestampField: string, newestMs = NO_TIME) {
    this.timestampField = timestampField;
    this.newestMs = newestMs;
  }

  /** To be told before the first event. */
  readFrom(reader: EventReader): void {
    this.reader = reader;
    this.field = reader.field(this.timestampField.split('.'));
  }

  /** Whether the event at hand is neither earlier than one before it nor without a time. */
  get isTimely(): boolean {
    return this.timeMs >= this.beforeMs;
  }

  /** Whether the event at hand is earlier than one before it by more than that. */
  isLate(maxLatenessMs: number): boolean {
    return this.timeMs < this.beforeMs - maxLatenessMs;
  }

  /** Whether it is the turn of an event that waits: none before it will be taken in any more. */
  isTurn(maxLatenessMs: number): boolean {
    return this.waiting.size > 0 && this.waiting.firstMs < this.newestMs - maxLatenessMs;
  }

  /** Reads the time of the event that the reader is turned to. True when something is due by it. */
  read(): boolean {
    return this.turnTo(this.firstTime());
  }

  /** The same for an event that the reader has not been turned to, and whose time is known. */
  turnTo(timeMs: number): boolean {
    this.timeMs = timeMs;
    this.beforeMs = this.newestMs;
    if (!(this.timeMs > this.newestMs && Number.isFinite(this.timeMs))) return false;
    this.newestMs = this.timeMs;
    return this.isPast(this.dueMs);
  }

  /** Time has come this far, if not further. */
  advanceTo(timeMs: number): void {
    this.newestMs = Math.max(this.newestMs, timeMs);
  }

  /** The newest time is now that one. */
  reset(newestMs: number): void {
    this.newestMs = newestMs;
    this.beforeMs = newestMs;
    this.lastWaiting = undefined;
    this.forgetDue();
  }

  isPast(dueMs: number): boolean {
    return this.newestMs >= dueMs;
  }

  /** Nothing is due any more, unless a matcher says so. */
  forgetDue(): void {
    this.dueMs = Number.POSITIVE_INFINITY;
  }

  /** Minds when the matcher will have something to say. */
  mind(matcher: StreamMatcher): void {
    this.dueMs = Math.min(this.dueMs, matcher.dueMs);
  }

  private firstTime(): number {
    const reader = this.reader!;
    let first: number = NONE;
    for (let place = reader.lastOf(this.field); place >= 0; place = reader.notes[NOTES * place + PREVIOUS]!) {
      first = place;
    }
    return first === NONE ? Number.NaN : toTimestampMs(reader.values[first]);
  }
}

const NO_TIME = Number.NEGATIVE_INFINITY;
