import { type CompiledQuery, type CompileOptions, compile, type Event } from '@eqlite/engine';
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

/** A rule that does not run, and why: an `EqlSyntaxError` or `EqlSemanticError` of its query. */
export interface RuleFailure {
  readonly rule: Rule;
  readonly error: Error;
}

/** Runs rules over a stream of events, one at a time. */
export interface RuleRunner {
  /** The rules whose queries could not be compiled; the others run. */
  readonly failures: readonly RuleFailure[];
  /**
   * The alerts that the event completes, in the order of the rules; a list not to be changed. `origin` is copied when
   * it is needed, so one object may serve for all events.
   */
  push(event: Event, origin?: Origin): readonly Alert[];
}

const NONE: readonly Alert[] = [];

/** Compiles the rules and gets them ready to run. */
export function createRuleRunner(rules: Iterable<Rule>, options: RunOptions = {}): RuleRunner {
  const { now, ...compileOptions } = options;
  const failures: RuleFailure[] = [];
  const running: { readonly compiled: CompiledQuery; readonly maker: AlertMaker }[] = [];
  for (const rule of rules) {
    try {
      const compiled = compile(rule.query, {
        ...compileOptions,
        ...(rule.event_category_override === undefined ? {} : { eventCategoryField: rule.event_category_override }),
        ...(rule.timestamp_field === undefined ? {} : { timestampField: rule.timestamp_field }),
        ...(rule.tiebreaker_field === undefined ? {} : { tiebreakerField: rule.tiebreaker_field }),
      });
      if (compiled.kind === 'event') running.push({ compiled, maker: createAlertMaker(rule) });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      failures.push({ rule, error });
    }
  }
  return {
    failures,
    push(event, origin) {
      let alerts: Alert[] | undefined;
      for (let i = 0; i < running.length; i += 1) {
        const { compiled, maker } = running[i]!;
        if (!compiled.matches(event)) continue;
        alerts ??= [];
        alerts.push(maker.forEvent({ event, origin }, now?.()));
      }
      return alerts ?? NONE;
    },
  };
}
