import { allValues, type CompiledQuery, type Event, toTimestampMs } from '@eqlite/engine';
import type { Alert } from '../alert/alert.js';
import type { Origin } from '../alert/origin.js';
import type { Rule } from '../rule/rule.js';
import {
  type PreparedRules,
  prepareRules,
  type QueryOptions,
  type RuleFailure,
  type RunOptions,
} from '../run/rule-runner.js';
import { compileDateMath, type Instant } from './date-math.js';
import { compileIndexPatterns, type IndexTest, indexOf } from './index-pattern.js';

export interface ScheduleOptions extends Omit<RunOptions, 'now'> {
  /**
   * When every rule runs first, in milliseconds since 1970; it runs again each `interval` after that. By default the
   * first multiple of its interval, counted from 1970, that is not before the first event arrives.
   */
  readonly startMs?: number;
  /**
   * When an event could be found, in milliseconds since 1970. By default its `event.ingested`, or else its `@timestamp`.
   * With a real clock: `Date.now`.
   */
  readonly arrivalMs?: (event: Event) => number;
  /** How many events a rule holds at most for its next runs; beyond that the oldest go. Default 100,000. */
  readonly maxEvents?: number;
}

/** One run of one rule that had something to look at. */
export interface ScheduledRun {
  readonly rule: Rule;
  /** When it ran, and the range of times it looked at, ends included; milliseconds since 1970. */
  readonly runMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** New alerts, oldest event first; `@timestamp` is the time of the run. */
  readonly alerts: readonly Alert[];
  /** Findings that an earlier run had reported. A sequence counts as one, here and below. */
  readonly suppressed: number;
  /** New findings beyond the rule's `max_signals`. A later run reports them if it still sees their events. */
  readonly dropped: number;
  readonly warnings: readonly string[];
}

/**
 * Runs rules as Elastic Security does: each at its `interval`, over the events between its `from` and `to` that have
 * arrived by then and that its `index` patterns choose. Which time of an event counts is said by `timestamp_override`.
 * An event of unknown index is every rule's. Differs from Kibana in one thing: `max_signals` counts new findings, not
 * those reported before, and keeps the oldest.
 */
export interface Schedule {
  readonly failures: readonly RuleFailure[];
  /** When the next run is due; `undefined` before the first event without `startMs`. For a timer and a real clock. */
  readonly nextRunMs: number | undefined;
  /** Takes an event, and runs what is due before it arrives. Events are to come in the order of their arrival. */
  push(event: Event, origin?: Origin): readonly ScheduledRun[];
  /** Tells that time has come this far, in milliseconds since 1970, and runs what is due by then. */
  advanceTo(timeMs: number): readonly ScheduledRun[];
}

const DEFAULT_MAX_EVENTS = 100_000;
const NONE: readonly ScheduledRun[] = [];
const earliest = (rules: readonly ScheduledRule[]) => Math.min(...rules.map((rule) => rule.nextMs));

export function createSchedule(rules: Iterable<Rule>, options: ScheduleOptions = {}): Schedule {
  const { startMs, arrivalMs = arrivalOf, maxEvents = DEFAULT_MAX_EVENTS, ...runOptions } = options;
  const failures: RuleFailure[] = [];
  const scheduled: ScheduledRule[] = [];
  for (const rule of rules) {
    const one = new ScheduledRule(rule, runOptions, maxEvents);
    if (one.failure === undefined) scheduled.push(one);
    else failures.push(one.failure);
  }
  let clockMs = Number.NEGATIVE_INFINITY;
  let dueMs = Number.POSITIVE_INFINITY;
  if (startMs !== undefined) start(startMs);

  function start(firstMs: number): void {
    for (const rule of scheduled) rule.setNext(startMs ?? Math.ceil(firstMs / rule.intervalMs) * rule.intervalMs);
    dueMs = earliest(scheduled);
  }

  /** Runs what is due before `timeMs`, in the order of time, and of the rules. */
  function runUntil(timeMs: number): readonly ScheduledRun[] {
    if (timeMs <= dueMs) return NONE;
    const runs = scheduled.flatMap((rule) => rule.runUntil(timeMs)).sort((a, b) => a.runMs - b.runMs);
    dueMs = earliest(scheduled);
    return runs;
  }

  return {
    failures,
    get nextRunMs() {
      return Number.isFinite(dueMs) ? dueMs : undefined;
    },
    push(event, origin) {
      const arrived = arrivalMs(event);
      if (Number.isNaN(arrived) && clockMs === Number.NEGATIVE_INFINITY) return NONE; // no time, and none before it
      if (arrived > clockMs) clockMs = arrived;
      if (dueMs === Number.POSITIVE_INFINITY) start(clockMs);
      const runs = runUntil(clockMs);
      const index = indexOf(event, origin);
      for (const rule of scheduled) rule.add(event, origin, index, clockMs);
      return runs;
    },
    advanceTo(timeMs) {
      if (timeMs > clockMs) clockMs = timeMs;
      return runUntil(clockMs + 1); // a run that is due now happens now
    },
  };
}

const readIngested = allValues(['event', 'ingested']);
const readTimestamp = allValues(['@timestamp']);

export function arrivalOf(event: Event): number {
  const ingestedMs = toTimestampMs(readIngested(event)[0]);
  return Number.isNaN(ingestedMs) ? toTimestampMs(readTimestamp(event)[0]) : ingestedMs;
}

const INTERVAL_UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** @param interval such as `5m`, as the rule's schema has checked it */
export function parseIntervalMs(interval: string): number {
  return Number.parseInt(interval, 10) * INTERVAL_UNIT_MS[interval.at(-1) as keyof typeof INTERVAL_UNIT_MS];
}

/** The time of an event that decides which runs see it; NaN when it has none. */
export function rangeTimeReader(rule: Rule): (event: Event) => number {
  const read = allValues((rule.timestamp_override ?? '@timestamp').split('.'));
  const fallback =
    rule.timestamp_override === undefined || rule.timestamp_override_fallback_disabled ? undefined : readTimestamp;
  return (event) => {
    const ms = toTimestampMs(read(event)[0]);
    return Number.isNaN(ms) && fallback !== undefined ? toTimestampMs(fallback(event)[0]) : ms;
  };
}

/** For sorting; what has no time (NaN) comes last. */
export function compareTimes(aMs: number, bMs: number): number {
  if (Number.isNaN(aMs) || Number.isNaN(bMs)) return Number(Number.isNaN(aMs)) - Number(Number.isNaN(bMs));
  return aMs - bMs;
}

/** The time of an event that orders it; NaN when it has none. */
export function timestampReader(rule: Rule, options: QueryOptions): (event: Event) => number {
  const read = allValues((rule.timestamp_field ?? options.timestampField ?? '@timestamp').split('.'));
  return (event) => toTimestampMs(read(event)[0]);
}

/** Whether the rule looks into an index; patterns with dates are resolved anew each time. */
export function indexTestOf(rule: Rule): (index: string | undefined, nowMs: number) => boolean {
  const patterns = rule.index;
  if (patterns === undefined) return () => true;
  const hasDates = patterns.some((pattern) => pattern.includes('<'));
  let test: IndexTest | undefined;
  let verdicts = new Map<string, boolean>();
  return (index, nowMs) => {
    if (index === undefined) return true;
    if (test === undefined || hasDates) {
      test = compileIndexPatterns(patterns, nowMs);
      verdicts = new Map();
    }
    let verdict = verdicts.get(index);
    if (verdict === undefined) {
      if (verdicts.size >= MAX_INDEX_NAMES) verdicts.clear();
      verdict = test(index);
      verdicts.set(index, verdict);
    }
    return verdict;
  };
}

const MAX_INDEX_NAMES = 10_000;

/** `now/y` is at most a year ahead of `now`. */
const LONGEST_ROUNDING_MS = 366 * 86_400_000;

interface Candidate {
  readonly event: Event;
  readonly origin: Origin | undefined;
  readonly index: string | undefined;
  /** The time that decides which runs see it, and the time that orders it in its run. */
  readonly rangeMs: number;
  readonly timestampMs: number;
}

class ScheduledRule {
  readonly failure: RuleFailure | undefined;
  readonly intervalMs: number;
  nextMs = Number.POSITIVE_INFINITY;
  private nextFromMs = Number.POSITIVE_INFINITY;

  private readonly rule: Rule;
  private readonly prepared: PreparedRules;
  private readonly compiled: CompiledQuery | undefined;
  private readonly from: Instant;
  private readonly to: Instant;
  private readonly readRangeMs: (event: Event) => number;
  private readonly readTimestampMs: (event: Event) => number;
  private readonly isInIndex: (index: string | undefined, nowMs: number) => boolean;
  private readonly maxEvents: number;
  /** Events that some coming run may see, in the order of arrival. */
  private candidates: Candidate[] = [];
  private overflow = 0;
  /** Findings reported, by alert id, with the latest range time that their run saw: until no run sees as far back. */
  private readonly reported = new Map<string, number>();
  private runMs = 0;

  constructor(rule: Rule, options: RunOptions, maxEvents: number) {
    this.rule = rule;
    this.prepared = prepareRules([rule], { maxLatenessMs: Infinity, ...options, now: () => this.runMs });
    this.failure = this.prepared.failures[0];
    this.compiled = this.prepared.compiled[0];
    this.intervalMs = parseIntervalMs(rule.interval);
    this.from = compileDateMath(rule.from, 'start');
    this.to = compileDateMath(rule.to, 'end');
    this.readRangeMs = rangeTimeReader(rule);
    this.readTimestampMs = timestampReader(rule, options);
    this.isInIndex = indexTestOf(rule);
    this.maxEvents = maxEvents;
  }

  setNext(timeMs: number): void {
    this.nextMs = timeMs;
    this.nextFromMs = this.from(timeMs);
  }

  add(event: Event, origin: Origin | undefined, index: string | undefined, nowMs: number): void {
    if (!this.compiled?.plan.mayMatch(event)) return; // no run would use it
    const rangeMs = this.readRangeMs(event);
    if (Number.isNaN(rangeMs) || rangeMs < this.nextFromMs) return; // no run would see it
    if (!this.isInIndex(index, nowMs)) return;
    if (this.candidates.length >= this.maxEvents) {
      this.candidates.shift();
      this.overflow += 1;
    }
    const timestampMs = this.readTimestampMs(event);
    this.candidates.push({ event, origin: origin && { ...origin }, index, rangeMs, timestampMs });
  }

  runUntil(timeMs: number): readonly ScheduledRun[] {
    const runs: ScheduledRun[] = [];
    while (this.nextMs < timeMs) {
      if (this.candidates.length === 0) {
        this.setNext(this.nextMs + Math.ceil((timeMs - this.nextMs) / this.intervalMs) * this.intervalMs);
        break;
      }
      const idle = Math.floor((this.untilNextSeen() - LONGEST_ROUNDING_MS) / this.intervalMs);
      if (idle > 0) {
        this.setNext(this.nextMs + idle * this.intervalMs);
        continue;
      }
      const run = this.run(this.nextMs);
      if (run !== undefined) runs.push(run);
      this.setNext(this.nextMs + this.intervalMs);
      this.forget(this.nextFromMs);
    }
    return runs;
  }

  /** How long until the first event held is no longer ahead of the runs: events may claim to be from the future. */
  private untilNextSeen(): number {
    return this.candidates.reduce((least, { rangeMs }) => Math.min(least, rangeMs), Infinity) - this.to(this.nextMs);
  }

  private run(runMs: number): ScheduledRun | undefined {
    this.runMs = runMs;
    const fromMs = this.from(runMs);
    const toMs = this.to(runMs);
    const seen = this.candidates
      .filter(({ rangeMs }) => rangeMs >= fromMs && rangeMs <= toMs)
      .sort((a, b) => compareTimes(a.timestampMs, b.timestampMs));
    if (seen.length === 0 && this.overflow === 0) return undefined;
    const runner = this.prepared.createRunner();
    const found = seen.flatMap(({ event, origin }) => runner.push(event, origin)).concat(runner.flush());
    const latestMs = seen.reduce((latest, { rangeMs }) => Math.max(latest, rangeMs), fromMs);
    const alerts: Alert[] = [];
    let [kept, suppressed, dropped] = [0, 0, 0];
    for (const finding of byFinding(found)) {
      const id = finding[0]!['kibana.alert.uuid'];
      if (this.reported.has(id)) suppressed += 1;
      else if (kept >= this.rule.max_signals) dropped += 1;
      else {
        kept += 1;
        this.reported.set(id, latestMs);
        alerts.push(...finding);
      }
    }
    const warnings: string[] = [];
    if (dropped > 0) {
      warnings.push(`${this.rule.name}: ${kept + dropped} findings in one run, ${kept} kept (max_signals)`);
    }
    if (this.overflow > 0) {
      warnings.push(`${this.rule.name}: ${this.overflow} events dropped, more than ${this.maxEvents} at once`);
      this.overflow = 0;
    }
    return { rule: this.rule, runMs, fromMs, toMs, alerts, suppressed, dropped, warnings };
  }

  /** Lets go of what no run from `fromMs` on can see. */
  private forget(fromMs: number): void {
    if (this.candidates.some(({ rangeMs }) => rangeMs < fromMs)) {
      this.candidates = this.candidates.filter(({ rangeMs }) => rangeMs >= fromMs);
    }
    for (const [id, latestMs] of this.reported) if (latestMs < fromMs) this.reported.delete(id);
  }
}

/** Alerts cut into findings: an alert alone, or the one for a sequence with its building blocks. */
function byFinding(alerts: readonly Alert[]): readonly (readonly Alert[])[] {
  const findings: Alert[][] = [];
  for (const alert of alerts) {
    if (alert['kibana.alert.group.index'] === undefined) findings.push([alert]);
    else findings.at(-1)!.push(alert);
  }
  return findings;
}
