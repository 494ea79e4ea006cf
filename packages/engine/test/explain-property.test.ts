import {
  compile,
  createExplainer,
  type Event,
  explain,
  formatExplanation,
  search,
  type TermExplanation,
} from '@eqlite/engine';
import { check, parse } from '@eqlite/syntax';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { condition, event, SCHEMA } from './arbitrary.js';

/** `EQLITE_RUNS` queries; more by hand, fewer in the ordinary run. */
const RUNS = Number(process.env.EQLITE_RUNS ?? 400);

/** What must be true of any explained condition, and of its terms. */
function checkTree(term: TermExplanation): void {
  const { kind, verdict, terms = [] } = term;
  if (kind === 'term') expect(term.finding?.text).not.toBe('');
  else if (verdict !== null) {
    const verdicts = terms.map((one) => one.verdict === true);
    const made = kind === 'and' ? verdicts.every(Boolean) : kind === 'or' ? verdicts.some(Boolean) : !verdicts[0];
    // A term that is unknown for every event is false to `and` and `or`, and unknown to `not`.
    if (terms.every((one) => one.verdict !== null)) expect(made).toBe(verdict);
    if (term.decides) expect(terms.some(({ decides }) => decides)).toBe(true);
  }
  if (!term.decides) expect(terms.some(({ decides }) => decides)).toBe(false);
  terms.forEach(checkTree);
}

test.each([
  ['without a schema', {}],
  ['with a schema', { schema: { ...SCHEMA, 'event.category': 'keyword' } }],
])('the verdict is that of the compiled query, %s', (_name, options) => {
  fc.assert(
    fc.property(
      condition as fc.Arbitrary<string>,
      fc.array(event, { minLength: 3, maxLength: 3 }),
      (source, events) => {
        const query = parse(`process where ${source}`);
        fc.pre(check(query, options).every(({ severity }) => severity !== 'error'));
        const compiled = compile(query, options);
        for (const one of events) {
          for (const category of ['process', 'file']) {
            const whole: Event = { ...one, event: { category } };
            const explanation = explain(compiled, whole);
            expect(explanation.matches, `${source} over ${JSON.stringify(whole)}`).toBe(compiled.matches(whole));
            for (const stage of explanation.stages) checkTree(stage.condition);
            expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
            expect(formatExplanation(explanation)).toMatch(/^(?:matches|does not match)/);
          }
        }
      },
    ),
    { numRuns: RUNS },
  );
});

/** Sequences over three kinds of events, with all that sequences have. */
const stage = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'ab'),
  isMissing: fc.boolean(),
  runs: fc.constantFrom(1, 1, 1, 2, 3),
});
const bracketed = (name: string) => `[any where ${[...name].map((letter) => `name == "${letter}"`).join(' or ')}]`;
const sequence = fc
  .record({
    by: fc.constantFrom('', ' by key', ' by key, ?other', ' by ?other'),
    maxSpan: fc.constantFrom(1, 2, 3, 5),
    stages: fc
      .array(stage, { minLength: 2, maxLength: 4 })
      .filter((stages) => stages.some(({ isMissing }) => !isMissing)),
    until: fc.option(fc.constantFrom('a', 'b', 'c')),
  })
  .map(({ by, maxSpan, stages, until }) =>
    [
      `sequence${by} with maxspan=${maxSpan}ms`,
      ...stages.map(({ name, isMissing, runs }) => {
        const withRuns = runs === 1 ? '' : ` with runs=${runs}`;
        return `${isMissing ? '!' : ''}${bracketed(name)}${withRuns}`;
      }),
      ...(until === null ? [] : [`until ${bracketed(until)}`]),
    ].join(' '),
  );
const step = fc.record(
  {
    '@timestamp': fc.integer({ min: 0, max: 12 }),
    name: fc.constantFrom('a', 'b', 'c'),
    key: fc.oneof(fc.constantFrom('x', 'y'), fc.constant(['x', 'y'])),
    other: fc.constantFrom(1, 2),
  },
  { requiredKeys: ['@timestamp', 'name'] },
);

/** The positions of the events of each sequence that a timeline calls complete. */
function completed(query: string, events: readonly Event[], options: object = {}): string[] {
  const explainer = createExplainer(compile(query, options), { nearest: 1000 });
  for (const one of events) explainer.push(one);
  const result = explainer.result();
  expect(formatExplanation(result)).toContain(`${events.length} event`);
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  if (result.kind !== 'sequence') throw new Error('a sequence was meant');
  const found = result.keys.flatMap(({ timeline }) => timeline.filter(({ kind }) => kind === 'completes'));
  expect(result.matches).toBe(found.length);
  return found.map(({ sequence }) => sequence!.join()).sort();
}

function searched(query: string, events: readonly Event[], options: object = {}): string[] {
  const { hits } = search(query, events, { ...options, size: 1e6 });
  return hits
    .sequences!.map(({ events: found }) =>
      found
        .filter(({ missing }) => missing !== true)
        .map(({ _id }) => _id)
        .join(),
    )
    .sort();
}

test('timelines complete the sequences that a search finds', () => {
  fc.assert(
    fc.property(sequence, fc.array(step, { maxLength: 24 }), (query, events) => {
      expect(completed(query, events)).toEqual(searched(query, events));
    }),
    { numRuns: 3 * RUNS },
  );
});

test('… also where stages read the events of earlier ones', () => {
  const query = (until: string) =>
    `sequence with maxspan=9ms [any where name == "a"] as first [any where name != "a" and key == first.key] as second ` +
    `[any where other == second.other and name == first.name]${until}`;
  const options = { dialect: 'endpoint' as const };
  fc.assert(
    fc.property(
      fc.constantFrom('', ' until [any where name == "c" and other == first.other]'),
      fc.array(step, { maxLength: 24 }),
      (until, events) => {
        expect(completed(query(until), events, options)).toEqual(searched(query(until), events, options));
      },
    ),
    { numRuns: RUNS },
  );
});

test('samples are counted as a search finds them', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 16 }), (events) => {
      const query =
        'sample by key [any where name == "a"] [any where name == "b" or name == "a"] [any where other == 1]';
      const explainer = createExplainer(compile(query), { nearest: 1000 });
      for (const one of events) explainer.push(one);
      const result = explainer.result();
      expect(result.matches).toBe(search(query, events, { size: 1e6 }).hits.sequences!.length);
      expect(formatExplanation(result)).toContain('found');
    }),
    { numRuns: RUNS },
  );
});
