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

  private readonly width: number;
  private readonly keys: Value[] = [];
  /** What there is of each record, in one cache line. */
  private ints = new Int32Array(INITIAL * INTS);
  private floats = new Float64Array(this.ints.buffer);
  private buckets = new Int32Array(2 * INITIAL).fill(NONE);
  private count = 0;
  private free = NONE;

  /** @param width values per key */
  constructor(width: number) {
    this.width = width;
  }

  codeOf(record: number): number {
    return this.ints[INTS * record + CODE]!;
  }

  /** A partial's first event; the latest event of a missing stage. */
  timeOf(record: number): number {
    return this.floats[FLOATS * record + TIME]!;
  }

  /** See `SequenceCore`: what a record needs besides, in sequences with missing events. */
  moreTimeOf(record: number): number {
    return this.floats[FLOATS * record + MORE_TIME]!;
  }

  setMoreTime(record: number, timeMs: number): void {
    this.floats[FLOATS * record + MORE_TIME] = timeMs;
  }

  /** The events of a partial. */
  chainOf(record: number): number {
    return this.ints[INTS * record + CHAIN]!;
  }

  setChain(record: number, chain: number): void {
    this.ints[INTS * record + CHAIN] = chain;
  }

  isRejected(record: number): boolean {
    return this.ints[INTS * record + REJECTED] === 1;
  }

  reject(record: number): void {
    this.ints[INTS * record + REJECTED] = 1;
  }

  /** The record of that code and key, which starts at `at` in `values`. */
  find(code: number, hash: number, values: readonly Value[], at: number): number {
    const { ints } = this;
    let record = this.buckets[this.bucketOf(code, hash)]!;
    while (record !== NONE) {
      const i = INTS * record;
      if (ints[i + HASH] === hash && ints[i + CODE] === code && this.hasKey(record, values, at)) return record;
      record = ints[i + NEXT]!;
    }
    return NONE;
  }

  /** The record of that code and the key of another record. */
  findLike(code: number, record: number): number {
    return this.find(code, this.ints[INTS * record + HASH]!, this.keys, record * this.width);
  }

  /** A new record, the newest; there must be none of that code and key. */
  add(code: number, hash: number, values: readonly Value[], at: number, timeMs: number): number {
    const record = this.take();
    const { width, keys } = this;
    for (let i = 0; i < width; i++) keys[record * width + i] = values[at + i]!;
    this.ints[INTS * record + HASH] = hash;
    this.ints[INTS * record + CHAIN] = NONE;
    this.ints[INTS * record + REJECTED] = 0;
    this.floats[FLOATS * record + TIME] = timeMs;
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
    this.floats[FLOATS * record + TIME] = timeMs;
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
    this.ints[INTS * record + NEXT] = this.free;
    this.free = record;
    // Else a free record would keep a long text alive.
    const { width, keys } = this;
    for (let i = 0; i < width; i++) keys[record * width + i] = null;
  }

  newerThan(record: number): number {
    return this.ints[INTS * record + NEWER]!;
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
    const { ints, buckets } = this;
    const bucket = this.bucketOf(code, ints[INTS * record + HASH]!);
    ints[INTS * record + CODE] = code;
    ints[INTS * record + NEXT] = buckets[bucket]!;
    buckets[bucket] = record;
  }

  private unlink(record: number): void {
    const { ints, buckets } = this;
    const bucket = this.bucketOf(ints[INTS * record + CODE]!, ints[INTS * record + HASH]!);
    const next = ints[INTS * record + NEXT]!;
    let at = buckets[bucket]!;
    if (at === record) {
      buckets[bucket] = next;
      return;
    }
    while (ints[INTS * at + NEXT] !== record) at = ints[INTS * at + NEXT]!;
    ints[INTS * at + NEXT] = next;
  }

  private enqueue(record: number): void {
    const { ints, newest } = this;
    ints[INTS * record + OLDER] = newest;
    ints[INTS * record + NEWER] = NONE;
    if (newest === NONE) this.oldest = record;
    else ints[INTS * newest + NEWER] = record;
    this.newest = record;
  }

  private dequeue(record: number): void {
    const { ints } = this;
    const older = ints[INTS * record + OLDER]!;
    const newer = ints[INTS * record + NEWER]!;
    if (older === NONE) this.oldest = newer;
    else ints[INTS * older + NEWER] = newer;
    if (newer === NONE) this.newest = older;
    else ints[INTS * newer + OLDER] = older;
  }

  private take(): number {
    this.size++;
    const record = this.free;
    if (record !== NONE) {
      this.free = this.ints[INTS * record + NEXT]!;
      return record;
    }
    if (this.count * INTS === this.ints.length) this.grow();
    return this.count++;
  }

  private grow(): void {
    const length = grown(this.count);
    this.ints = widened(this.ints, new Int32Array(length * INTS));
    this.floats = new Float64Array(this.ints.buffer);
    if (length > this.buckets.length) this.rehash();
  }

  /** Spreads the records over twice as many buckets, in the order of the queue: detached records are in none. */
  private rehash(): void {
    this.buckets = new Int32Array(2 * this.buckets.length).fill(NONE);
    for (let record = this.oldest; record !== NONE; record = this.newerThan(record)) {
      this.link(record, this.codeOf(record));
    }
  }
}

const INITIAL = 16;

/** Integers per record, 64 bytes, and where they are. */
const INTS = 16;
const CODE = 0;
const HASH = 1;
const CHAIN = 2;
/** The next record in the bucket; the next free one of a free one. */
const NEXT = 3;
const OLDER = 4;
const NEWER = 5;
const REJECTED = 6;
/** The same bytes as numbers. */
const FLOATS = INTS / 2;
const TIME = 4;
const MORE_TIME = 5;
