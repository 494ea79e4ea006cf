import type { Event } from '../event.js';
import { compareOrdinals, type Ordinal } from '../ordinal.js';
import { sizeOf, sizeOfEvent } from './event-size.js';

/** An event that waits for earlier ones. */
export interface WaitingEvent extends Ordinal {
  readonly event: Event;
  readonly origin: unknown;
  readonly bytes: number;
}

export function waitingEvent(event: Event, origin: unknown, { timestampMs, tiebreaker, position }: Ordinal) {
  const bytes = waitingBytes(sizeOfEvent(event), origin);
  return { event, origin, timestampMs, tiebreaker, position, bytes };
}

/** What an event of that size takes while it waits. */
export function waitingBytes(eventBytes: number, origin: unknown): number {
  return 96 + eventBytes + sizeOf(origin);
}

/**
 * Events that wait for earlier ones. Most come in order, or nearly so: those stand in a queue. One that is earlier than the
 * last of the queue goes to a binary heap, the earliest first. The next is the first of either.
 */
export class ReorderBuffer<E extends WaitingEvent = WaitingEvent> {
  bytes = 0;
  private readonly queue: (E | undefined)[] = [];
  /** Where the queue starts. */
  private start = 0;
  private readonly heap: E[] = [];

  get size(): number {
    return this.queue.length - this.start + this.heap.length;
  }

  /** The time of the earliest; there must be one. */
  get firstMs(): number {
    return (this.isHeapNext() ? this.heap[0]! : this.queue[this.start]!).timestampMs;
  }

  add(added: E): void {
    const { queue, start } = this;
    this.bytes += added.bytes;
    if (queue.length === start || compareOrdinals(queue.at(-1)!, added) <= 0) queue.push(added);
    else this.addToHeap(added);
  }

  /** Takes out the earliest; there must be one. */
  take(): E {
    const first = this.isHeapNext() ? this.takeFromHeap() : this.takeFromQueue();
    this.bytes -= first.bytes;
    return first;
  }

  /** In no order. */
  all(): readonly E[] {
    return [...(this.queue.slice(this.start) as E[]), ...this.heap];
  }

  clear(): void {
    this.bytes = 0;
    this.queue.length = 0;
    this.start = 0;
    this.heap.length = 0;
  }

  private isHeapNext(): boolean {
    const { queue, start, heap } = this;
    return heap.length > 0 && (queue.length === start || compareOrdinals(heap[0]!, queue[start]!) < 0);
  }

  private takeFromQueue(): E {
    const { queue } = this;
    const first = queue[this.start]!;
    queue[this.start++] = undefined;
    if (this.start === queue.length || (this.start >= MIN_CUT && 2 * this.start > queue.length)) {
      queue.splice(0, this.start);
      this.start = 0;
    }
    return first;
  }

  private addToHeap(added: E): void {
    const { heap } = this;
    let place = heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (compareOrdinals(heap[parent]!, added) < 0) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = added;
  }

  private takeFromHeap(): E {
    const { heap } = this;
    const first = heap[0]!;
    const last = heap.pop()!;
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
}

/** So many taken from the queue are cut off it at once. */
const MIN_CUT = 1024;
