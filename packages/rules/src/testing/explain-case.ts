import { createExplainer, type EventExplanation, explain, type InputExplanation } from '@eqlite/engine';
import type { Rule } from '../rule/rule.js';
import { compileRule, type QueryOptions } from '../run/rule-runner.js';
import type { RuleTestCaseResult, RuleTestEvent } from './rule-test-result.js';

/** Why a case came out as it did: of one event, or of all of them. */
export type CaseExplanation =
  | { readonly event: RuleTestEvent; readonly explanation: EventExplanation }
  | { readonly event?: undefined; readonly explanation: InputExplanation };

/** So many events of a case are explained. */
const MOST = 3;

/**
 * Explains a case that failed: of an event query the events that matched and should not, and those that should and did
 * not; of a sequence or sample what came of each join key. Events are known by their ids: origins in timelines are
 * `{ id }`.
 */
export function explainCase(
  rule: Rule,
  { expected, found, events }: RuleTestCaseResult,
  options: QueryOptions = {},
): readonly CaseExplanation[] {
  const compiled = compileRule(rule, options);
  if (compiled.kind !== 'event') {
    const explainer = createExplainer(compiled, { nearest: MOST });
    for (const { id, event } of events) explainer.push(event, { id });
    return [{ explanation: explainer.result() }];
  }
  const matched = new Set(found.map(([id]) => id));
  const isWrong = wrongEvents(expected, found, matched);
  return events
    .filter((event) => isWrong(event.id))
    .slice(0, MOST)
    .map((event) => ({ event, explanation: explain(compiled, event.event) }));
}

/** Which events are not as the case has it, as far as it tells. */
function wrongEvents(
  expected: RuleTestCaseResult['expected'],
  found: RuleTestCaseResult['found'],
  matched: ReadonlySet<string | undefined>,
): (id: string) => boolean {
  if (typeof expected !== 'string') {
    const wanted = new Set(expected.map(([id]) => id));
    return (id) => wanted.has(id) !== matched.has(id);
  }
  const isTooMany = expected === 'no match' || (expected !== 'match' && found.length > Number.parseInt(expected, 10));
  return (id) => matched.has(id) === isTooMany;
}
