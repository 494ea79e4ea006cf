import type { Value } from '../event.js';
import { grown, NONE, widened } from './event-store.js';
import { countWords, type KeyList, NO_KEY, readValues } from './key-list.js';

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
  /** Bytes of all records, detached ones included. */
  bytes = 0;
  oldest = NONE;
  newest = NONE;

  /** Values per key. */
  private readonly width: number;
  /** Integers per record. */
  private stride = MIN_INTS;
  /** The values of keys whose words find no room in their records. */
  private readonly longKeys: Value[] = [];
  /** What there is of each record, in one cache line or two. */
  private ints = new Int32Array(INITIAL * MIN_INTS);
  private floats = new Float64Array(this.ints.buffer);
  private buckets = new Int32Array(2 * INITIAL).fill(NONE);
  private count = 0;
  private free = NONE;

  /** @param width values per key */
  constructor(width: number) {
    this.width = width;
  }

  codeOf(record: number): number {
    return this.ints[this.stride * record + CODE]! >> 1;
  }

  /** A partial's first event; the latest event of a missing stage. */
  timeOf(record: number): number {
    return this.floats[(this.stride >> 1) * record + TIME]!;
  }

  /** See `SequenceCore`: what a record needs besides, in sequences with missing events. */
  moreTimeOf(record: number): number {
    return this.floats[(this.stride >> 1) * record + MORE_TIME]!;
  }

  setMoreTime(record: number, timeMs: number): void {
    this.floats[(this.stride >> 1) * record + MORE_TIME] = timeMs;
  }

  /** The events of a partial. */
  chainOf(record: number): number {
    return this.ints[this.stride * record + CHAIN]!;
  }

  setChain(record: number, chain: number): void {
    this.ints[this.stride * record + CHAIN] = chain;
  }

  isRejected(record: number): boolean {
    return (this.ints[this.stride * record + CODE]! & REJECTED) !== 0;
  }

  reject(record: number): void {
    this.ints[this.stride * record + CODE]! |= REJECTED;
  }

  /** The record of that code and of key number `key` among `keys`. */
  find(code: number, keys: KeyList, key: number): number {
    const { ints, stride } = this;
    const hash = keys.hashes[key]!;
    let record = this.buckets[this.bucketOf(code, hash)]!;
    while (record !== NONE) {
      const i = stride * record;
      if (ints[i + HASH] === hash && ints[i + CODE]! >> 1 === code && this.hasKey(record, keys, key)) return record;
      record = ints[i + NEXT]!;
    }
    return NONE;
  }

  /** A new record, the newest; there must be none of that code and key. */
  add(code: number, keys: KeyList, key: number, timeMs: number): number {
    const count = keys.wordCounts[key]!;
    if (this.count === 0) this.fit(count);
    const record = this.take();
    this.bytes += bytesOf(count);
    const { ints, stride } = this;
    const at = stride * record;
    if (count > stride - KEY) this.addLongKey(record, keys, key);
    else {
      const { words } = keys;
      const from = keys.wordStarts[key]!;
      for (let i = 0; i < count; i++) ints[at + KEY + i] = words[from + i]!;
    }
    ints[at + HASH] = keys.hashes[key]!;
    ints[at + CHAIN] = NONE;
    ints[at + CODE] = 0;
    this.floats[(at >> 1) + TIME] = timeMs;
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
    this.floats[(this.stride >> 1) * record + TIME] = timeMs;
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
    this.bytes -= bytesOf(this.wordCountOf(record));
    this.ints[this.stride * record + NEXT] = this.free;
    this.free = record;
    if (this.longKeys.length > 0) this.dropLongKey(record);
  }

  newerThan(record: number): number {
    return this.ints[this.stride * record + NEWER]!;
  }

  keyOf(record: number): Value[] {
    const { ints, width, longKeys } = this;
    const at = this.stride * record + KEY;
    if (ints[at] === NO_KEY && width > 0) return longKeys.slice(record * width, record * width + width);
    return readValues(ints, at, width);
  }

  private hasKey(record: number, keys: KeyList, key: number): boolean {
    const { ints, stride } = this;
    const count = keys.wordCounts[key]!;
    const at = stride * record + KEY;
    if (count > stride - KEY) return ints[at] === NO_KEY && this.hasLongKey(record, keys, key);
    const { words } = keys;
    const from = keys.wordStarts[key]!;
    for (let i = 0; i < count; i++) if (ints[at + i] !== words[from + i]) return false;
    return true;
  }

  private addLongKey(record: number, keys: KeyList, key: number): void {
    const { longKeys, width } = this;
    while (longKeys.length < (record + 1) * width) longKeys.push(null);
    for (let i = 0; i < width; i++) longKeys[record * width + i] = keys.values[key * width + i]!;
    const at = this.stride * record + KEY;
    this.ints[at] = NO_KEY;
    this.ints[at + 1] = keys.wordCounts[key]!;
  }

  private wordCountOf(record: number): number {
    const { ints, width } = this;
    const at = this.stride * record + KEY;
    return ints[at] === NO_KEY && width > 0 ? ints[at + 1]! : countWords(ints, at, width);
  }

  private hasLongKey(record: number, keys: KeyList, key: number): boolean {
    const { longKeys, width } = this;
    for (let i = 0; i < width; i++) {
      if (longKeys[record * width + i] !== keys.values[key * width + i]) return false;
    }
    return true;
  }

  /** Else a free record would keep a long text alive. */
  private dropLongKey(record: number): void {
    const { longKeys, width } = this;
    const end = Math.min((record + 1) * width, longKeys.length);
    for (let i = record * width; i < end; i++) longKeys[i] = null;
  }

  /** Sees to it that there is room in a record for so many words, if that is not too much: keys are much of a length. */
  private fit(count: number): void {
    const ints = Math.ceil((KEY + count) / INT_STEP) * INT_STEP;
    this.stride = ints > MAX_INTS ? MIN_INTS : Math.max(ints, MIN_INTS);
    this.ints = new Int32Array(INITIAL * this.stride);
    this.floats = new Float64Array(this.ints.buffer);
  }

  private bucketOf(code: number, hash: number): number {
    return (hash ^ Math.imul(code, 0x9e3779b1)) & (this.buckets.length - 1);
  }

  private link(record: number, code: number): void {
    const { ints, stride, buckets } = this;
    const bucket = this.bucketOf(code, ints[stride * record + HASH]!);
    const rejected = ints[stride * record + CODE]! & REJECTED;
    ints[stride * record + CODE] = (code << 1) | rejected;
    ints[stride * record + NEXT] = buckets[bucket]!;
    buckets[bucket] = record;
  }

  private unlink(record: number): void {
    const { ints, stride, buckets } = this;
    const bucket = this.bucketOf(ints[stride * record + CODE]! >> 1, ints[stride * record + HASH]!);
    const next = ints[stride * record + NEXT]!;
    let at = buckets[bucket]!;
    if (at === record) {
      buckets[bucket] = next;
      return;
    }
    while (ints[stride * at + NEXT] !== record) at = ints[stride * at + NEXT]!;
    ints[stride * at + NEXT] = next;
  }

  private enqueue(record: number): void {
    const { ints, stride, newest } = this;
    ints[stride * record + OLDER] = newest;
    ints[stride * record + NEWER] = NONE;
    if (newest === NONE) this.oldest = record;
    else ints[stride * newest + NEWER] = record;
    this.newest = record;
  }

  private dequeue(record: number): void {
    const { ints, stride } = this;
    const older = ints[stride * record + OLDER]!;
    const newer = ints[stride * record + NEWER]!;
    if (older === NONE) this.oldest = newer;
    else ints[stride * older + NEWER] = newer;
    if (newer === NONE) this.newest = older;
    else ints[stride * newer + OLDER] = older;
  }

  private take(): number {
    this.size++;
    const record = this.free;
    if (record !== NONE) {
      this.free = this.ints[this.stride * record + NEXT]!;
      return record;
    }
    if (this.count * this.stride === this.ints.length) this.grow();
    return this.count++;
  }

  private grow(): void {
    const length = grown(this.count);
    this.ints = widened(this.ints, new Int32Array(length * this.stride));
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

/** Integers per record: 64 to 128 bytes. */
const MIN_INTS = 16;
const MAX_INTS = 32;
const INT_STEP = 8;

/** Twice the code, and one more for a rejected partial. */
const CODE = 0;
const REJECTED = 1;
const HASH = 1;
const CHAIN = 2;
/** The next record in the bucket; the next free one of a free one. */
const NEXT = 3;
const OLDER = 4;
const NEWER = 5;
/** Times, as numbers: there are half as many of these as of integers. */
const TIME = 3;
const MORE_TIME = 4;
/** The words of the key, to the end of the record; of a key that is longer `NO_KEY`, and how many it has. */
const KEY = 10;

/**
 * Bytes of a record with its place among the buckets, and of what its key has beyond the least, half of the arrays unused.
 * It does not depend on the other records, so that a restored matcher runs out of room when the first one would have.
 */
function bytesOf(wordCount: number): number {
  return 108 + 6 * Math.max(0, wordCount - (MIN_INTS - KEY));
}
