import type { ExpressionNode } from '@eqlite/syntax';
import type { Lint, LintFinding } from './lint.js';
import { isString, nodesOf } from './queries.js';

/** A `*`; or a `?` where a path has its drive letter. */
const WILDCARD = /\*|^\?:\\/;

export const literalWildcard: Lint = {
  code: 'literal_wildcard',
  title: 'A wildcard that the operator does not expand',
  doc: `\`==\`, \`!=\`, \`in\` and \`in~\` compare whole values: a \`*\` among them stands for itself. Only \`:\`, \`like\` and \`like~\` know
wildcards. With \`==\` and \`in\` the term never holds; with \`!=\` and \`not … in\` it always does, and what it should leave out
stays in. Likewise \`"?:\\\\…"\`, the usual way to write any drive.

It is no mistake where the value has a star of its own, as in a cron line or an access policy: silence it there.`,
  examples: {
    bad: 'process where process.name == "python*"',
    good: 'process where process.name : "python*"',
  },
  *find({ query }) {
    for (const { operator, left, right } of nodesOf(query, 'Comparison')) {
      if (operator !== '==' && operator !== '!=') continue;
      for (const side of [left, right]) yield* findIn(side, operator);
    }
    for (const { items, foldCase } of nodesOf(query, 'InSet')) {
      for (const item of items) yield* findIn(item, foldCase ? 'in~' : 'in');
    }
  },
};

function* findIn(node: ExpressionNode, operator: string): Iterable<LintFinding> {
  if (!isString(node)) return;
  const wildcard = WILDCARD.exec(node.value)?.[0];
  if (wildcard === undefined) return;
  yield {
    span: node.span,
    message: `\`${operator}\` takes the \`${wildcard[0]}\` as it is`,
    hint: 'patterns are `field : "a*"`, or `field like "a*"` to heed case',
  };
}
