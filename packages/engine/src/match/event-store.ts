import type { Event } from '../event.js';
import { sizeOf } from './event-size.js';

/** Bytes per event held, beside the event itself, and per link of a chain: the arrays below, half of them unused. */
const SLOT_BYTES = 96;
const LINK_BYTES = 16;

export const NONE = -1;

/**
 * The events that partial sequences hold, each once, however many hold it; and the chains of events that they consist
 * of. Both are numbers into flat arrays: nothing is allocated as sequences come and go.
 */
export class EventStore {
  /** Bytes of everything held. */
  bytes = 0;

  private readonly events: (Event | undefined)[] = [];
  private readonly origins: unknown[] = [];
  private positions = new Float64Array(INITIAL);
  private times = new Float64Array(INITIAL);
  private orders = new Float64Array(INITIAL);
  private sizes = new Float64Array(INITIAL);
  /** How many chains an event is in; the next free slot of a free one. */
  private uses = new Int32Array(INITIAL);
  private slotCount = 0;
  private freeSlot = NONE;

  private chainEvents = new Int32Array(INITIAL);
  /** The link before; the next free one of a free one. */
  private chainLinks = new Int32Array(INITIAL);
  private linkCount = 0;
  private freeLink = NONE;

  private readonly isMeasured: boolean;

  /** @param isMeasured whether to take the trouble of measuring events */
  constructor(isMeasured: boolean) {
    this.isMeasured = isMeasured;
  }

  /**
   * Takes in an event that is in no chain yet.
   * @param order counts the events processed: where this one stands in time
   */
  add(event: Event, origin: unknown, position: number, timeMs: number, order: number): number {
    const slot = this.takeSlot();
    const size = SLOT_BYTES + (this.isMeasured ? sizeOf(event) + sizeOf(origin) : 0);
    this.events[slot] = event;
    this.origins[slot] = origin;
    this.positions[slot] = position;
    this.times[slot] = timeMs;
    this.orders[slot] = order;
    this.sizes[slot] = size;
    this.uses[slot] = 0;
    this.bytes += size;
    return slot;
  }

  event(slot: number): Event {
    return this.events[slot]!;
  }

  origin(slot: number): unknown {
    return this.origins[slot];
  }

  position(slot: number): number {
    return this.positions[slot]!;
  }

  timeMs(slot: number): number {
    return this.times[slot]!;
  }

  order(slot: number): number {
    return this.orders[slot]!;
  }

  /** A chain: the events of `chain` (or none), then one more. `chain` now belongs to the new one. */
  append(chain: number, slot: number): number {
    const link = this.takeLink();
    this.chainEvents[link] = slot;
    this.chainLinks[link] = chain;
    this.uses[slot] = this.uses[slot]! + 1;
    this.bytes += LINK_BYTES;
    return link;
  }

  last(chain: number): number {
    return this.chainEvents[chain]!;
  }

  /** The chain without its last event. */
  before(chain: number): number {
    return this.chainLinks[chain]!;
  }

  /** Gives back a chain, and those of its events that no other one has. */
  release(chain: number): void {
    let link = chain;
    while (link !== NONE) {
      const slot = this.chainEvents[link]!;
      const next = this.chainLinks[link]!;
      this.chainLinks[link] = this.freeLink;
      this.freeLink = link;
      this.bytes -= LINK_BYTES;
      const uses = this.uses[slot]! - 1;
      this.uses[slot] = uses;
      if (uses === 0) this.releaseSlot(slot);
      link = next;
    }
  }

  private releaseSlot(slot: number): void {
    this.bytes -= this.sizes[slot]!;
    this.events[slot] = undefined;
    this.origins[slot] = undefined;
    this.uses[slot] = this.freeSlot;
    this.freeSlot = slot;
  }

  private takeSlot(): number {
    const slot = this.freeSlot;
    if (slot !== NONE) {
      this.freeSlot = this.uses[slot]!;
      return slot;
    }
    if (this.slotCount === this.uses.length) {
      const length = grown(this.slotCount);
      this.positions = widened(this.positions, new Float64Array(length));
      this.times = widened(this.times, new Float64Array(length));
      this.orders = widened(this.orders, new Float64Array(length));
      this.sizes = widened(this.sizes, new Float64Array(length));
      this.uses = widened(this.uses, new Int32Array(length));
    }
    return this.slotCount++;
  }

  private takeLink(): number {
    const link = this.freeLink;
    if (link !== NONE) {
      this.freeLink = this.chainLinks[link]!;
      return link;
    }
    if (this.linkCount === this.chainLinks.length) {
      const length = grown(this.linkCount);
      this.chainEvents = widened(this.chainEvents, new Int32Array(length));
      this.chainLinks = widened(this.chainLinks, new Int32Array(length));
    }
    return this.linkCount++;
  }
}

const INITIAL = 16;

/** The next length of a full array. */
export function grown(length: number): number {
  return length < 4096 ? 2 * length : Math.ceil(1.5 * length);
}

/** Copies a full array into a longer one. */
export function widened<T extends Int32Array | Float64Array | Uint8Array>(full: T, longer: T): T {
  longer.set(full);
  return longer;
}
