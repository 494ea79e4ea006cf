import { type CompiledQuery, type CompileOptions, compile, type Event } from '@eqlite/engine';
import { EqlError } from '@eqlite/syntax';
import { type Alert, type AlertMaker, createAlertMaker } from '../alert/alert.js';
import type { Origin } from '../alert/origin.js';
import type { Rule } from '../rule/rule.js';

export interface RunOptions extends Pick<CompileOptions, 'dialect' | 'schema' | 'limits'> {
  /**
   * The clock that alerts are dated by, in milliseconds since 1970: `Date.now` for the real one. By default an alert
   * has the time of its (last) event, as if it had been found at once; the same input then gives the same alerts.
   */
  readonly now?: () => number;
}

/** A rule that does not run, and why. */
export interface RuleFailure {
  readonly rule: Rule;
  /** An `EqlSyntaxError` or `EqlSemanticError`: what is wrong with the query. Otherwise what it needs is not there yet. */
  readonly error: Error;
}

/** Runs rules over a stream of events, one at a time. All lists of alerts are in the order of the rules, and not to be changed. */
export interface RuleRunner {
  /** The rules whose queries could not be compiled; the others run. */
  readonly failures: readonly RuleFailure[];
  /**
   * The alerts that the event completes. `origin` is copied when it is needed, so one object may serve for all events.
   */
  push(event: Event, origin?: Origin): readonly Alert[];
  /** Tells that time has come this far, in milliseconds since 1970: the alerts of what by now has not happened. */
  advanceTo(timeMs: number): readonly Alert[];
  /** Tells that no event will follow: the alerts of what now will not happen. */
  flush(): readonly Alert[];
}

/** Compiles the rules and gets them ready to run. */
export function createRuleRunner(rules: Iterable<Rule>, options: RunOptions = {}): RuleRunner {
  return prepareRules(rules, options).createRunner();
}

/** Rules compiled once, to be run more than once: each runner starts anew. */
export interface PreparedRules {
  /** Of the rules that run. */
  readonly compiled: readonly CompiledQuery[];
  readonly failures: readonly RuleFailure[];
  createRunner(): RuleRunner;
}

interface PreparedRule {
  readonly compiled: CompiledQuery;
  readonly maker: AlertMaker;
}

export function prepareRules(rules: Iterable<Rule>, options: RunOptions): PreparedRules {
  const { now, ...compileOptions } = options;
  const failures: RuleFailure[] = [];
  const prepared: PreparedRule[] = [];
  for (const rule of rules) {
    try {
      const compiled = compile(rule.query, { ...compileOptions, ...fieldOptions(rule) });
      if (compiled.kind !== 'event') {
        failures.push({ rule, error: new Error(`a ${compiled.kind} cannot be run yet, only event queries`) });
        continue;
      }
      prepared.push({ compiled, maker: createAlertMaker(rule, compiled.kind) });
    } catch (error) {
      if (!(error instanceof EqlError)) throw error; // a bad option, or a fault of ours
      failures.push({ rule, error });
    }
  }
  return {
    compiled: prepared.map(({ compiled }) => compiled),
    failures,
    createRunner: () => run(prepared, failures, now),
  };
}

/** The fields that a rule names for category, time and order. */
function fieldOptions(rule: Rule): CompileOptions {
  return {
    ...(rule.event_category_override === undefined ? {} : { eventCategoryField: rule.event_category_override }),
    ...(rule.timestamp_field === undefined ? {} : { timestampField: rule.timestamp_field }),
    ...(rule.tiebreaker_field === undefined ? {} : { tiebreakerField: rule.tiebreaker_field }),
  };
}

const NONE: readonly Alert[] = [];

function run(
  prepared: readonly PreparedRule[],
  failures: readonly RuleFailure[],
  now: (() => number) | undefined,
): RuleRunner {
  return {
    failures,
    push(event, origin) {
      let alerts: Alert[] | undefined;
      for (let i = 0; i < prepared.length; i += 1) {
        const { compiled, maker } = prepared[i]!;
        if (!compiled.matches(event)) continue;
        alerts ??= [];
        alerts.push(maker.forEvent({ event, origin }, now?.()));
      }
      return alerts ?? NONE;
    },
    advanceTo: () => NONE,
    flush: () => NONE,
  };
}
