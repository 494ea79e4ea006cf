import type { Event } from '../event.js';
import { sizeOf, sizeOfEvent } from './event-size.js';

export const NONE = -1;

/**
 * The events that partial sequences hold, each once, however many hold it; and the chains of events that they consist
 * of. Both are numbers into flat arrays: nothing is allocated as sequences come and go. What belongs together lies
 * together, since with many keys nearly every access is a cache miss.
 */
export class EventStore {
  /** Bytes of everything held. */
  bytes = 0;

  /** Per slot the event and its origin. */
  private readonly held: unknown[] = [];
  /** Per slot its position, time and order as numbers, then its size and uses (the next free slot of a free one) as integers. */
  private floats = new Float64Array(INITIAL * SLOT_FLOATS);
  private ints = new Int32Array(this.floats.buffer);
  private slotCount = 0;
  private freeSlot = NONE;

  /**
   * A chain of one event is `ALONE` - its slot. A longer one is the number of a link: per link its event's slot, and the
   * chain before it (the next free link of a free one).
   */
  private links = new Int32Array(INITIAL * LINK_INTS);
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
    const size = SLOT_BYTES + (this.isMeasured ? sizeOfEvent(event) + sizeOf(origin) : 0);
    const { held, floats, ints } = this;
    held[2 * slot] = event;
    held[2 * slot + 1] = origin;
    const at = slot * SLOT_FLOATS;
    floats[at] = position;
    floats[at + TIME] = timeMs;
    floats[at + ORDER] = order;
    ints[2 * at + SIZE] = size;
    ints[2 * at + USES] = 0;
    this.bytes += size;
    return slot;
  }

  event(slot: number): Event {
    return this.held[2 * slot] as Event;
  }

  origin(slot: number): unknown {
    return this.held[2 * slot + 1];
  }

  position(slot: number): number {
    return this.floats[slot * SLOT_FLOATS]!;
  }

  timeMs(slot: number): number {
    return this.floats[slot * SLOT_FLOATS + TIME]!;
  }

  order(slot: number): number {
    return this.floats[slot * SLOT_FLOATS + ORDER]!;
  }

  /** A chain: the events of `chain` (or none), then one more. `chain` now belongs to the new one. */
  append(chain: number, slot: number): number {
    this.ints[2 * SLOT_FLOATS * slot + USES]!++;
    if (chain === NONE) return ALONE - slot;
    const link = this.takeLink();
    this.links[LINK_INTS * link] = slot;
    this.links[LINK_INTS * link + 1] = chain;
    this.bytes += LINK_BYTES;
    return link;
  }

  last(chain: number): number {
    return chain <= ALONE ? ALONE - chain : this.links[LINK_INTS * chain]!;
  }

  /** The chain without its last event. */
  before(chain: number): number {
    return chain <= ALONE ? NONE : this.links[LINK_INTS * chain + 1]!;
  }

  /** Gives back a chain, and those of its events that no other one has. */
  release(chain: number): void {
    const { links, ints } = this;
    let rest = chain;
    while (rest !== NONE) {
      const slot = this.last(rest);
      const next = this.before(rest);
      if (rest > NONE) {
        links[LINK_INTS * rest + 1] = this.freeLink;
        this.freeLink = rest;
        this.bytes -= LINK_BYTES;
      }
      if (--ints[2 * SLOT_FLOATS * slot + USES]! === 0) this.releaseSlot(slot);
      rest = next;
    }
  }

  private releaseSlot(slot: number): void {
    const at = 2 * SLOT_FLOATS * slot;
    this.bytes -= this.ints[at + SIZE]!;
    this.held[2 * slot] = undefined;
    this.held[2 * slot + 1] = undefined;
    this.ints[at + USES] = this.freeSlot;
    this.freeSlot = slot;
  }

  private takeSlot(): number {
    const slot = this.freeSlot;
    if (slot !== NONE) {
      this.freeSlot = this.ints[2 * SLOT_FLOATS * slot + USES]!;
      return slot;
    }
    if (this.slotCount * SLOT_FLOATS === this.floats.length) {
      this.floats = widened(this.floats, new Float64Array(grown(this.slotCount) * SLOT_FLOATS));
      this.ints = new Int32Array(this.floats.buffer);
    }
    return this.slotCount++;
  }

  private takeLink(): number {
    const link = this.freeLink;
    if (link !== NONE) {
      this.freeLink = this.links[LINK_INTS * link + 1]!;
      return link;
    }
    if (this.linkCount * LINK_INTS === this.links.length) {
      this.links = widened(this.links, new Int32Array(grown(this.linkCount) * LINK_INTS));
    }
    return this.linkCount++;
  }
}

const INITIAL = 16;

const ALONE = -2;

/** Numbers per slot, and where they are; 0 is the position. */
const SLOT_FLOATS = 4;
const TIME = 1;
const ORDER = 2;
/** Among the slot's integers, of which there are two to a number. */
const SIZE = 6;
const USES = 7;

const LINK_INTS = 2;

/** Bytes per event held, beside the event itself, and per link of a chain: the arrays above, half of them unused. */
const SLOT_BYTES = 72;
const LINK_BYTES = 12;

/** The next length of a full array. */
export function grown(length: number): number {
  return length < 4096 ? 2 * length : Math.ceil(1.5 * length);
}

/** Copies a full array into a longer one. */
export function widened<T extends Int32Array | Float64Array>(full: T, longer: T): T {
  longer.set(full);
  return longer;
}
