import type { Event, Value } from '../event.js';
import type { Core, CoreOptions } from './core.js';
import { sizeOf, sizeOfEvent } from './event-size.js';
import { type Found, hit } from './match.js';
import type { SamplePlan } from './plan.js';
import { type HeldEvent, type KeySnapshot, keySnapshot, type SnapshotReader } from './snapshot.js';

/**
 * Matches samples: for each key a tuple of different events, one per stage, in any order of time. Tuples of a key are
 * numbered like an odometer over its candidates, in input order, the last stage turning fastest; the first
 * `maxSamplesPerKey` count. For these no stage needs more than `maxSamplesPerKey` + stages − 1 candidates: a tuple with a
 * later one has at least that many before it.
 */
export class SampleCore implements Core {
  evicted = 0;
  keysLeftOut = 0;
  readonly expired = 0;
  readonly dueMs = Number.POSITIVE_INFINITY;
  bytes = 0;

  private readonly plan: SamplePlan;
  private readonly options: CoreOptions;
  private readonly maxCandidates: number;
  private buckets = new Map<string, Bucket>();
  /** Walks the buckets in the order of their first events, for good. */
  private oldest = this.buckets.entries();
  private found: Found[] = [];
  private order = 0;

  constructor(plan: SamplePlan, options: CoreOptions) {
    this.plan = plan;
    this.options = options;
    this.maxCandidates = options.maxSamplesPerKey + plan.stages.length - 1;
  }

  get partials(): number {
    return this.buckets.size;
  }

  process(event: Event, origin: unknown, position: number, _timeMs: number, matched: Uint8Array): void {
    this.order++;
    const { stages } = this.plan;
    const candidate: Candidate = { event, origin, position, size: sizeOfEvent(event) + sizeOf(origin) };
    const touched = new Set<Bucket>();
    for (let i = 0; i < stages.length; i++) {
      const { keys, matches } = stages[i]!;
      if (matched[i] === 0 || (matches !== undefined && !matches(event))) continue;
      const count = keys.read(event);
      this.keysLeftOut += keys.leftOut;
      for (let key = 0; key < count; key++) {
        const bucket = this.bucketOf(keys.list.valuesOf(key));
        if (this.add(bucket, i, candidate)) touched.add(bucket);
      }
    }
    if (this.options.report === 'at once') for (const bucket of touched) this.report(bucket, candidate);
    this.makeRoom();
  }

  leavesAlone(): boolean {
    return false;
  }

  advance(): void {
    // Samples know no time.
  }

  flush(): void {
    if (this.options.report === 'at the end') {
      const buckets = [...this.buckets.values()];
      buckets.sort((a, b) => this.plan.keyType.compare(a.key, b.key));
      for (const bucket of buckets) this.report(bucket, undefined);
    }
    this.clear();
  }

  take(): readonly Found[] {
    const { found } = this;
    this.found = [];
    return found;
  }

  snapshot(): SampleSnapshot {
    const held: Candidate[] = [];
    const numbers = new Map<Candidate, number>();
    const numberOf = (candidate: Candidate) => {
      const known = numbers.get(candidate);
      if (known !== undefined) return known;
      numbers.set(candidate, held.length);
      return held.push(candidate) - 1;
    };
    const buckets = [...this.buckets.values()].map(({ key, reported, candidates }) => ({
      key: keySnapshot(key),
      reported,
      candidates: candidates.map((list) => list.map(numberOf)),
    }));
    const events = held.map(({ event, origin, position }) => ({
      event,
      ...(origin === undefined ? {} : { origin }),
      position,
    }));
    const { order, evicted, keysLeftOut } = this;
    return { order, evicted, keysLeftOut, events, buckets };
  }

  restore(snapshot: SnapshotReader): void {
    const { stages, keyType } = this.plan;
    const next = new SampleCore(this.plan, this.options);
    next.order = snapshot.get('order').index();
    next.evicted = snapshot.get('evicted').index();
    next.keysLeftOut = snapshot.get('keysLeftOut').index();
    const events = snapshot
      .get('events')
      .list()
      .map((item): Candidate => {
        const event = item.get('event').event();
        const origin = item.get('origin').any();
        return { event, origin, position: item.get('position').index(), size: sizeOfEvent(event) + sizeOf(origin) };
      });
    for (const item of snapshot.get('buckets').list()) {
      const bucket = next.bucketOf(item.get('key').key(keyType.width));
      const lists = item.get('candidates').list();
      if (lists.length !== stages.length) item.get('candidates').refuse(`a list of ${stages.length}`);
      lists.forEach((list, stage) => {
        for (const number of list.list()) next.add(bucket, stage, events[number.index(events.length)]!);
      });
      bucket.reported = item.get('reported').index(this.options.maxSamplesPerKey + 1);
    }
    Object.assign(this, next);
  }

  private bucketOf(key: readonly Value[]): Bucket {
    const id = JSON.stringify(keySnapshot(key));
    const known = this.buckets.get(id);
    if (known !== undefined) return known;
    const bucket: Bucket = {
      key,
      candidates: this.plan.stages.map(() => []),
      reported: 0,
      bytes: BUCKET_BYTES + 2 * id.length,
    };
    this.buckets.set(id, bucket);
    this.bytes += bucket.bytes;
    return bucket;
  }

  /** False when nothing comes of it. */
  private add(bucket: Bucket, stage: number, candidate: Candidate): boolean {
    const list = bucket.candidates[stage]!;
    if (bucket.reported === this.options.maxSamplesPerKey || list.length === this.maxCandidates) return false;
    list.push(candidate);
    const size = CANDIDATE_BYTES + candidate.size;
    bucket.bytes += size;
    this.bytes += size;
    return true;
  }

  /** Reports the tuples of a key that have not been, as many as there may be: those with `candidate`, if one is given. */
  private report(bucket: Bucket, candidate: Candidate | undefined): void {
    const { maxSamplesPerKey } = this.options;
    const { keyType } = this.plan;
    for (const tuple of tuplesOf(bucket.candidates, candidate)) {
      const events = tuple.map((one) => hit(one.event, one.origin, one.position));
      const match = { joinKeys: keyType.shown(bucket.key), events };
      this.found.push({ match, order: this.order, key: bucket.key });
      if (++bucket.reported < maxSamplesPerKey) continue;
      // What remains is the mark that the key has had its samples.
      this.bytes -= bucket.bytes - BUCKET_BYTES;
      bucket.bytes = BUCKET_BYTES;
      bucket.candidates = bucket.candidates.map(() => []);
      return;
    }
  }

  /** Forgets the keys that began first, until there is room. */
  private makeRoom(): void {
    while (
      this.buckets.size > this.options.maxPartials ||
      (this.bytes > this.options.maxBytes && this.buckets.size > 0)
    ) {
      const [id, bucket] = this.oldest.next().value!;
      this.buckets.delete(id);
      this.bytes -= bucket.bytes;
      this.evicted++;
    }
  }

  private clear(): void {
    this.buckets = new Map();
    this.oldest = this.buckets.entries();
    this.bytes = 0;
  }
}

/** What is known of one key. */
interface Bucket {
  readonly key: readonly Value[];
  /** Per stage, in input order. */
  candidates: Candidate[][];
  reported: number;
  bytes: number;
}

interface Candidate extends HeldEvent {
  readonly size: number;
}

interface SampleSnapshot {
  readonly order: number;
  readonly evicted: number;
  readonly keysLeftOut: number;
  readonly events: readonly HeldEvent[];
  /** The oldest first. */
  readonly buckets: readonly {
    readonly key: KeySnapshot;
    readonly reported: number;
    /** Per stage, numbers into `events`. */
    readonly candidates: readonly (readonly number[])[];
  }[];
}

/** Tuples of different candidates, one per list, in order; only those that have `required`, if it is given. */
function* tuplesOf<T>(
  lists: readonly (readonly T[])[],
  required?: T,
  chosen: readonly T[] = [],
): Generator<readonly T[]> {
  const { length } = chosen;
  if (length === lists.length) {
    yield chosen;
    return;
  }
  const isMissing = required !== undefined && !chosen.includes(required);
  // Nobody behind this list can supply what is required.
  const isLastChance = isMissing && !lists.some((list, i) => i > length && list.includes(required as T));
  for (const candidate of isLastChance ? [required as T] : lists[length]!) {
    if (!chosen.includes(candidate) && (!isLastChance || lists[length]!.includes(candidate))) {
      yield* tuplesOf(lists, required, [...chosen, candidate]);
    }
  }
}

/** Of a key without candidates, and of each candidate beside its event. */
const BUCKET_BYTES = 400;
const CANDIDATE_BYTES = 72;
