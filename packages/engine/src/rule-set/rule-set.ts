import { EqlError, type QueryNode } from '@eqlite/syntax';
import { type CompiledQuery, compile } from '../compile/compile.js';
import type { Condition } from '../compile/condition.js';
import type { CompileOptions } from '../compile/options.js';
import type { Event, Predicate } from '../event.js';
import { sizeOfEvent } from '../match/event-size.js';
import { hit, type Match } from '../match/match.js';
import { type MatcherCounters, type MatcherOptions, type MatcherSnapshot, StreamMatcher } from '../match/matcher.js';
import type { Essentials, QueryPlan } from '../match/plan.js';
import { waitingBytes } from '../match/reorder-buffer.js';
import { SnapshotError, SnapshotReader } from '../match/snapshot.js';
import { compareOrdinals } from '../ordinal.js';
import { Clock, WaitingStages } from './clock.js';
import { type FoundStages, neededOf } from './stage-finder.js';
import { type IndexedStage, StageIndex } from './stage-index.js';

/** A rule as a set takes it. Whatever else the object holds is there again in `RuleMatch.rule`. */
export interface RuleDefinition {
  /** Unlike that of any other rule of the set: failures, statistics and snapshots go by it. */
  readonly name: string;
  /** A query already compiled is taken as it is: options do not apply to it. */
  readonly query: string | QueryNode | CompiledQuery;
  /** What differs from the options of the set. */
  readonly options?: CompileOptions;
}

/** Options for queries and for matchers; limits of state are those of each rule. */
export interface RuleSetOptions<R extends RuleDefinition = RuleDefinition>
  extends CompileOptions,
    Omit<MatcherOptions, 'onLate'> {
  /** Told of each event that comes later than `maxLatenessMs`, once for each rule that would have looked at it. */
  readonly onLate?: (event: Event, origin: unknown, rule: R) => void;
}

export interface RuleMatch<R extends RuleDefinition = RuleDefinition> {
  /** The object that was given. */
  readonly rule: R;
  /** Positions in it count the events pushed to the set. */
  readonly match: Match;
}

/** A rule that cannot run, and why. */
export interface RuleSetFailure<R extends RuleDefinition = RuleDefinition> {
  readonly rule: R;
  /** An `EqlSyntaxError` or `EqlSemanticError`. */
  readonly error: EqlError;
}

/** Rules that cannot run, where all must. */
export class RuleSetError extends Error {
  override readonly name = 'RuleSetError';
  readonly failures: readonly RuleSetFailure[];

  constructor(failures: readonly RuleSetFailure[]) {
    super(failures.map(({ rule, error }) => `${rule.name}: ${error.message}`).join('\n\n'));
    this.failures = failures;
  }
}

/**
 * Many rules over one stream of events. It finds what a matcher for each rule would find, in the order of the rules, and
 * looks only at those that an event may concern.
 */
export interface RuleSet<R extends RuleDefinition = RuleDefinition> {
  /** The rules that run, in the order given. */
  readonly rules: readonly R[];
  /** The rules that do not compile; the others run. */
  readonly failures: readonly RuleSetFailure<R>[];
  /**
   * Takes in the next event and gives the matches that are certain now, in the order of the rules. Events are held, not
   * copied: they must not change afterwards.
   * @param origin given back with the event in `Hit.origin`; plain JSON if snapshots are to be taken
   */
  push(event: Event, origin?: unknown): readonly RuleMatch<R>[];
  /**
   * `push` for an event whose stages a `StageFinder` has found, for the same queries in the same order; events without any
   * need not be pushed. That needs unlimited lateness: the time of an event that is not pushed is not known.
   */
  pushFound(found: FoundStages, origin?: unknown): readonly RuleMatch<R>[];
  /**
   * Tells that time has come this far, as an event at that time would: for when there is none.
   * @param timeMs milliseconds since 1970
   */
  advanceTo(timeMs: number): readonly RuleMatch<R>[];
  /** Ends the stream: gives what now is certain and forgets the rest. A new stream may follow. */
  flush(): readonly RuleMatch<R>[];
  /**
   * Replaces the rules by others. A rule with the same name, query and options goes on where it was; any other starts
   * anew.
   * @throws RuleSetError when one of them does not compile; TypeError for two of the same name. All then stays as it was.
   */
  update(rules: Iterable<R>): void;
  stats(): RuleSetStats;
  /** All there is to go on from later, as plain JSON, given that the events are. */
  snapshot(): RuleSetSnapshot;
  /**
   * Goes on from a snapshot of a set. Rules that it does not know, or knows with another query, start anew; what it knows
   * beyond the rules of this set is passed over.
   * @returns the names of the rules with a state that start anew
   * @throws SnapshotError when the snapshot is damaged or of another version; the set is then as it was
   */
  restore(snapshot: RuleSetSnapshot): readonly string[];
}

export interface RuleSetStats {
  /** Events pushed. */
  readonly events: number;
  /** In the order of the rules. */
  readonly rules: readonly RuleStats[];
}

export interface RuleStats {
  readonly name: string;
  readonly kind: CompiledQuery['kind'];
  /** How often one of its stages was tried on an event: those times that nothing told beforehand that it cannot match. */
  readonly evaluations: number;
  readonly matches: number;
  /** Its part of the time spent on trying rules, 0 to 1, by a sample of events; 0 until there is one. */
  readonly timeShare: number;
  /** Bytes of the sequences and samples it has begun, the events in them included, as estimated. */
  readonly stateBytes: number;
  /** Of a rule with state, what its matcher has done and holds. */
  readonly matcher?: MatcherCounters;
  /**
   * Whether some stage has no necessary literal to look it up by, beside the few values of fields like `event.type`: it is
   * then tried on every event that those let through.
   */
  readonly isAlwaysTried: boolean;
}

/** Plain JSON. What is in it may change with `version`. */
export interface RuleSetSnapshot {
  readonly format: 'eqlite-rule-set';
  readonly version: 1;
  /** Events pushed. */
  readonly events: number;
  /** The newest time of each timestamp field, in milliseconds since 1970. */
  readonly times: { readonly [timestampField: string]: number };
  /** By name, those with a state. */
  readonly matchers: { readonly [name: string]: MatcherSnapshot };
}

/**
 * Compiles rules to run together. A rule that does not compile is in `failures` and leaves the others running.
 * @throws TypeError for a bad option, or two rules of the same name
 */
export function createRuleSet<R extends RuleDefinition>(
  rules: Iterable<R>,
  options: RuleSetOptions<R> = {},
): RuleSet<R> {
  return new IndexedRuleSet(rules, options);
}

/** A rule that runs. */
interface Member<R extends RuleDefinition> {
  readonly rule: R;
  readonly compiled: CompiledQuery;
  /** Its place among the rules. */
  readonly index: number;
  /** The number of its first stage. */
  readonly firstStage: number;
  /** Keeps the state of sequences and samples, and of what asks for a process tree. */
  matcher: StreamMatcher | undefined;
  /** By which it goes, if it goes by time. */
  readonly clock: Clock | undefined;
  /** Its matcher must see every event, as the process tree does: there is nothing in the index. */
  readonly seesAll: boolean;
  /** The stages that are of no interest until a sequence has begun. */
  readonly sleeping: readonly number[];
  /** The event that it was last noted for, and the one with which an event that had waited came to its turn. */
  notedAt: number;
  turnAt: number;
  /** Events that wait for it, their size, and how many of them may matter although no sequence has begun. */
  waiting: number;
  waitingBytes: number;
  waitingToBegin: number;
  matches: number;
  /** Of earlier indexes, before updates. */
  readonly earlier: { readonly evaluations: number; readonly timeMs: number };
}

type Waiting = Pick<Member<RuleDefinition>, 'waiting' | 'waitingBytes'>;

/** The event at hand, which may be a getter, and the stages that it may match. */
interface Arrival {
  readonly given: Pick<FoundStages, 'event'> & Partial<Pick<FoundStages, 'bytes'>>;
  readonly origin: unknown;
  readonly position: number;
  readonly stages: Int32Array;
  /** Whether time has come to look at all members that it concerns. */
  readonly isDue: boolean;
}

/** What has been compiled, before it has a place. */
type Candidate<R extends RuleDefinition> = Pick<Member<R>, 'rule' | 'compiled' | 'matcher' | 'matches' | 'earlier'>;

const NO_MATCHES: readonly never[] = [];
const NO_TIME = Number.NEGATIVE_INFINITY;

/** One event in so many is timed; in so many, what has lapsed is forgotten by all. */
const TIMED_EVERY = 512;
const SWEPT_EVERY = 16_384;

class IndexedRuleSet<R extends RuleDefinition> implements RuleSet<R> {
  failures: readonly RuleSetFailure<R>[] = [];
  private readonly compileOptions: CompileOptions;
  private readonly matcherOptions: MatcherOptions;
  private readonly maxLatenessMs: number;
  private readonly onLate: RuleSetOptions<R>['onLate'];
  private members: readonly Member<R>[] = [];
  private index = new StageIndex([]);
  /** Per stage. */
  private owners: readonly Member<R>[] = [];
  private essentials: readonly (Essentials | undefined)[] = [];
  /** Per stage 1 if it is a step of a sequence: the events that match it are given back. */
  private isStep = new Uint8Array(0);
  /** Per stage 1 if it is of no interest until a sequence has begun. */
  private isLater = new Uint8Array(0);
  private clocks: readonly Clock[] = [];
  private seers: readonly Member<R>[] = [];
  /** Of a rule that is alone and has no state: to ask it costs half of what the index needs to read an event. */
  private only: Predicate | undefined;
  private events = 0;
  /** The members that the event at hand concerns. */
  private readonly noted: Member<R>[] = [];

  constructor(rules: Iterable<R>, options: RuleSetOptions<R>) {
    const { maxLatenessMs, onLate, maxPartials, maxBytes, maxSamplesPerKey, ...compileOptions } = options;
    this.compileOptions = compileOptions;
    const matching = Object.entries({ maxLatenessMs, maxPartials, maxBytes, maxSamplesPerKey });
    this.matcherOptions = Object.fromEntries(matching.filter(([, value]) => value !== undefined));
    this.maxLatenessMs = maxLatenessMs ?? 0;
    this.onLate = onLate;
    const { candidates, failures } = this.compileAll(rules);
    this.failures = failures;
    this.adopt(candidates);
  }

  get rules(): readonly R[] {
    return this.members.map(({ rule }) => rule);
  }

  // ---------------------------------------------------------------- events

  push(event: Event, origin?: unknown): readonly RuleMatch<R>[] {
    const { index, clocks } = this;
    const { counts } = index;
    const position = this.events++;
    if (this.only !== undefined && !this.only(event)) return NO_MATCHES;
    counts.stopwatch = position % TIMED_EVERY === 0 ? STOPWATCH : undefined;
    index.turnTo(event);
    let isDue = false;
    let isTurn = false;
    counts.isTimely = true;
    for (let i = 0; i < clocks.length; i++) {
      const clock = clocks[i]!;
      if (clock.read()) isDue = true;
      if (clock.isTurn(this.maxLatenessMs)) isTurn = true;
      if (!clock.isTimely) counts.isTimely = false;
    }
    index.find();
    const isSwept = position % SWEPT_EVERY === SWEPT_EVERY - 1;
    if (counts.matchCount === 0 && !isDue && !isSwept && !isTurn && this.seers.length === 0) return NO_MATCHES;
    return this.feed({ event }, origin, position, isDue, isSwept);
  }

  pushFound(found: FoundStages, origin?: unknown): readonly RuleMatch<R>[] {
    const { clocks } = this;
    const { counts } = this.index;
    counts.stopwatch = undefined;
    counts.isTimely = true;
    for (let i = 0; i < clocks.length; i++) clocks[i]!.turnTo(found.timesMs[i] ?? Number.NaN);
    counts.matchCount = 0;
    for (const stage of found.stages) counts.add(stage);
    return this.feed(found, origin, this.events++, false, false);
  }

  /** Hands the event at hand to those that want it, and tells the time to those for whom it has come. */
  private feed(
    given: Arrival['given'],
    origin: unknown,
    position: number,
    isDue: boolean,
    isSwept: boolean,
  ): readonly RuleMatch<R>[] {
    const { noted, owners, index } = this;
    const stages = index.counts.sorted();
    const arrival: Arrival = { given, origin, position, stages, isDue: isDue || isSwept };
    noted.length = 0;
    for (let i = 0; i < stages.length; i++) this.note(owners[stages[i]!]!, position);
    const wanting = noted.length;
    this.takeTurns();
    if (isDue || isSwept || this.seers.length > 0 || noted.length > wanting) {
      for (const seer of this.seers) this.note(seer, position);
      if (isDue || isSwept) this.noteDue(position, isSwept);
      noted.sort((a, b) => a.index - b.index);
    }
    const found: RuleMatch<R>[] = [];
    let next = 0;
    for (let i = 0; i < noted.length; i++) {
      const member = noted[i]!;
      const { matcher } = member;
      const first = next;
      while (next < stages.length && owners[stages[next]!] === member) next++;
      if (matcher === undefined) {
        const match = { joinKeys: NO_KEYS, events: [hit(given.event, origin, position)] };
        member.matches++;
        found.push({ rule: member.rule, match });
        continue;
      }
      const started = index.counts.stopwatch?.() ?? 0;
      if (member.seesAll) this.take(found, member, matcher.push(given.event, origin));
      else this.advance(found, member, matcher, arrival, first, next);
      if (started > 0) index.counts.times[member.firstStage]! += STOPWATCH!() - started;
    }
    return found;
  }

  /**
   * Tells a matcher of the event at hand, if it wants it, and of the time. The stages of the member are those from `first`
   * to `next` of the arrival's.
   */
  private advance(
    found: RuleMatch<R>[],
    member: Member<R>,
    matcher: StreamMatcher,
    arrival: Arrival,
    first: number,
    next: number,
  ): void {
    const { given, origin, position, stages } = arrival;
    const { clock, firstStage } = member;
    const isQuiet = !arrival.isDue && member.turnAt !== position;
    let isWanted = first < next;
    if (isWanted && isQuiet && clock?.isLate(this.maxLatenessMs)) {
      matcher.acceptLate(given.event, origin);
      return;
    }
    const mayWait = this.maxLatenessMs > 0 && !clock?.isLate(this.maxLatenessMs);
    if (isWanted && mayWait && clock !== undefined && matcher.mayWaitElsewhere(clock.timeMs)) {
      isWanted = false;
      if (this.wait(member, matcher, clock, arrival, first, next) && isQuiet) return;
    }
    if (isWanted) {
      matcher.matched.fill(0);
      for (let s = first; s < next; s++) matcher.matched[stages[s]! - firstStage] = 1;
      if (isQuiet && this.maxLatenessMs === 0 && clock?.isTimely && matcher.leavesAlone(given.event)) return;
    }
    this.catchUp(found, member, matcher, position, clock?.beforeMs);
    if (isWanted) this.take(found, member, matcher.accept(given.event, origin, clock?.timeMs ?? Number.NaN, true));
    else this.catchUp(found, member, matcher, position + 1, clock?.newestMs);
    this.settle(member, matcher);
  }

  // ---------------------------------------------------------------- events out of order

  /** Lets the event at hand wait for its turn. False when that is too much for the member: it now sees to that itself. */
  private wait(
    member: Member<R>,
    matcher: StreamMatcher,
    clock: Clock,
    { given, origin, position, stages }: Arrival,
    first: number,
    next: number,
  ): boolean {
    let entry = clock.lastWaiting;
    if (entry?.position !== position) {
      const holder = given.bytes === undefined ? { event: neededOf(given.event, stages, this.essentials) } : given;
      // Without a step among its stages it is not given back.
      const own = this.hasStep(stages) ? origin : undefined;
      const bytes = waitingBytes(given.bytes ?? sizeOfEvent(holder.event), own);
      entry = new WaitingStages(holder, own, clock.timeMs, position, bytes);
      clock.waiting.add(entry);
      clock.lastWaiting = entry;
    }
    for (let s = first; s < next; s++) entry.stages.push(stages[s]!);
    member.waiting++;
    member.waitingBytes += entry.bytes;
    if (!this.areLater(stages, first, next)) member.waitingToBegin++;
    if (member.waitingBytes <= matcher.maxWaitingBytes) return true;
    if (this.maxLatenessMs === Number.POSITIVE_INFINITY && member.waitingToBegin === 0 && !matcher.isUnderWay) {
      this.forgetEarlier(member, matcher, clock);
      return true;
    }
    this.disperse(member);
    return false;
  }

  /** Whether all stages from `first` to `next` are of no interest until a sequence has begun. */
  private areLater(stages: ArrayLike<number>, first: number, next: number): boolean {
    for (let s = first; s < next; s++) if (this.isLater[stages[s]!] === 0) return false;
    return true;
  }

  /** Takes in the earlier half of what waits for a member, of which nothing begins a sequence: it is without effect. */
  private forgetEarlier(member: Member<R>, matcher: StreamMatcher, { waiting, lastWaiting }: Clock): void {
    const entries = [...waiting.all()].sort(compareOrdinals);
    waiting.clear();
    for (const entry of entries) {
      if (member.waitingBytes > matcher.maxWaitingBytes / 2 && this.remove(member, entry)) {
        member.waiting--;
        member.waitingBytes -= entry.bytes;
        matcher.skipTo(entry.timestampMs);
      }
      if (entry.stages.length > 0 || entry === lastWaiting) waiting.add(entry);
    }
  }

  /** Whether the event has waited for that member, for which it no longer does. */
  private remove(member: Member<R>, { stages }: WaitingStages): boolean {
    const first = stages.findIndex((stage) => this.owners[stage] === member);
    if (first < 0) return false;
    let next = first;
    while (this.owners[stages[next]!] === member) next++;
    stages.splice(first, next - first);
    return true;
  }

  private hasStep(stages: Int32Array): boolean {
    for (let i = 0; i < stages.length; i++) if (this.isStep[stages[i]!] === 1) return true;
    return false;
  }

  /** Hands over the events whose turn it is; at the end of the stream, all. */
  private takeTurns(isEnd = false): void {
    for (const clock of this.clocks) {
      while (clock.isTurn(this.maxLatenessMs) || (isEnd && clock.waiting.size > 0)) this.takeTurn(clock.waiting.take());
    }
  }

  private takeTurn(entry: WaitingStages): void {
    const { origin, position, timestampMs, stages, bytes } = entry;
    for (let next = 0; next < stages.length; ) {
      const first = next;
      const member = this.owners[stages[first]!]!;
      const matcher = member.matcher!;
      while (this.owners[stages[next]!] === member) next++;
      member.waiting--;
      member.waitingBytes -= bytes;
      if (!this.areLater(stages, first, next)) member.waitingToBegin--;
      else if (!matcher.isUnderWay) continue;
      matcher.matched.fill(0);
      for (let s = first; s < next; s++) matcher.matched[stages[s]! - member.firstStage] = 1;
      if (matcher.leavesAlone(entry.event)) continue;
      matcher.takeTurn(entry.event, origin, position, timestampMs);
      member.turnAt = this.events - 1;
      this.note(member, member.turnAt);
    }
  }

  /** Hands what waits to the matchers, which then see to its order themselves: to one of them, or to all. */
  private disperse(only?: Member<R>): void {
    const members = only === undefined ? this.members : [only];
    for (const { waiting, lastWaiting } of this.clocks) {
      const entries = waiting.all();
      waiting.clear();
      for (const entry of entries) {
        const { origin, position, timestampMs, stages } = entry;
        for (const member of only === undefined ? new Set(stages.map((stage) => this.owners[stage]!)) : members) {
          if (this.remove(member, entry)) member.matcher!.wait(entry.event, origin, position, timestampMs);
        }
        if (stages.length > 0 || entry === lastWaiting) waiting.add(entry);
      }
    }
    for (const member of members) {
      if (member.waiting > 0) this.settle(member, member.matcher!);
      member.waiting = 0;
      member.waitingBytes = 0;
      member.waitingToBegin = 0;
    }
  }

  private note(member: Member<R>, position: number): void {
    if (member.notedAt === position) return;
    member.notedAt = position;
    this.noted.push(member);
  }

  private noteDue(position: number, isSwept: boolean): void {
    for (const clock of this.clocks) clock.forgetDue();
    for (const member of this.members) {
      const { clock, matcher } = member;
      if (clock === undefined || matcher === undefined) continue;
      if (isSwept || clock.isPast(matcher.dueMs)) this.note(member, position);
      else clock.mind(matcher);
    }
  }

  /** Tells a matcher of the events before a position that did not concern it. */
  private catchUp(
    found: RuleMatch<R>[],
    member: Member<R>,
    matcher: StreamMatcher,
    position: number,
    newestMs = NO_TIME,
  ): void {
    if (member.seesAll) return;
    this.take(found, member, matcher.passOver(position - matcher.position, newestMs));
  }

  private take(found: RuleMatch<R>[], member: Member<R>, matches: readonly Match[]): void {
    member.matches += matches.length;
    for (let i = 0; i < matches.length; i++) found.push({ rule: member.rule, match: matches[i]! });
  }

  /** After the state of a member has changed. */
  private settle({ clock, sleeping, firstStage }: Member<R>, matcher: StreamMatcher): void {
    clock?.mind(matcher);
    const isDormant = !matcher.isUnderWay;
    for (const stage of sleeping) this.index.counts.setDormant(firstStage + stage, isDormant);
  }

  advanceTo(timeMs: number): readonly RuleMatch<R>[] {
    if (!Number.isFinite(timeMs)) throw new TypeError(`advanceTo takes milliseconds since 1970, not ${timeMs}`);
    for (const clock of this.clocks) clock.advanceTo(timeMs);
    this.takeTurns();
    return this.forAll((matcher) => matcher.advanceTo(timeMs));
  }

  flush(): readonly RuleMatch<R>[] {
    this.takeTurns(true);
    const found = this.forAll((matcher) => matcher.flush());
    for (const clock of this.clocks) clock.reset(NO_TIME);
    return found;
  }

  private forAll(act: (matcher: StreamMatcher, member: Member<R>) => readonly Match[]): readonly RuleMatch<R>[] {
    const found: RuleMatch<R>[] = [];
    for (const clock of this.clocks) clock.forgetDue();
    for (const member of this.members) {
      const { matcher, clock } = member;
      if (matcher === undefined) continue;
      this.catchUp(found, member, matcher, this.events, clock?.newestMs);
      this.take(found, member, act(matcher, member));
      this.settle(member, matcher);
    }
    return found;
  }

  // ---------------------------------------------------------------- rules

  update(rules: Iterable<R>): void {
    const { candidates, failures } = this.compileAll(rules);
    if (failures.length > 0) throw new RuleSetError(failures);
    this.disperse();
    this.adopt(candidates);
    this.failures = failures;
  }

  /** What can be taken over from the present rules is. */
  private compileAll(rules: Iterable<R>) {
    const present = new Map(this.members.map((member) => [member.rule.name, member]));
    const names = new Set<string>();
    const candidates: Candidate<R>[] = [];
    const failures: RuleSetFailure<R>[] = [];
    for (const rule of rules) {
      const { name } = rule;
      if (names.has(name)) throw new TypeError(`two rules of the set are named ${JSON.stringify(name)}`);
      names.add(name);
      const known = present.get(name);
      if (known !== undefined && isSameQuery(known.rule, rule)) {
        const { compiled, matcher, matches } = known;
        candidates.push({ rule, compiled, matcher, matches, earlier: this.spent(known) });
        continue;
      }
      try {
        const compiled = this.compiledOf(rule);
        candidates.push({
          rule,
          compiled,
          matcher: this.matcherFor(rule, compiled),
          matches: 0,
          earlier: NOTHING_SPENT,
        });
      } catch (error) {
        if (!(error instanceof EqlError)) throw error; // a bad option, or a fault of ours
        failures.push({ rule, error });
      }
    }
    return { candidates, failures };
  }

  private compiledOf({ query, options }: R): CompiledQuery {
    if (typeof query === 'object' && 'plan' in query) return query;
    return compile(query, options === undefined ? this.compileOptions : { ...this.compileOptions, ...options });
  }

  private matcherFor(rule: R, compiled: CompiledQuery): StreamMatcher | undefined {
    if (compiled.kind === 'event' && !compiled.plan.isOrdered) return undefined;
    const { onLate, matcherOptions } = this;
    const told = onLate && { onLate: (event: Event, origin: unknown) => onLate(event, origin, rule) };
    return new StreamMatcher(compiled, { ...matcherOptions, ...told });
  }

  /** Gives the rules their places, and makes an index of them. */
  private adopt(candidates: readonly Candidate<R>[]): void {
    const owners: Member<R>[] = [];
    const stages: IndexedStage[] = [];
    const times = new Map(this.clocks.map((clock) => [clock.timestampField, clock.newestMs]));
    const clocks = new Map<string, Clock>();
    const clockOf = (timestampField: string) => {
      const clock = clocks.get(timestampField) ?? new Clock(timestampField, times.get(timestampField));
      clocks.set(timestampField, clock);
      return clock;
    };
    const members = candidates.map((candidate, index): Member<R> => {
      const { plan, settings } = candidate.compiled;
      const seesAll = plan.ancestors.length > 0;
      const member: Member<R> = {
        ...candidate,
        index,
        firstStage: stages.length,
        clock: plan.isOrdered && !seesAll ? clockOf(settings.timestampField) : undefined,
        seesAll,
        sleeping: this.sleepingStages(candidate.compiled),
        notedAt: -1,
        turnAt: -1,
        waiting: 0,
        waitingBytes: 0,
        waitingToBegin: 0,
      };
      for (const { condition } of plan.stages) {
        owners.push(member);
        stages.push({ condition: seesAll ? NEVER : condition, settings });
      }
      return member;
    });
    const index = new StageIndex(stages);
    for (const clock of clocks.values()) clock.readFrom(index.reader);
    this.index = index;
    this.owners = owners;
    this.essentials = owners.map(({ compiled, firstStage }, stage) => {
      return compiled.plan.stages[stage - firstStage]!.essentials;
    });
    this.isStep = Uint8Array.from(owners, ({ compiled: { plan }, firstStage }, stage) => {
      return plan.kind === 'sequence' && plan.stages[stage - firstStage]!.role === 'step' ? 1 : 0;
    });
    this.isLater = Uint8Array.from(owners, ({ compiled: { plan }, firstStage }, stage) => {
      return isLaterStage(plan, stage - firstStage) ? 1 : 0;
    });
    this.members = members;
    this.clocks = [...clocks.values()];
    this.seers = members.filter(({ seesAll }) => seesAll);
    const [first] = members;
    this.only = members.length === 1 && first!.matcher === undefined ? first!.compiled.plan.mayMatch : undefined;
    this.forAll(() => NO_MATCHES);
  }

  /**
   * The stages that need not be tried until a sequence has begun. Where events may come late, or those of the same time
   * have an order, all are: none may come before one that has been taken in.
   */
  private sleepingStages({ plan, settings: { tiebreakerField } }: CompiledQuery): readonly number[] {
    if (this.maxLatenessMs > 0 || tiebreakerField !== undefined) return [];
    return [...plan.stages.keys()].filter((stage) => isLaterStage(plan, stage));
  }

  // ---------------------------------------------------------------- statistics

  stats(): RuleSetStats {
    this.forAll(() => NO_MATCHES);
    const spent = this.members.map((member) => this.spent(member));
    const totalMs = spent.reduce((sum, { timeMs }) => sum + timeMs, 0);
    const { index } = this;
    const rules = this.members.map((member, i): RuleStats => {
      const { rule, compiled, matcher, matches, firstStage, seesAll } = member;
      const { evaluations, timeMs } = spent[i]!;
      const counters = matcher && countersWith(matcher.counters(), member);
      return {
        name: rule.name,
        kind: compiled.kind,
        evaluations,
        matches,
        timeShare: totalMs === 0 ? 0 : timeMs / totalMs,
        stateBytes: counters?.bytes ?? 0,
        ...(counters && { matcher: counters }),
        get isAlwaysTried() {
          return seesAll || compiled.plan.stages.some((_, stage) => !index.isSelective[firstStage + stage]);
        },
      };
    });
    return { events: this.events, rules };
  }

  private spent({ firstStage, compiled, earlier, seesAll, matcher }: Member<R>): Member<R>['earlier'] {
    let { evaluations, timeMs } = earlier;
    const { tries, times } = this.index.counts;
    for (let stage = firstStage; stage < firstStage + compiled.plan.stages.length; stage++) {
      evaluations += tries[stage]!;
      timeMs += times[stage]!;
    }
    return { evaluations: seesAll ? matcher!.position : evaluations, timeMs };
  }

  // ---------------------------------------------------------------- snapshots

  snapshot(): RuleSetSnapshot {
    const matchers: Record<string, MatcherSnapshot> = {};
    this.disperse();
    this.forAll((matcher, { rule }) => {
      matchers[rule.name] = matcher.snapshot();
      return NO_MATCHES;
    });
    const times: Record<string, number> = {};
    for (const { timestampField, newestMs } of this.clocks) if (newestMs > NO_TIME) times[timestampField] = newestMs;
    return { format: 'eqlite-rule-set', version: VERSION, events: this.events, times, matchers };
  }

  restore(snapshot: RuleSetSnapshot): readonly string[] {
    const reader = new SnapshotReader(snapshot);
    if (reader.get('format').any() !== 'eqlite-rule-set') reader.get('format').refuse('"eqlite-rule-set"');
    const version = reader.get('version').any();
    if (version !== VERSION) {
      const text = `the snapshot is of version ${JSON.stringify(version)}, this Eqlite reads version ${VERSION}`;
      throw new SnapshotError('snapshot_version', text);
    }
    const events = reader.get('events').index();
    const times = this.clocks.map(({ timestampField }) => {
      const time = reader.get('times').get(timestampField);
      return time.isThere() ? time.number() : NO_TIME;
    });
    const anew: string[] = [];
    const restored = this.members.map(({ rule, compiled }) => {
      const matcher = this.matcherFor(rule, compiled);
      if (matcher === undefined || this.restoreOne(matcher, reader.get('matchers').get(rule.name))) return matcher;
      anew.push(rule.name);
      return this.matcherFor(rule, compiled);
    });
    // From here on nothing can fail.
    this.events = events;
    for (const [i, clock] of this.clocks.entries()) {
      clock.reset(times[i]!);
      clock.waiting.clear();
    }
    for (const [i, member] of this.members.entries()) {
      member.matcher = restored[i];
      member.waiting = 0;
      member.waitingBytes = 0;
      member.waitingToBegin = 0;
    }
    this.forAll(() => NO_MATCHES);
    return anew;
  }

  /** False when the snapshot has nothing for the query. */
  private restoreOne(matcher: StreamMatcher, snapshot: SnapshotReader): boolean {
    if (!snapshot.isThere()) return false;
    try {
      matcher.restore(snapshot.any() as MatcherSnapshot); // which trusts nothing
      return true;
    } catch (error) {
      if (error instanceof SnapshotError && error.code === 'snapshot_query') return false;
      throw error;
    }
  }
}

/** What a matcher has and what waits for it. */
function countersWith(counters: MatcherCounters, { waiting, waitingBytes }: Waiting): MatcherCounters {
  return { ...counters, buffered: counters.buffered + waiting, bytes: counters.bytes + waitingBytes };
}

/**
 * Whether a stage makes no difference to a sequence that has not begun: all but the first, and `until`, which may end a
 * sequence with the event that begins it. A missing event before the first one always counts; one between or after only
 * spoils what has begun.
 */
function isLaterStage(plan: QueryPlan, stage: number): boolean {
  if (plan.kind !== 'sequence' || plan.missingBefore[0]!.length > 0) return false;
  return stage > 0 && plan.stages[stage]!.role !== 'until';
}

const VERSION = 1;
const NO_KEYS: readonly never[] = [];

const NEVER: Condition = { kind: 'Constant', value: false };
const NOTHING_SPENT = { evaluations: 0, timeMs: 0 };

/** Milliseconds since some moment, where there is a way to tell. */
const STOPWATCH = ((): (() => number) | undefined => {
  const { performance } = globalThis as { readonly performance?: { now(): number } };
  return performance && (() => performance.now());
})();

function isSameQuery(one: RuleDefinition, other: RuleDefinition): boolean {
  return one.query === other.query && JSON.stringify(one.options ?? {}) === JSON.stringify(other.options ?? {});
}
