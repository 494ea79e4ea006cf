import { check, type Diagnostic, EqlSemanticError, parse, type QueryNode } from '@eqlite/syntax';
import type { Predicate } from '../event.js';
import { planOf, type QueryPlan } from '../match/plan.js';
import { refusingRegexes } from './bad-regex.js';
import { type CompileOptions, type Settings, settingsOf } from './options.js';

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
 */
export function compile(query: string | QueryNode, options: CompileOptions = {}): CompiledQuery {
  const settings = settingsOf(options);
  const { dialect, limits = {} } = settings;
  const parsed = typeof query === 'string' ? parse(query, { dialect, limits }) : query;
  const source = typeof query === 'string' ? query : undefined;
  refuseErrors(parsed, source, settings);
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

/** @throws EqlSemanticError with all errors that `check` finds; `text` is the query's, where there is one */
function refuseErrors(query: QueryNode, text: string | undefined, settings: Settings): void {
  const { dialect, schema, eventCategoryField } = settings;
  const found = check(query, { dialect, eventCategoryField, ...(schema === undefined ? {} : { schema }) });
  const [first, ...others] = found.filter(({ severity }) => severity === 'error') as Diagnostic[];
  if (first !== undefined) throw new EqlSemanticError([first, ...others], text);
}
