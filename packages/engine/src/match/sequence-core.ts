import type { Event, Value } from '../event.js';
import type { Core, CoreOptions } from './core.js';
import { Deadlines } from './deadlines.js';
import { EventStore, NONE } from './event-store.js';
import { KeyList } from './key-list.js';
import { type Found, type Hit, hit, MISSING_HIT } from './match.js';
import type { JoinedStage, MissingStage, SequencePlan, StepStage, UntilStage } from './plan.js';
import { RecordTable } from './record-table.js';
import { type HeldEvent, type KeySnapshot, keySnapshot, type SnapshotReader } from './snapshot.js';

/**
 * Elasticsearch's sequence matching, event by event.
 *
 * For every key and every step but the last there is at most one partial sequence: a newer one replaces an older one, as
 * Elasticsearch looks at the latest only and drops the others. An event tries the steps from the last to the first, so
 * that it cannot follow itself:
 *
 *     step 0       starts a partial
 *     step n       takes the partial of its key at step n - 1 and moves it on; past `maxspan` the partial is dropped
 *     last step    completes it
 *     until        drops all partials of its key, after the event has had its steps
 *
 * Missing events never change which sequences come about; each is judged when it is complete. Of each missing stage and
 * key only the two latest times are kept, since what counts is the latest one strictly before some event (an event at
 * the very time of a neighbour is neither before nor after it):
 *
 *     between      looked up as a partial moves on: is there one after its last event and before this one?
 *     before       kept in the partial as it starts: the latest one before the first event
 *     after        the complete sequence waits until the time in which one would spoil it has passed
 *
 * Nothing that counts is older than `maxspan`, so all records lapse that long after their time.
 */
export class SequenceCore implements Core {
  partials = 0;
  evicted = 0;
  keysLeftOut = 0;
  expired = 0;

  private readonly plan: SequencePlan;
  private readonly limits: CoreOptions;
  private readonly lastStep: number;
  private readonly before: readonly MissingStage[];
  private readonly after: readonly MissingStage[];

  private table: RecordTable;
  private events: EventStore;
  /** Complete sequences that an event may still spoil, by the end of the time in which it may. */
  private waiting = new Deadlines();
  private readonly oneKey: KeyList;
  private found: Found[] = [];
  /** Events processed. */
  private order = 0;

  // The event at hand, and its slot once something holds it.
  private event: Event = NO_EVENT;
  private origin: unknown;
  private position = 0;
  private timeMs = 0;
  private slot = NONE;

  constructor(plan: SequencePlan, limits: CoreOptions) {
    this.plan = plan;
    this.limits = limits;
    this.lastStep = plan.stepCount - 1;
    this.before = plan.missingBefore[0]!;
    this.after = plan.missingBefore[plan.stepCount]!;
    this.table = new RecordTable(plan.keyType.width);
    this.events = new EventStore(Number.isFinite(limits.maxBytes));
    this.oneKey = new KeyList(plan.keyType.width);
  }

  get dueMs(): number {
    return this.waiting.firstMs;
  }

  get bytes(): number {
    return this.events.bytes + this.table.bytes;
  }

  process(event: Event, origin: unknown, position: number, timeMs: number, matched: Uint8Array): void {
    this.settle(timeMs);
    this.order++;
    this.event = event;
    this.origin = origin;
    this.position = position;
    this.timeMs = timeMs;
    this.slot = NONE;
    const { stages } = this.plan;
    let until: UntilStage | undefined;
    for (let i = stages.length - 1; i >= 0; i--) {
      if (matched[i] === 0) continue;
      const stage = stages[i]!;
      if (stage.matches !== undefined && !stage.readsAlias && !stage.matches(event)) continue;
      if (stage.role === 'step') this.step(stage);
      else if (stage.role === 'missing') this.note(stage);
      else until = stage;
    }
    if (until !== undefined) this.end(until);
    this.makeRoom();
  }

  leavesAlone(event: Event, matched: Uint8Array): boolean {
    const { stages } = this.plan;
    for (let i = 0; i < stages.length; i++) {
      if (matched[i] === 0) continue;
      const stage = stages[i]!;
      if (stage.role === 'step' && stage.firstStep === 0) return false;
      // What has not begun needs none of the others, but for missing events before it.
      if (this.partials === 0 && this.before.length === 0) continue;
      if (stage.role === 'missing') return false;
      // The steps of the partials that it would go on from, or end.
      const first = stage.role === 'step' ? stage.firstStep - 1 : 0;
      const last = stage.role === 'step' ? stage.lastStep : this.lastStep;
      const { keys } = stage;
      const count = keys.read(event);
      if (keys.leftOut > 0) return false;
      for (let key = 0; key < count; key++) {
        for (let step = first; step < last; step++) {
          if (this.table.find(step, keys.list, key) !== NONE) return false;
        }
      }
    }
    return true;
  }

  advance(timeMs: number): void {
    this.settle(timeMs);
    this.expire(timeMs);
  }

  flush(): void {
    this.settle(Number.POSITIVE_INFINITY);
    this.clear();
  }

  take(): readonly Found[] {
    if (this.found.length === 0) return NOTHING_FOUND;
    const { found } = this;
    this.found = [];
    return found;
  }

  // ---------------------------------------------------------------- steps

  private step(stage: StepStage): void {
    const { keys, firstStep, lastStep } = stage;
    const count = this.readKeys(stage);
    const { list } = keys;
    for (let key = 0; key < count; key++) {
      for (let step = lastStep; step > 0 && step >= firstStep; step--) {
        this.follow(stage, step, list, key);
      }
      if (firstStep === 0) this.start(list, key);
    }
  }

  private start(keys: KeyList, key: number): void {
    const { table, events, timeMs } = this;
    const leadMs = this.before.length === 0 ? NEVER : this.latestBefore(this.before, keys, key);
    if (this.lastStep === 0) {
      this.complete(NONE, keys, key, leadMs);
      return;
    }
    let record = table.find(0, keys, key);
    if (record === NONE) {
      record = table.add(0, keys, key, timeMs);
      this.partials++;
    } else {
      events.release(table.chainOf(record));
      table.renew(record, timeMs);
    }
    table.setChain(record, events.append(NONE, this.hold()));
    table.setMoreTime(record, leadMs);
  }

  private follow(stage: StepStage, step: number, keys: KeyList, key: number): void {
    const { table, events, timeMs } = this;
    const record = table.find(step - 1, keys, key);
    if (record === NONE) return;
    if (timeMs - table.timeOf(record) > this.plan.maxSpanMs) {
      this.drop(record);
      this.expired++;
      return;
    }
    if (stage.readsAlias && !this.holdsFor(stage, record)) return;
    const missing = this.plan.missingBefore[step]!;
    if (missing.length > 0) {
      const latestMs = this.latestBefore(missing, keys, key);
      if (latestMs > events.timeMs(events.last(table.chainOf(record)))) table.reject(record);
    }
    if (step === this.lastStep) {
      this.complete(record, keys, key, table.moreTimeOf(record));
      return;
    }
    const replaced = table.find(step, keys, key);
    if (replaced !== NONE) this.drop(replaced);
    table.recode(record, step);
    table.setChain(record, events.append(table.chainOf(record), this.hold()));
  }

  /** Whether the event passes the stage's condition with the events of the partial bound to their names. */
  private holdsFor(stage: StepStage | UntilStage, record: number): boolean {
    const { table, events, plan } = this;
    for (const { cell } of plan.aliases) cell.current = NO_EVENT;
    let chain = table.chainOf(record);
    for (let step = table.codeOf(record); chain !== NONE; step--) {
      for (const alias of plan.aliases) {
        if (alias.step === step) alias.cell.current = events.event(events.last(chain));
      }
      chain = events.before(chain);
    }
    return stage.matches!(this.event);
  }

  private end(until: UntilStage): void {
    const { table, lastStep } = this;
    const count = this.readKeys(until);
    const { list } = until.keys;
    for (let key = 0; key < count; key++) {
      for (let step = 0; step < lastStep; step++) {
        const record = table.find(step, list, key);
        if (record !== NONE && (!until.readsAlias || this.holdsFor(until, record))) this.drop(record);
      }
    }
  }

  /** The event's join keys, in the stage's reader; how many. */
  private readKeys({ keys }: JoinedStage): number {
    const count = keys.read(this.event);
    this.keysLeftOut += keys.leftOut;
    return count;
  }

  /** The number of the event at hand among those held. */
  private hold(): number {
    if (this.slot === NONE) {
      this.slot = this.events.add(this.event, this.origin, this.position, this.timeMs, this.order);
    }
    return this.slot;
  }

  /** Forgets a partial. */
  private drop(record: number): void {
    const { table } = this;
    this.partials--;
    this.events.release(table.chainOf(record));
    table.detach(record);
    table.giveBack(record);
  }

  // ---------------------------------------------------------------- missing events

  /** Notes the time of an event that should be missing. */
  private note(stage: MissingStage): void {
    const { table, timeMs } = this;
    const code = this.plan.stepCount + stage.index;
    const count = this.readKeys(stage);
    const { list } = stage.keys;
    for (let key = 0; key < count; key++) {
      const record = table.find(code, list, key);
      if (record === NONE) {
        table.setMoreTime(table.add(code, list, key, timeMs), NEVER);
      } else if (table.timeOf(record) !== timeMs) {
        table.setMoreTime(record, table.timeOf(record));
        table.renew(record, timeMs);
      }
    }
  }

  /** The latest time, before that of the event at hand, of an event that should be missing. */
  private latestBefore(stages: readonly MissingStage[], keys: KeyList, key: number): number {
    const { table, timeMs } = this;
    let latestMs = NEVER;
    for (const { index } of stages) {
      const record = table.find(this.plan.stepCount + index, keys, key);
      if (record === NONE) continue;
      const thisMs = table.timeOf(record) < timeMs ? table.timeOf(record) : table.moreTimeOf(record);
      if (thisMs > latestMs) latestMs = thisMs;
    }
    return latestMs;
  }

  // ---------------------------------------------------------------- completion

  /**
   * The event at hand completes the sequence that is in `record`, or is all of it.
   * @param leadMs the latest event before the sequence that should be missing
   */
  private complete(record: number, keys: KeyList, key: number, leadMs: number): void {
    const { table, timeMs, before, after } = this;
    const { maxSpanMs } = this.plan;
    if (record !== NONE && table.isRejected(record)) {
      this.drop(record);
      return;
    }
    // With missing events at both ends there must be a window of `maxspan` around the sequence without any.
    const isClear = leadMs === NEVER;
    const firstMs = record === NONE ? timeMs : table.timeOf(record);
    const deadlineMs = (before.length === 0 ? firstMs : leadMs) + maxSpanMs;
    if (after.length > 0 && deadlineMs > timeMs && (before.length === 0 || !isClear)) {
      this.wait(record, keys, key, deadlineMs);
      return;
    }
    const isAccepted = isClear || after.length > 0 || timeMs - leadMs > maxSpanMs;
    if (isAccepted) {
      const steps = this.stepsOf(record === NONE ? NONE : table.chainOf(record), this.lastStep - 1);
      steps.push(hit(this.event, this.origin, this.position));
      this.report(keys.valuesOf(key), steps, this.order);
    }
    if (record !== NONE) this.drop(record);
  }

  /** Keeps a complete sequence until its deadline. */
  private wait(record: number, keys: KeyList, key: number, deadlineMs: number): void {
    const { table, events } = this;
    let waiting = record;
    if (waiting === NONE) {
      waiting = table.add(0, keys, key, this.timeMs);
      this.partials++;
    }
    table.setChain(waiting, events.append(table.chainOf(waiting), this.hold()));
    table.detach(waiting);
    this.waiting.add(waiting, deadlineMs);
  }

  /** Reports the sequences that waited until now and have not been spoilt. All events before that time are known. */
  private settle(timeMs: number): void {
    const { table, events, waiting, after } = this;
    while (waiting.firstMs < timeMs) {
      const record = waiting.first;
      const chain = table.chainOf(record);
      const last = events.last(chain);
      const lastMs = events.timeMs(last);
      const key = table.keyOf(record);
      this.oneKey.fill(key);
      let isSpoilt = false;
      for (const { index } of after) {
        const noted = table.find(this.plan.stepCount + index, this.oneKey, 0);
        if (noted !== NONE && table.timeOf(noted) > lastMs) isSpoilt = true;
      }
      if (!isSpoilt) this.report(key, this.stepsOf(chain, this.lastStep), events.order(last));
      this.dropWaiting();
    }
  }

  private dropWaiting(): void {
    const record = this.waiting.first;
    this.waiting.removeFirst();
    this.partials--;
    this.events.release(this.table.chainOf(record));
    this.table.giveBack(record);
  }

  /** The events of a chain that ends with `step`, in order. */
  private stepsOf(chain: number, step: number): Hit[] {
    const { events } = this;
    const steps: Hit[] = new Array(step + 1);
    let link = chain;
    for (let i = step; i >= 0; i--) {
      const slot = events.last(link);
      steps[i] = hit(events.event(slot), events.origin(slot), events.position(slot));
      link = events.before(link);
    }
    return steps;
  }

  private report(key: readonly Value[], steps: readonly Hit[], order: number): void {
    const { layout, missingCount, keyType } = this.plan;
    const events = missingCount === 0 ? steps : layout.map((step) => (step === null ? MISSING_HIT : steps[step]!));
    this.found.push({ match: { joinKeys: keyType.shown(key), events }, order, key });
  }

  // ---------------------------------------------------------------- room

  /** Forgets what has lapsed, some records at a time: a lapsed record is found to be so when it is looked up. */
  private expire(timeMs: number): void {
    const { table } = this;
    const { maxSpanMs } = this.plan;
    if (table.oldest === NONE || timeMs - table.timeOf(table.oldest) <= maxSpanMs) return;
    if (this.waiting.size === 0 && timeMs - table.timeOf(table.newest) > maxSpanMs) {
      this.expired += this.partials;
      this.clear();
      return;
    }
    for (let i = 0; i < EXPIRED_AT_ONCE && table.oldest !== NONE; i++) {
      if (timeMs - table.timeOf(table.oldest) <= maxSpanMs) return;
      if (this.forgetOldest()) this.expired++;
    }
  }

  /** Forgets the oldest records, by their first events, until there is room. */
  private makeRoom(): void {
    const { table, waiting, limits } = this;
    while (table.size + waiting.size > limits.maxPartials || this.bytes > limits.maxBytes) {
      if (waiting.size > 0 && waiting.firstMs - this.plan.maxSpanMs <= this.oldestMs()) {
        this.dropWaiting();
        this.evicted++;
      } else if (table.oldest === NONE) return;
      else {
        const hasLapsed = this.timeMs - this.oldestMs() > this.plan.maxSpanMs;
        const wasPartial = this.forgetOldest();
        if (!hasLapsed) this.evicted++;
        else if (wasPartial) this.expired++;
      }
    }
  }

  private oldestMs(): number {
    const { table } = this;
    return table.oldest === NONE ? Number.POSITIVE_INFINITY : table.timeOf(table.oldest);
  }

  /** True if the oldest record was a partial. */
  private forgetOldest(): boolean {
    const { table } = this;
    const record = table.oldest;
    if (table.codeOf(record) < this.plan.stepCount) {
      this.drop(record);
      return true;
    }
    table.detach(record);
    table.giveBack(record);
    return false;
  }

  private clear(): void {
    this.table = new RecordTable(this.plan.keyType.width);
    this.events = new EventStore(Number.isFinite(this.limits.maxBytes));
    this.waiting = new Deadlines();
    this.partials = 0;
  }

  // ---------------------------------------------------------------- snapshots

  snapshot(): SequenceSnapshot {
    const { table, events, plan } = this;
    const held: StoredEvent[] = [];
    const numbers = new Map<number, number>();
    const numberOf = (slot: number) => {
      const known = numbers.get(slot);
      if (known !== undefined) return known;
      numbers.set(slot, held.length);
      const origin = events.origin(slot);
      return (
        held.push({
          event: events.event(slot),
          ...(origin === undefined ? {} : { origin }),
          position: events.position(slot),
          timeMs: events.timeMs(slot),
          order: events.order(slot),
        }) - 1
      );
    };
    const chainOf = (record: number) => {
      const chain: number[] = [];
      for (let link = table.chainOf(record); link !== NONE; link = events.before(link)) {
        chain.push(numberOf(events.last(link)));
      }
      return chain.reverse();
    };
    const records: (PartialSnapshot | MissingSnapshot)[] = [];
    for (let record = table.oldest; record !== NONE; record = table.newerThan(record)) {
      const code = table.codeOf(record);
      const moreMs = table.moreTimeOf(record);
      const shared = { key: keySnapshot(table.keyOf(record)), timeMs: table.timeOf(record) };
      if (code >= plan.stepCount) {
        records.push({ missing: code - plan.stepCount, ...shared, ...(moreMs === NEVER ? {} : { earlierMs: moreMs }) });
      } else {
        records.push({
          step: code,
          ...shared,
          ...(moreMs === NEVER ? {} : { leadMs: moreMs }),
          ...(table.isRejected(record) ? { isRejected: true } : {}),
          events: chainOf(record),
        });
      }
    }
    const waiting = this.waiting.all().map(({ record, timeMs }) => ({
      key: keySnapshot(table.keyOf(record)),
      timeMs: table.timeOf(record),
      deadlineMs: timeMs,
      events: chainOf(record),
    }));
    const { order, evicted, keysLeftOut, expired } = this;
    return { order, evicted, keysLeftOut, expired, events: held, records, waiting };
  }

  restore(snapshot: SnapshotReader): void {
    const { stepCount, missingCount, keyType } = this.plan;
    const next = new SequenceCore(this.plan, this.limits);
    const { table, events } = next;
    next.order = snapshot.get('order').index();
    next.evicted = snapshot.get('evicted').index();
    next.keysLeftOut = snapshot.get('keysLeftOut').index();
    next.expired = snapshot.get('expired').index();
    const slots = snapshot
      .get('events')
      .list()
      .map((held) =>
        events.add(
          held.get('event').event(),
          held.get('origin').any(),
          held.get('position').index(),
          held.get('timeMs').number(),
          held.get('order').index(),
        ),
      );
    const add = (item: SnapshotReader, code: number, moreMs: SnapshotReader) => {
      const key = item.get('key').key(keyType.width);
      this.oneKey.fill(key);
      const timeMs = item.get('timeMs').number();
      if (table.find(code, this.oneKey, 0) !== NONE || (table.newest !== NONE && timeMs < table.timeOf(table.newest))) {
        item.refuse('in the order of time, and each only once');
      }
      const record = table.add(code, this.oneKey, 0, timeMs);
      table.setMoreTime(record, moreMs.isThere() ? moreMs.number() : NEVER);
      return record;
    };
    const chain = (item: SnapshotReader, length: number) => {
      const list = item.get('events').list();
      if (list.length !== length) item.get('events').refuse(`a list of ${length}`);
      return list.reduce((link, slot) => events.append(link, slots[slot.index(slots.length)]!), NONE);
    };
    // Those that wait are added and detached first: they are in no order of first events.
    for (const item of snapshot.get('waiting').list()) {
      const record = add(item, 0, item.get('none'));
      table.setChain(record, chain(item, stepCount));
      table.detach(record);
      next.waiting.add(record, item.get('deadlineMs').number());
      next.partials++;
    }
    for (const item of snapshot.get('records').list()) {
      if (item.get('missing').isThere()) {
        add(item, stepCount + item.get('missing').index(missingCount), item.get('earlierMs'));
        continue;
      }
      const step = item.get('step').index(stepCount - 1);
      const record = add(item, step, item.get('leadMs'));
      table.setChain(record, chain(item, step + 1));
      if (item.get('isRejected').isThere()) table.reject(record);
      next.partials++;
    }
    Object.assign(this, next);
  }
}

interface SequenceSnapshot {
  readonly order: number;
  readonly evicted: number;
  readonly keysLeftOut: number;
  readonly expired: number;
  readonly events: readonly StoredEvent[];
  /** The oldest first. */
  readonly records: readonly (PartialSnapshot | MissingSnapshot)[];
  readonly waiting: readonly WaitingSnapshot[];
}

interface StoredEvent extends HeldEvent {
  readonly timeMs: number;
  readonly order: number;
}

/** A partial sequence. */
interface PartialSnapshot {
  /** The last one it has. */
  readonly step: number;
  readonly key: KeySnapshot;
  /** Of its first event. */
  readonly timeMs: number;
  readonly leadMs?: number;
  readonly isRejected?: boolean;
  /** Numbers into `events`. */
  readonly events: readonly number[];
}

/** The times of a missing stage's events. */
interface MissingSnapshot {
  readonly missing: number;
  readonly key: KeySnapshot;
  readonly timeMs: number;
  readonly earlierMs?: number;
}

interface WaitingSnapshot {
  readonly key: KeySnapshot;
  readonly timeMs: number;
  readonly deadlineMs: number;
  readonly events: readonly number[];
}

/** No time at all. */
const NEVER = Number.NEGATIVE_INFINITY;

const NO_EVENT: Event = Object.freeze({});
const NOTHING_FOUND: readonly Found[] = [];

/** So that no event pays for many: a lapsed record costs some 0.1 µs. */
const EXPIRED_AT_ONCE = 4096;
