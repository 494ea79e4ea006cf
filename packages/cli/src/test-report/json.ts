import { explainCase, type QueryOptions } from '@eqlite/rules';
import { jsonText } from '../output/json-text.js';
import type { Output } from '../output/output.js';
import type { TestReporter } from './reporter.js';

/** One document: totals, and each file with its cases; a failed case with its explanations. */
export function jsonReporter(output: Output, options: QueryOptions): TestReporter {
  const results: unknown[] = [];
  return {
    file({ rule, error, cases, ...result }) {
      results.push({
        ...result,
        ...(rule && { rule: { rule_id: rule.rule_id, name: rule.name } }),
        ...(error && { error: error.message }),
        cases: cases.map((one) => {
          if (one.status === 'failed' && rule !== undefined)
            return { ...one, explanations: explainCase(rule, one, options) };
          const { events: _, ...passed } = one;
          return passed;
        }),
      });
    },
    end(totals) {
      output.write(`${jsonText({ ...totals, results }, 2)}\n`);
    },
  };
}
