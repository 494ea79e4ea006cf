import type { ExpressionNode, NodeOf } from '@eqlite/syntax';
import type { Lint, LintFinding } from './lint.js';
import { isString, nameOf, nodesOf } from './queries.js';

/** A `*`; or a `?` where a path has its drive letter. */
const WILDCARD = /\*|^\?:\\/;

/** `\\*\ADMIN$`: how Windows itself writes the share in an event. */
const SHARE_NAME = /^\\\\\*\\[^*]*$/;

export const literalWildcard: Lint = {
  code: 'literal_wildcard',
  title: 'A wildcard that the operator does not expand',
  doc: `\`==\`, \`!=\`, \`in\` and \`in~\` compare whole values: a \`*\` among them stands for itself. Only \`:\`, \`like\` and \`like~\` know
wildcards. With \`==\` and \`in\` the term never holds; with \`!=\` and \`not … in\` it always does, and what it should leave out
stays in. Likewise \`"?:\\\\…"\`, the usual way to write any drive.

It is no mistake where the value has a star of its own, as in a cron line, an access policy or an argument like \`/text:*\`:
silence it there. \`f : ("a*b", …) or f == "c*"\` is left alone: who writes it tells the two apart. So are share names as Windows writes them into events, \`\\\\*\\ADMIN$\`.`,
  examples: {
    bad: 'process where process.name == "python*"',
    good: 'process where process.name : "python*"',
  },
  *find({ query }) {
    const meant = new Set(nodesOf(query, 'Or').flatMap(toldApart));
    for (const comparison of nodesOf(query, 'Comparison')) {
      const { operator, left, right } = comparison;
      if ((operator !== '==' && operator !== '!=') || meant.has(comparison)) continue;
      for (const side of [left, right]) yield* findIn(side, operator);
    }
    for (const { items, foldCase } of nodesOf(query, 'InSet')) {
      for (const item of items) yield* findIn(item, foldCase ? 'in~' : 'in');
    }
  },
};

/** `f == "c*"` beside `f : "a*b"`. */
function toldApart({ terms }: NodeOf<'Or'>): readonly ExpressionNode[] {
  const withPatterns = new Set(
    terms.flatMap((term) => {
      if (term.kind !== 'TextMatch' || term.value.kind !== 'Field' || term.operator.startsWith('regex')) return [];
      return term.patterns.some((pattern) => isString(pattern) && pattern.value.includes('*'))
        ? nameOf(term.value)
        : [];
    }),
  );
  return terms.filter(
    (term) => term.kind === 'Comparison' && term.left.kind === 'Field' && withPatterns.has(nameOf(term.left)),
  );
}

function* findIn(node: ExpressionNode, operator: string): Iterable<LintFinding> {
  if (!isString(node) || SHARE_NAME.test(node.value)) return;
  const wildcard = WILDCARD.exec(node.value)?.[0];
  if (wildcard === undefined) return;
  yield {
    span: node.span,
    message: `\`${operator}\` takes the \`${wildcard[0]}\` as it is`,
    hint: 'patterns are `field : "a*"`, or `field like "a*"` to heed case',
  };
}
