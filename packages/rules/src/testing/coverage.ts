import {
  type EvaluateOptions,
  type Event,
  evaluate,
  fold,
  type MatchOptions,
  matchesByReference,
} from '@eqlite/engine';
import { type EventQueryNode, type ExpressionNode, parse, type QueryNode, type StageNode } from '@eqlite/syntax';
import type { Rule } from '../rule/rule.js';
import type { QueryOptions } from '../run/rule-runner.js';

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

interface CoverageCounter {
  /** @param events in the order of time */
  addCase(events: readonly Event[]): void;
  result(): readonly TermCoverage[];
}

/** How many ways to come as far as a stage are tried, where its terms ask for the events of stages before it. */
const MOST_PATHS = 1000;

/** Counts, by the reference evaluator, which terms of a rule's query events have shown true and false. */
export function createCoverageCounter(
  rule: Rule,
  { dialect, schema, eventCategoryField }: QueryOptions,
): CoverageCounter {
  const parseOptions = dialect === undefined ? {} : { dialect };
  const evaluateOptions: EvaluateOptions = { ...parseOptions, ...(schema && { schema }) };
  const categoryField = rule.event_category_override ?? eventCategoryField ?? 'event.category';
  const options: MatchOptions = { ...evaluateOptions, eventCategoryField: categoryField };
  const stages = stagesOf(parse(rule.query, parseOptions)).map(({ query, alias, isMissing }) => ({
    query,
    alias,
    isMissing,
    ofCategory: { ...query, condition: ANY } satisfies EventQueryNode,
    // What is the same for every event cannot be shown both ways.
    terms: termsOf(query.condition)
      .filter((node) => fold(node).kind !== 'Literal')
      .map((node): Term => ({ node, shownTrue: false, shownFalse: false })),
  }));
  const hasAliases = stages.some(({ alias }) => alias !== null);

  return {
    addCase(events) {
      /** For each stage the ways to come there: the events that aliases stand for. Join keys have no say. */
      const paths: Event[][] = stages.map(() => []);
      arrive(paths, 0, {});
      for (const event of events) {
        // From the last stage, so that no event follows itself.
        for (const [i, { query, alias, ofCategory, terms }] of [...stages.entries()].reverse()) {
          if (!matchesByReference(ofCategory, event, options)) continue;
          if (!hasAliases) {
            show(terms, event);
            continue;
          }
          for (const path of paths[i]!) {
            const known = { ...event, ...path };
            show(terms, known);
            if (matchesByReference(query, known, options)) {
              arrive(paths, i + 1, alias === null ? path : { ...path, [alias]: event });
            }
          }
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

  function show(terms: readonly Term[], event: Event): void {
    for (const term of terms) {
      if (evaluate(term.node, event, evaluateOptions) === true) term.shownTrue = true;
      else term.shownFalse = true;
    }
  }

  /** A stage that is to be missing is passed by. */
  function arrive(paths: readonly Event[][], stage: number, path: Event): void {
    const arrived = paths[stage];
    if (arrived === undefined || arrived.length >= MOST_PATHS) return;
    arrived.push(path);
    if (stages[stage]!.isMissing) arrive(paths, stage + 1, path);
  }
}

interface Term {
  readonly node: ExpressionNode;
  shownTrue: boolean;
  shownFalse: boolean;
}

const ANY: ExpressionNode = { kind: 'Literal', type: 'boolean', value: true, span: { start: 0, end: 0 } };

type Stage = Pick<StageNode, 'query' | 'alias' | 'isMissing'>;

function stagesOf({ query }: QueryNode): readonly Stage[] {
  if (query.kind === 'EventQuery') return [{ query, alias: null, isMissing: false }];
  const until = 'until' in query && query.until !== null ? [query.until] : [];
  return [...query.stages, ...until];
}

/** What `and`, `or` and `not` are made of. */
function termsOf(node: ExpressionNode): readonly ExpressionNode[] {
  if (node.kind === 'And' || node.kind === 'Or') return node.terms.flatMap(termsOf);
  return node.kind === 'Not' ? termsOf(node.term) : [node];
}
