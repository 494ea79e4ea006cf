import { type Event, evaluate, fold, matchesByReference } from '@eqlite/engine';
import { type EventQueryNode, type ExpressionNode, parse, type QueryNode } from '@eqlite/syntax';
import type { Rule } from '../rule/rule.js';

/** A term of a query, such as `process.name : "wmic.exe"`, and what the cases of a test file have shown of it. */
export interface TermCoverage {
  /** The term as written. */
  readonly text: string;
  /** Where it stands in the query, `[start, end)` in UTF-16 offsets. */
  readonly span: { readonly start: number; readonly end: number };
  /** Position of its stage in a sequence or sample, from 0; `until` comes last. 0 for an event query. */
  readonly stage: number;
  /** Some event of the stage's category made it true, or false. */
  readonly shownTrue: boolean;
  readonly shownFalse: boolean;
}

export interface CoverageCounter {
  add(event: Event): void;
  result(): readonly TermCoverage[];
}

/** Counts, by the reference evaluator, which terms of a rule's query events have shown true and false. */
export function createCoverageCounter(rule: Rule): CoverageCounter {
  const stages = stagesOf(parse(rule.query)).map((query) => ({
    query: { ...query, condition: ANY } satisfies EventQueryNode, // whether an event has the category
    // What is the same for every event cannot be shown both ways.
    terms: termsOf(query.condition)
      .filter((node) => fold(node).kind !== 'Literal')
      .map((node) => ({ node, shownTrue: false, shownFalse: false })),
  }));
  const options =
    rule.event_category_override === undefined ? {} : { eventCategoryField: rule.event_category_override };
  return {
    add(event) {
      for (const { query, terms } of stages) {
        if (!matchesByReference(query, event, options)) continue;
        for (const term of terms) {
          if (evaluate(term.node, event) === true) term.shownTrue = true;
          else term.shownFalse = true;
        }
      }
    },
    result: () =>
      stages.flatMap(({ terms }, stage) =>
        terms.map(({ node: { span }, shownTrue, shownFalse }) => ({
          text: rule.query.slice(span.start, span.end),
          span: { start: span.start, end: span.end },
          stage,
          shownTrue,
          shownFalse,
        })),
      ),
  };
}

const ANY: ExpressionNode = { kind: 'Literal', type: 'boolean', value: true, span: { start: 0, end: 0 } };

function stagesOf({ query }: QueryNode): readonly EventQueryNode[] {
  if (query.kind === 'EventQuery') return [query];
  const until = 'until' in query && query.until !== null ? [query.until] : [];
  return [...query.stages, ...until].map((stage) => stage.query);
}

/** What `and`, `or` and `not` are made of. */
function termsOf(node: ExpressionNode): readonly ExpressionNode[] {
  if (node.kind === 'And' || node.kind === 'Or') return node.terms.flatMap(termsOf);
  return node.kind === 'Not' ? termsOf(node.term) : [node];
}
