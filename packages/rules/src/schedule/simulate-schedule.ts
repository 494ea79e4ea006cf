import type { Event } from '@eqlite/engine';
import type { Alert } from '../alert/alert.js';
import type { Origin } from '../alert/origin.js';
import type { Rule } from '../rule/rule.js';
import { createRuleRunner, type RuleFailure } from '../run/rule-runner.js';
import { compileDateMath } from './date-math.js';
import { indexOf } from './index-pattern.js';
import {
  arrivalOf,
  compareTimes,
  createSchedule,
  indexTestOf,
  parseIntervalMs,
  rangeTimeReader,
  type Schedule,
  type ScheduledRun,
  type ScheduleOptions,
  timestampReader,
} from './schedule.js';

/** An event, and where it was read. */
export interface SourcedEvent {
  readonly event: Event;
  readonly origin?: Origin;
}

/** What the schedules of rules find, against what one search over all events finds. */
export interface ScheduleSimulation {
  readonly failures: readonly RuleFailure[];
  readonly rules: readonly RuleSimulation[];
}

export interface RuleSimulation {
  readonly rule: Rule;
  /** Runs that had something to look at. */
  readonly runs: readonly ScheduledRun[];
  /** Findings of the schedule, and of one search over all events; a sequence counts as one. */
  readonly scheduledCount: number;
  readonly searchCount: number;
  /** What the search finds and no run did, oldest first. */
  readonly missed: readonly MissedFinding[];
  /** What only runs found: a run that begins in the middle may pair the events of a sequence in another way. */
  readonly extra: readonly Alert[];
}

export interface MissedFinding {
  readonly alert: Alert;
  /**
   * - `late`: its events had not all arrived when the last run looked so far back
   * - `gap`: no run looks at all its events at once; the look-back is too short for the interval, or for the sequence
   * - `max_signals`: more findings than a run may report
   * - `no_time`: an event has no time that a run could go by
   * - `other`: a run saw all its events and found something else
   */
  readonly reason: 'late' | 'gap' | 'max_signals' | 'no_time' | 'other';
}

/**
 * Plays events against the schedules of rules on a virtual clock, and compares with one search over all of them. Both
 * look at the same events: those that the rule's index patterns choose. After the last event time goes on until no run
 * can find more.
 */
export function simulateSchedule(
  rules: Iterable<Rule>,
  events: Iterable<SourcedEvent>,
  options: ScheduleOptions = {},
): ScheduleSimulation {
  const { arrivalMs = arrivalOf } = options;
  const arrived = [...events]
    .map(({ event, origin }, position) => ({ event, origin: { ...origin, position }, arrivedMs: arrivalMs(event) }))
    .sort((a, b) => compareTimes(a.arrivedMs, b.arrivedMs));
  const failures: RuleFailure[] = [];
  const simulations: RuleSimulation[] = [];
  for (const rule of rules) {
    const schedule = createSchedule([rule], { ...options, arrivalMs });
    if (schedule.failures.length > 0) failures.push(...schedule.failures);
    else simulations.push(simulate(rule, arrived, schedule, options));
  }
  return { failures, rules: simulations };
}

interface Arrived {
  readonly event: Event;
  readonly origin: Origin & { readonly position: number };
  readonly arrivedMs: number;
}

function simulate(
  rule: Rule,
  arrived: readonly Arrived[],
  schedule: Schedule,
  options: ScheduleOptions,
): RuleSimulation {
  const times = runTimes(rule, arrived, options.startMs);
  const runs = arrived.flatMap(({ event, origin }) => schedule.push(event, origin));
  runs.push(...schedule.advanceTo(times.endMs));
  const scheduled = new Map(runs.flatMap((run) => wholeFindings(run.alerts)));

  const isInIndex = indexTestOf(rule);
  const readTimestamp = timestampReader(rule, options);
  const { startMs: _, arrivalMs: __, maxEvents: ___, ...runOptions } = options;
  const runner = createRuleRunner([rule], { maxLatenessMs: Infinity, ...runOptions });
  const inOrder = arrived
    .filter(({ event, origin, arrivedMs }) => isInIndex(indexOf(event, origin), arrivedMs))
    .sort((a, b) => compareTimes(readTimestamp(a.event), readTimestamp(b.event)));
  const searched = new Map(
    wholeFindings(inOrder.flatMap(({ event, origin }) => runner.push(event, origin)).concat(runner.flush())),
  );

  const byPosition = new Map(arrived.map((one) => [one.origin.position, one]));
  const missed = [...searched.values()]
    .filter((alert) => !scheduled.has(alert['kibana.alert.uuid']))
    .map((alert): MissedFinding => ({ alert, reason: times.reasonFor(eventsOf(alert, byPosition), runs) }));
  const extra = [...scheduled.values()].filter((alert) => !searched.has(alert['kibana.alert.uuid']));
  return { rule, runs, scheduledCount: scheduled.size, searchCount: searched.size, missed, extra };
}

/** Findings by id, without their building blocks. */
const wholeFindings = (alerts: readonly Alert[]): [string, Alert][] =>
  alerts
    .filter((alert) => alert['kibana.alert.group.index'] === undefined)
    .map((alert) => [alert['kibana.alert.uuid'], alert]);

function eventsOf(alert: Alert, byPosition: ReadonlyMap<number, Arrived>): readonly Arrived[] {
  const sequence = alert['eqlite.sequence'];
  const origins = sequence === undefined ? [alert['eqlite.origin']] : sequence.events.map(({ origin }) => origin);
  return origins.map((origin) => byPosition.get(origin?.position ?? -1)).filter((one) => one !== undefined);
}

const MONTH_MS = 31 * 86_400_000;

/** When the runs are, and what of it keeps them from finding something. */
function runTimes(rule: Rule, arrived: readonly Arrived[], startMs: number | undefined) {
  const intervalMs = parseIntervalMs(rule.interval);
  const from = compileDateMath(rule.from, 'start');
  const to = compileDateMath(rule.to, 'end');
  const readRangeMs = rangeTimeReader(rule);
  const firstArrivalMs = arrived.find(({ arrivedMs }) => !Number.isNaN(arrivedMs))?.arrivedMs ?? 0;
  const firstRunMs = startMs ?? Math.ceil(firstArrivalMs / intervalMs) * intervalMs;
  const latestMs = arrived.reduce((latest, { event, arrivedMs }) => {
    const rangeMs = readRangeMs(event);
    return Math.max(latest, Number.isNaN(arrivedMs) ? latest : arrivedMs, Number.isNaN(rangeMs) ? latest : rangeMs);
  }, firstRunMs);
  return {
    /** From here on no run looks back to the last event. */
    endMs: latestMs + Math.min(latestMs - from(latestMs), MONTH_MS) + 2 * intervalMs,

    reasonFor(events: readonly Arrived[], runs: readonly ScheduledRun[]): MissedFinding['reason'] {
      const ranges = events.map(({ event }) => readRangeMs(event));
      if (ranges.some(Number.isNaN)) return 'no_time';
      const [minMs, maxMs] = [Math.min(...ranges), Math.max(...ranges)];
      const completeMs = Math.max(...events.map(({ arrivedMs }) => arrivedMs));
      let reason: 'late' | 'gap' = 'gap';
      const skipped = Math.max(0, Math.floor((maxMs - MONTH_MS - firstRunMs) / intervalMs));
      for (let runMs = firstRunMs + skipped * intervalMs; from(runMs) <= minMs; runMs += intervalMs) {
        if (to(runMs) < maxMs) continue;
        reason = 'late';
        if (runMs < completeMs) continue;
        return runs.some((run) => run.runMs === runMs && run.dropped > 0) ? 'max_signals' : 'other';
      }
      return reason;
    },
  };
}
