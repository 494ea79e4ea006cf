import { compile, matchesByReference } from '@eqlite/engine';
import {
  check,
  type EventQueryNode,
  format,
  formatDiagnostic,
  type Node,
  parse,
  print,
  type QueryNode,
} from '@eqlite/syntax';
import { describe, expect, test } from 'vitest';
import { partsOf } from '../../packages/syntax/test/parts-of.js';
import { CORPUS, IS_CORPUS_THERE } from './corpus.js';
import { seededRandom, shapedEvents } from './shaped-events.js';

const queries = CORPUS.map(({ query }) => query);

const withoutSpans = (node: Node): string => JSON.stringify(node, (key, value) => (key === 'span' ? undefined : value));

describe.skipIf(!IS_CORPUS_THERE)("Elastic's EQL rules", () => {
  test('are all there', () => expect(queries).toHaveLength(1081));

  test('parse, print, and parse again to the same tree', () => {
    for (const query of queries) {
      const tree = parse(query);
      const printed = print(tree);
      const again = parse(printed);
      expect(withoutSpans(again)).toBe(withoutSpans(tree));
      expect(print(again)).toBe(printed);
    }
  }, 60_000);

  test('are formatted once and for all, with their tree, tokens and comments', () => {
    for (const query of queries) {
      const formatted = format(query);
      expect(format(formatted)).toBe(formatted);
      expect(withoutSpans(parse(formatted))).toBe(withoutSpans(parse(query)));
      expect(partsOf(formatted)).toEqual(partsOf(query));
    }
  }, 60_000);

  test('check without an error', () => {
    const errors = queries.flatMap((query) =>
      check(query)
        .filter(({ severity }) => severity === 'error')
        .map((diagnostic) => formatDiagnostic(diagnostic, query)),
    );
    expect(errors).toEqual([]);
  }, 60_000);

  /** `EQLITE_CORPUS_EVENTS` events for each rule; more by hand, fewer in the ordinary run. */
  const EVENTS = Number(process.env.EQLITE_CORPUS_EVENTS ?? 20);

  test('match what the reference matches, over events invented to come near to them', () => {
    const random = seededRandom(7);
    let stageCount = 0;
    let hits = 0;
    for (const { file, query } of CORPUS) {
      const compiled = compile(query);
      const invent = shapedEvents([compiled], random);
      const events = Array.from({ length: EVENTS }, invent);
      const stages = eventQueriesOf(compiled.query.query);
      expect(stages).toHaveLength(compiled.plan.stages.length);
      stages.forEach((stage, i) => {
        const { mayMatch } = compiled.plan.stages[i]!;
        for (const event of events) {
          const expected = matchesByReference(stage, event);
          if (mayMatch(event) !== expected) expect({ file, stage: i, event, matches: !expected }).toBe(expected);
          if (expected) hits++;
        }
      });
      stageCount += stages.length;
    }
    // The events do come near: an eighth of the tests of a stage says yes.
    expect(hits / (stageCount * EVENTS)).toBeGreaterThan(0.125);
  });
});

function eventQueriesOf(query: QueryNode['query']): readonly EventQueryNode[] {
  if (query.kind === 'EventQuery') return [query];
  const until = 'until' in query && query.until !== null ? [query.until] : [];
  return [...query.stages, ...until].map((stage) => stage.query);
}
