import type { Event } from '@eqlite/engine';
import type { Alert } from '../alert/alert.js';
import type { Rule } from '../rule/rule.js';
import { createRuleRunner, type RuleFailure, type RunOptions } from './rule-runner.js';

export interface RunRulesOptions extends RunOptions {
  /** Told of each rule that does not run. Without it the first such rule's error is thrown before any event is read. */
  readonly onFailure?: (failure: RuleFailure) => void;
}

/**
 * Runs rules over events in the order of their arrival and gives the alerts as they come.
 * @throws EqlSyntaxError, EqlSemanticError for a rule whose query cannot run, unless `onFailure` takes it
 */
export async function* runRules(
  rules: Iterable<Rule>,
  events: Iterable<Event> | AsyncIterable<Event>,
  options: RunRulesOptions = {},
): AsyncIterable<Alert> {
  const { onFailure = fail, ...runOptions } = options;
  const runner = createRuleRunner(rules, runOptions);
  runner.failures.forEach(onFailure);
  for await (const event of events) yield* runner.push(event);
  yield* runner.flush();
}

function fail({ error }: RuleFailure): never {
  throw error;
}
