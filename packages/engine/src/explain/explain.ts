import type { QueryNode } from '@eqlite/syntax';
import { type CompiledQuery, compile } from '../compile/compile.js';
import type { CompileOptions } from '../compile/options.js';
import type { Event } from '../event.js';
import { explainEvent } from './explain-event.js';
import type { EventExplanation } from './explanation.js';

/**
 * Why an event satisfies a query, or does not: the condition as a tree, with what each term found in the event. By the
 * reference evaluator, so for single events rather than for floods of them; `createExplainer` takes whole inputs.
 * @param options of a query that is not compiled yet
 * @throws EqlSyntaxError, EqlSemanticError for a query that cannot run
 */
export function explain(
  query: CompiledQuery | string | QueryNode,
  event: Event,
  options: CompileOptions = {},
): EventExplanation {
  const isCompiled = typeof query === 'object' && 'plan' in query;
  return explainEvent(isCompiled ? query : compile(query, options), event);
}
