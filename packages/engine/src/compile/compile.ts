import { check, parse, type QueryNode } from '@eqlite/syntax';
import type { Predicate } from '../event.js';
import { planOf, type QueryPlan } from '../match/plan.js';
import { type CompileOptions, type Settings, settingsOf } from './options.js';
import { refusingRegexes, throwErrors } from './refuse.js';

/** A query, ready to run: all that its text decides has been prepared. */
export interface CompiledQuery {
  readonly kind: 'event' | 'sequence' | 'sample';
  readonly query: QueryNode;
  readonly settings: Settings;
  /**
   * Whether an event matches; for a sequence or a sample, whether it satisfies some stage (or `until`), so that it can
   * take part in a match or prevent one. Total: any event gives a verdict.
   */
  readonly matches: Predicate;
  /** What matchers, searches and rule sets run by. Its shape is no promise. */
  readonly plan: QueryPlan;
}

/**
 * Compiles a query to closures.
 * @throws EqlSyntaxError when the text is no query
 * @throws EqlSemanticError when the query cannot run: an unknown function, a bad regular expression …
 * @throws TypeError for a bad option, or what is no query at all
 */
export function compile(query: string | QueryNode, options: CompileOptions = {}): CompiledQuery {
  const settings = settingsOf(options);
  const { dialect, limits: { regex: _, ...limits } = {} } = settings;
  const parsed = typeof query === 'string' ? parse(query, { dialect, limits }) : query;
  if (parsed?.kind !== 'PipedQuery') throw new TypeError('a query must be its text, or what `parse` makes of it');
  const source = typeof query === 'string' ? query : undefined;
  throwErrors(problemsOf(parsed, settings), source);
  const plan = refusingRegexes(parsed, source, () => planOf(parsed, settings));
  return {
    kind: plan.kind,
    query: parsed,
    settings,
    // Without a stream no process has ancestors, which decides an event query.
    matches: plan.kind === 'event' ? (plan.stages[0]!.matches ?? plan.mayMatch) : plan.mayMatch,
    plan,
  };
}

function problemsOf(query: QueryNode, { dialect, schema, eventCategoryField }: Settings) {
  return check(query, { dialect, eventCategoryField, ...(schema === undefined ? {} : { schema }) });
}
