import {
  type CompiledQuery,
  type CompileOptions,
  compile,
  createRuleSet,
  type Event,
  type FoundStages,
  type Match,
  type MatcherCounters,
  type MatcherOptions,
  necessaryTexts,
  type RuleDefinition,
  type RuleMatch,
  type RuleSet,
} from '@eqlite/engine';
import { EqlError, type QueryNode } from '@eqlite/syntax';
import { type Alert, type AlertMaker, createAlertMaker } from '../alert/alert.js';
import type { Origin } from '../alert/origin.js';
import type { Rule } from '../rule/rule.js';
import type { QueryCache } from './query-cache.js';

/** What queries mean. The fields are for rules that do not name theirs. */
export interface QueryOptions
  extends Pick<
    CompileOptions,
    'dialect' | 'schema' | 'limits' | 'eventCategoryField' | 'timestampField' | 'tiebreakerField'
  > {}

/**
 * The options of matchers are for each rule that has one: a sequence, a sample, a query that asks for the order of events.
 */
export interface RunOptions extends QueryOptions, Pick<MatcherOptions, 'maxLatenessMs' | 'maxPartials' | 'maxBytes'> {
  /**
   * The clock that alerts are dated by, in milliseconds since 1970: `Date.now` for the real one. By default an alert
   * has the time of its (last) event, as if it had been found at once; the same input then gives the same alerts.
   */
  readonly now?: () => number;
  /** Queries parsed before, to be used and added to; the caller saves it. */
  readonly cache?: QueryCache;
  /** Told of each event that comes later than `maxLatenessMs`, once for each rule that would have looked at it. */
  readonly onLate?: (event: Event, origin: Origin | undefined, rule: Rule) => void;
}

/** A rule that does not run, and why. */
export interface RuleFailure {
  readonly rule: Rule;
  /** An `EqlSyntaxError` or `EqlSemanticError`: what is wrong with the query. */
  readonly error: EqlError;
}

/** Runs rules over a stream of events, one at a time. All lists of alerts are in the order of the rules, and not to be changed. */
export interface RuleRunner {
  /** The rules whose queries could not be compiled; the others run. */
  readonly failures: readonly RuleFailure[];
  /**
   * The alerts that the event completes. `origin` is copied when it is needed, so one object may serve for all events.
   */
  push(event: Event, origin?: Origin): readonly Alert[];
  /**
   * `push` for an event whose stages have been found elsewhere: see `RuleSet.pushFound`. Events without any need not be pushed.
   */
  pushFound(found: FoundStages, origin?: Origin): readonly Alert[];
  /** Tells that time has come this far, in milliseconds since 1970: the alerts of what by now has not happened. */
  advanceTo(timeMs: number): readonly Alert[];
  /** Tells that no event will follow: the alerts of what now is certain. Another stream may follow. */
  flush(): readonly Alert[];
  /**
   * Texts in lower case, one of which, in any mixture of case, is in the JSON of every event that matters to some rule, unless
   * that is written with escapes such as `\u0057`. `undefined` where nothing of the kind can be told.
   */
  necessaryTexts(): readonly string[] | undefined;
  /** The queries that run, in the order of the rules. */
  readonly compiled: readonly CompiledQuery[];
  /** What the matchers have done and hold; of each rule that has one. */
  counters(): readonly RuleCounters[];
}

export interface RuleCounters extends MatcherCounters {
  readonly rule: Rule;
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
  readonly rule: Rule;
  readonly compiled: CompiledQuery;
  readonly maker: AlertMaker;
}

/** @throws TypeError for a bad option */
export function prepareRules(rules: Iterable<Rule>, options: RunOptions): PreparedRules {
  const { now, maxLatenessMs, maxPartials, maxBytes, onLate, cache, ...compileOptions } = options;
  const matching = { maxLatenessMs, maxPartials, maxBytes, onLate };
  const failures: RuleFailure[] = [];
  const prepared: PreparedRule[] = [];
  for (const rule of rules) {
    try {
      const compiled = compileCached(rule, compileOptions, cache);
      prepared.push({ rule, compiled, maker: createAlertMaker(rule, compiled) });
    } catch (error) {
      if (!(error instanceof EqlError)) throw error; // a bad option, or a fault of ours
      failures.push({ rule, error });
    }
  }
  return {
    compiled: prepared.map(({ compiled }) => compiled),
    failures,
    createRunner: () => new Runner(prepared, failures, matching, now),
  };
}

function compileCached(rule: Rule, options: CompileOptions, cache: QueryCache | undefined): CompiledQuery {
  if (cache === undefined) return compileRule(rule, options);
  const { dialect } = options;
  const compiled = compileParsed(cache.get(rule.query, dialect), rule, options) ?? compileRule(rule, options);
  cache.use(rule.query, dialect, compiled.query);
  return compiled;
}

/** `undefined` where there is none, or what was stored is no query. */
function compileParsed(parsed: QueryNode | undefined, rule: Rule, options: CompileOptions): CompiledQuery | undefined {
  try {
    return parsed && compile(parsed, { ...options, ...fieldOptions(rule) });
  } catch {
    return undefined; // what is wrong with the rule, its text tells
  }
}

/**
 * A rule's query, with the fields that the rule names for category, time and order, or else those of the options.
 * @throws EqlSyntaxError, EqlSemanticError for a query that cannot run
 */
export function compileRule(rule: Rule, options: CompileOptions = {}): CompiledQuery {
  return compile(rule.query, { ...options, ...fieldOptions(rule) });
}

function fieldOptions(rule: Rule): CompileOptions {
  return {
    ...(rule.event_category_override === undefined ? {} : { eventCategoryField: rule.event_category_override }),
    ...(rule.timestamp_field === undefined ? {} : { timestampField: rule.timestamp_field }),
    ...(rule.tiebreaker_field === undefined ? {} : { tiebreakerField: rule.tiebreaker_field }),
  };
}

const NONE: readonly Alert[] = [];

type MatchingOptions = { readonly [N in 'maxLatenessMs' | 'maxPartials' | 'maxBytes' | 'onLate']: RunOptions[N] };

/** A rule as the rule set takes it. */
interface RunningRule extends PreparedRule, RuleDefinition {}

class Runner implements RuleRunner {
  readonly failures: readonly RuleFailure[];
  readonly compiled: readonly CompiledQuery[];
  private readonly set: RuleSet<RunningRule>;
  /** Whether origins are held on to. */
  private readonly hasState: boolean;
  private readonly now: (() => number) | undefined;

  constructor(
    prepared: readonly PreparedRule[],
    failures: readonly RuleFailure[],
    { onLate, ...limits }: MatchingOptions,
    now: (() => number) | undefined,
  ) {
    this.failures = failures;
    this.compiled = prepared.map(({ compiled }) => compiled);
    this.now = now;
    // Names tell rules apart even where ids do not.
    const running = prepared.map((rule, i): RunningRule => ({ ...rule, name: String(i), query: rule.compiled }));
    const given = Object.entries(limits).filter(([, value]) => value !== undefined);
    this.set = createRuleSet<RunningRule>(running, {
      ...(Object.fromEntries(given) as MatcherOptions),
      ...(onLate && {
        onLate: (event, origin, { rule }: RunningRule) => onLate(event, origin as Origin | undefined, rule),
      }),
    });
    this.hasState = prepared.some(({ compiled }) => compiled.kind !== 'event' || compiled.plan.isOrdered);
  }

  push(event: Event, origin?: Origin): readonly Alert[] {
    const own = this.hasState && origin !== undefined ? { ...origin } : origin;
    return this.alerts(this.set.push(event, own));
  }

  pushFound(found: FoundStages, origin?: Origin): readonly Alert[] {
    return this.alerts(this.set.pushFound(found, this.hasState && origin !== undefined ? { ...origin } : origin));
  }

  advanceTo(timeMs: number): readonly Alert[] {
    return this.alerts(this.set.advanceTo(timeMs));
  }

  flush(): readonly Alert[] {
    return this.alerts(this.set.flush());
  }

  necessaryTexts(): readonly string[] | undefined {
    return necessaryTexts(this.set.rules.map(({ compiled }) => compiled));
  }

  counters(): readonly RuleCounters[] {
    const { rules } = this.set;
    return this.set.stats().rules.flatMap(({ matcher }, i) => (matcher ? [{ rule: rules[i]!.rule, ...matcher }] : []));
  }

  private alerts(matches: readonly RuleMatch<RunningRule>[]): readonly Alert[] {
    if (matches.length === 0) return NONE;
    return matches.flatMap(({ rule: { compiled, maker }, match }) => alertsOf(match, compiled, maker, this.now?.()));
  }
}

function alertsOf({ joinKeys, events }: Match, { kind }: CompiledQuery, maker: AlertMaker, nowMs: number | undefined) {
  const matched = events.map(({ _source: event, origin, missing }) =>
    missing ? undefined : { event, origin: origin as Origin | undefined },
  );
  if (kind === 'event') return [maker.forEvent(matched[0]!, nowMs)];
  // JSON has no integers beyond 2^53: they are written as text.
  const keys = joinKeys.map((value) => (typeof value === 'bigint' ? String(value) : value));
  return maker.forSequence(keys, matched, nowMs);
}
