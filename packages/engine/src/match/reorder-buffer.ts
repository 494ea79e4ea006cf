import type { Event } from '../event.js';
import { compareOrdinals, type Ordinal } from '../ordinal.js';
import { sizeOf } from './event-size.js';

export interface BufferedEvent extends Ordinal {
  readonly event: Event;
  readonly origin: unknown;
  readonly bytes: number;
}

/** Events that wait for earlier ones: a binary heap, the earliest first. */
export class ReorderBuffer {
  bytes = 0;
  private readonly heap: BufferedEvent[] = [];

  get size(): number {
    return this.heap.length;
  }

  /** The time of the earliest; there must be one. */
  get firstMs(): number {
    return this.heap[0]!.timestampMs;
  }

  add(event: Event, origin: unknown, ordinal: Ordinal): void {
    const { heap } = this;
    const bytes = BUFFERED_BYTES + sizeOf(event) + sizeOf(origin);
    this.bytes += bytes;
    const added: BufferedEvent = { ...ordinal, event, origin, bytes };
    let place = heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (compareOrdinals(heap[parent]!, added) < 0) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = added;
  }

  /** Takes out the earliest; there must be one. */
  take(): BufferedEvent {
    const { heap } = this;
    const first = heap[0]!;
    const last = heap.pop()!;
    this.bytes -= first.bytes;
    if (heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && compareOrdinals(heap[child + 1]!, heap[child]!) < 0) child++;
      if (compareOrdinals(last, heap[child]!) < 0) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
    return first;
  }

  all(): readonly BufferedEvent[] {
    return this.heap;
  }
}

/** Beside the event itself. */
const BUFFERED_BYTES = 96;
