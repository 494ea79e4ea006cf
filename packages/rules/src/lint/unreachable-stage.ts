import { fold } from '@eqlite/engine';
import {
  type EventQueryNode,
  type ExpressionNode,
  type FieldNode,
  print,
  type SequenceNode,
  type StageNode,
} from '@eqlite/syntax';
import type { Lint, LintFinding } from './lint.js';
import { eventQueriesOf, nameOf, quote, stagesOf } from './queries.js';

export const unreachableStage: Lint = {
  code: 'unreachable_stage',
  title: 'A stage that no event can reach',
  doc: `Three ways to write a query that never matches, however its other parts are written:

- a condition that is false for every event, such as \`1 == 2\`;
- a join key that the condition wants to be missing: an event without the key takes no part (\`by ?key\` lets it);
- an \`until\` that the events of an earlier stage satisfy themselves: each ends the sequence that it has just taken on.`,
  examples: {
    bad: `sequence by host.id, user.id
  [process where process.name : "a.exe" and user.id == null]
  [process where process.name : "b.exe"]`,
    good: `sequence by host.id, ?user.id
  [process where process.name : "a.exe" and user.id == null]
  [process where process.name : "b.exe"]`,
  },
  *find({ query }) {
    for (const { condition } of eventQueriesOf(query)) {
      const folded = fold(condition);
      if (folded.kind !== 'Literal' || folded.value === true) continue;
      yield { span: condition.span, message: 'no event matches: this is never true', hint: undefined };
    }
    const { query: inner } = query;
    if (inner.kind === 'EventQuery') return;
    for (const stage of stagesOf(query)) yield* findNullKeys(stage, [...inner.joinKeys, ...stage.joinKeys]);
    if (inner.kind === 'Sequence') yield* findUntil(inner);
  },
};

function* findNullKeys(stage: StageNode, keys: readonly FieldNode[]): Iterable<LintFinding> {
  const { condition } = stage.query;
  for (const term of condition.kind === 'And' ? condition.terms : [condition]) {
    const name = nameOfMissing(term);
    const key = keys.find((one) => nameOf(one) === name);
    if (!key || key.isOptional) continue;
    yield {
      span: term.span,
      message: `"${nameOf(key)}" is a join key, and events without it take no part`,
      hint: `\`by ?${nameOf(key)}\` joins them too`,
    };
  }
}

/** `f` of `f == null`. */
function nameOfMissing(term: ExpressionNode): string | undefined {
  if (term.kind !== 'Comparison' || term.operator !== '==') return undefined;
  const sides = [term.left, term.right];
  const field = sides.find((side): side is FieldNode => side.kind === 'Field');
  return field && sides.some((side) => side.kind === 'Literal' && side.type === 'null') ? nameOf(field) : undefined;
}

function* findUntil({ stages, until }: SequenceNode): Iterable<LintFinding> {
  if (!until) return;
  const positive = stages.filter(({ isMissing }) => !isMissing);
  const earlier = positive.find((stage, i) => {
    const hasNext = i < positive.length - 1 || stage.runs > 1;
    return hasNext && isSame(stage, until);
  });
  if (!earlier) return;
  yield {
    span: until.span,
    message: `every event of the stage ${quote(print(earlier.query, Infinity))} also ends the sequence`,
    hint: '`until` has to be of other events than the stages before the last',
  };
}

function isSame(a: StageNode, b: StageNode): boolean {
  const keys = ({ joinKeys }: StageNode) => joinKeys.map(nameOf).join(',');
  return textOf(a.query) === textOf(b.query) && keys(a) === keys(b);
}

const textOf = ({ category, condition }: EventQueryNode): string => `${category} ${print(condition)}`;
