import type { Value } from '../event.js';
import { grown, NONE, widened } from './event-store.js';

/**
 * The state of a sequence matcher: records, found by key, in the order of their times.
 *
 *     buckets   hash ──▶ record ──▶ record                chained by `next`
 *     queue     oldest ◀──▶ … ◀──▶ newest                 linked by `older` and `newer`
 *
 * A record is a partial sequence that waits at a step, or the times at which a missing event has come after all. Its
 * `code` says which; a key has at most one record of each code, so that the pair is what records are found by. A record is
 * a number into flat arrays. Times of new records never go back, so the queue stays sorted by appending to it.
 */
export class RecordTable {
  /** Records in the table. */
  size = 0;
  oldest = NONE;
  newest = NONE;
  /** A partial's first event; the latest event of a missing stage. */
  times = new Float64Array(INITIAL);
  /** See `SequenceCore`: what a record needs besides, in sequences with missing events. */
  moreTimes = new Float64Array(INITIAL);
  codes = new Int32Array(INITIAL);
  hashes = new Int32Array(INITIAL);
  /** The events of a partial. */
  chains = new Int32Array(INITIAL);
  isRejected = new Uint8Array(INITIAL);
  readonly keys: Value[] = [];

  private readonly width: number;
  private buckets = new Int32Array(2 * INITIAL).fill(NONE);
  /** The next record in the bucket; the next free one of a free one. */
  private next = new Int32Array(INITIAL);
  private older = new Int32Array(INITIAL);
  private newer = new Int32Array(INITIAL);
  private count = 0;
  private free = NONE;

  /** @param width values per key */
  constructor(width: number) {
    this.width = width;
  }

  /** The record of that code and key, which starts at `at` in `values`. */
  find(code: number, hash: number, values: readonly Value[], at: number): number {
    const { codes, hashes, next } = this;
    let record = this.buckets[this.bucketOf(code, hash)]!;
    while (record !== NONE) {
      if (hashes[record] === hash && codes[record] === code && this.hasKey(record, values, at)) return record;
      record = next[record]!;
    }
    return NONE;
  }

  /** The record of that code and the key of another record. */
  findLike(code: number, record: number): number {
    return this.find(code, this.hashes[record]!, this.keys, record * this.width);
  }

  /** A new record, the newest; there must be none of that code and key. */
  add(code: number, hash: number, values: readonly Value[], at: number, timeMs: number): number {
    const record = this.take();
    const { width, keys } = this;
    for (let i = 0; i < width; i++) keys[record * width + i] = values[at + i]!;
    this.hashes[record] = hash;
    this.times[record] = timeMs;
    this.chains[record] = NONE;
    this.isRejected[record] = 0;
    this.link(record, code);
    this.enqueue(record);
    return record;
  }

  /** Gives a record, with its place in the queue, another code. */
  recode(record: number, code: number): void {
    this.unlink(record);
    this.link(record, code);
  }

  /** Makes a record the newest. */
  renew(record: number, timeMs: number): void {
    this.dequeue(record);
    this.times[record] = timeMs;
    this.enqueue(record);
  }

  /** Takes a record out of the table and the queue, but keeps what it holds until it is given back. */
  detach(record: number): void {
    this.unlink(record);
    this.dequeue(record);
    this.size--;
  }

  /** Ends a detached record. */
  giveBack(record: number): void {
    this.next[record] = this.free;
    this.free = record;
    // Else a free record would keep a long text alive.
    const { width, keys } = this;
    for (let i = 0; i < width; i++) keys[record * width + i] = null;
  }

  newerThan(record: number): number {
    return this.newer[record]!;
  }

  keyOf(record: number): Value[] {
    const { width } = this;
    return this.keys.slice(record * width, record * width + width);
  }

  private hasKey(record: number, values: readonly Value[], at: number): boolean {
    const { width, keys } = this;
    for (let i = 0; i < width; i++) if (keys[record * width + i] !== values[at + i]) return false;
    return true;
  }

  private bucketOf(code: number, hash: number): number {
    return (hash ^ Math.imul(code, 0x9e3779b1)) & (this.buckets.length - 1);
  }

  private link(record: number, code: number): void {
    const bucket = this.bucketOf(code, this.hashes[record]!);
    this.codes[record] = code;
    this.next[record] = this.buckets[bucket]!;
    this.buckets[bucket] = record;
  }

  private unlink(record: number): void {
    const { buckets, next } = this;
    const bucket = this.bucketOf(this.codes[record]!, this.hashes[record]!);
    let at = buckets[bucket]!;
    if (at === record) {
      buckets[bucket] = next[record]!;
      return;
    }
    while (next[at] !== record) at = next[at]!;
    next[at] = next[record]!;
  }

  private enqueue(record: number): void {
    const { newest } = this;
    this.older[record] = newest;
    this.newer[record] = NONE;
    if (newest === NONE) this.oldest = record;
    else this.newer[newest] = record;
    this.newest = record;
  }

  private dequeue(record: number): void {
    const older = this.older[record]!;
    const newer = this.newer[record]!;
    if (older === NONE) this.oldest = newer;
    else this.newer[older] = newer;
    if (newer === NONE) this.newest = older;
    else this.older[newer] = older;
  }

  private take(): number {
    this.size++;
    const record = this.free;
    if (record !== NONE) {
      this.free = this.next[record]!;
      return record;
    }
    if (this.count === this.codes.length) this.grow();
    return this.count++;
  }

  private grow(): void {
    const length = grown(this.count);
    this.times = widened(this.times, new Float64Array(length));
    this.moreTimes = widened(this.moreTimes, new Float64Array(length));
    this.codes = widened(this.codes, new Int32Array(length));
    this.hashes = widened(this.hashes, new Int32Array(length));
    this.chains = widened(this.chains, new Int32Array(length));
    this.isRejected = widened(this.isRejected, new Uint8Array(length));
    this.next = widened(this.next, new Int32Array(length));
    this.older = widened(this.older, new Int32Array(length));
    this.newer = widened(this.newer, new Int32Array(length));
    if (length > this.buckets.length) this.rehash();
  }

  /** Spreads the records over twice as many buckets, in the order of the queue: detached records are in none. */
  private rehash(): void {
    this.buckets = new Int32Array(2 * this.buckets.length).fill(NONE);
    for (let record = this.oldest; record !== NONE; record = this.newer[record]!) {
      this.link(record, this.codes[record]!);
    }
  }
}

const INITIAL = 16;
