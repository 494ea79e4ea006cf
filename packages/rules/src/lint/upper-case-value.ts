import type { ExpressionNode } from '@eqlite/syntax';
import type { Lint, LintFinding } from './lint.js';
import { eventQueriesOf, isString, nameOf, nodesOf } from './queries.js';

/** Fields of which ECS lists the values, all of them lower case. */
const LOWER_CASE: ReadonlySet<string> = new Set([
  'event.kind',
  'event.category',
  'event.type',
  'event.outcome',
  'host.os.type',
  'observer.os.type',
  'user_agent.os.type',
]);

export const upperCaseValue: Lint = {
  code: 'upper_case_value',
  title: 'A capital letter in a value that is lower case by definition',
  doc: `ECS lists the values of \`event.kind\`, \`event.category\`, \`event.type\`, \`event.outcome\` and \`host.os.type\` (and of the other
\`os.type\`), all in lower case. \`==\`, \`!=\`, \`in\` and \`like\` heed case, so a value with a capital letter is never met. The
same holds for the category before \`where\`.

It is no mistake where events are written by a program that does not keep to ECS.`,
  examples: {
    bad: 'process where host.os.type == "Windows"',
    good: 'process where host.os.type == "windows"',
  },
  *find({ query, rule }) {
    if (rule?.event_category_override === undefined) {
      for (const { category, span } of eventQueriesOf(query)) {
        if (category === null || !hasCapital(category)) continue;
        yield finding({ start: span.start, end: span.start + category.length }, 'event.category', category);
      }
    }
    for (const { operator, left, right } of nodesOf(query, 'Comparison')) {
      if (operator !== '==' && operator !== '!=') continue;
      yield* findIn(left, [right]);
      yield* findIn(right, [left]);
    }
    for (const { value, items, foldCase } of nodesOf(query, 'InSet')) if (!foldCase) yield* findIn(value, items);
    for (const { value, patterns, operator } of nodesOf(query, 'TextMatch')) {
      if (operator === 'like') yield* findIn(value, patterns);
    }
  },
};

function* findIn(field: ExpressionNode, values: readonly ExpressionNode[]): Iterable<LintFinding> {
  if (field.kind !== 'Field' || !LOWER_CASE.has(nameOf(field))) return;
  for (const value of values) {
    if (isString(value) && hasCapital(value.value)) yield finding(value.span, nameOf(field), value.value);
  }
}

const hasCapital = (text: string): boolean => /\p{Lu}/u.test(text);

const finding = (span: LintFinding['span'], field: string, value: string): LintFinding => ({
  span,
  message: `the values of "${field}" are lower case, and case counts here`,
  hint: `write "${value.toLowerCase()}"`,
});
