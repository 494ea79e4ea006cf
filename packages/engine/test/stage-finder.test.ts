import { compile, createRuleSet, createStageFinder, type RuleMatch } from '@eqlite/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const QUERIES = [
  'process where a == "x" and not b == "y"',
  'any where b : "X*"',
  'sequence by k with maxspan=5s [process where a == "x"] [file where true] until [network where b == "z"]',
  'sequence by k with maxspan=3s [process where true] ![file where a == "y"] [any where b == "x"]',
  'sequence with maxspan=4s [file where true] by k ![network where b == "y"] by k',
  'sample by k [process where a == "x"] [file where b == "y"]',
].map((query, i) => ({ name: String(i), query: compile(query) }));

const letter = fc.constantFrom('x', 'y', 'z', ['x', 'z'], undefined);
const event = fc.record({
  '@timestamp': fc.option(
    fc.nat(20).map((second) => 1000 * second),
    { nil: undefined },
  ),
  event: fc.record({ category: fc.constantFrom('process', 'file', 'network', 'other') }),
  a: letter,
  b: letter,
  k: fc.constantFrom(1, 2, undefined),
});

const shown = (matches: readonly RuleMatch[]) =>
  matches.map(({ rule, match }) => [
    rule.name,
    match.joinKeys,
    match.events.map(({ _source, origin }) => [_source, origin]),
  ]);

const maxBytes = fc.constantFrom(2 ** 20, 2 ** 20, 4000);

test('finding stages in one place and matching in another is what a rule set does', () => {
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 40 }),
      fc.subarray(QUERIES, { minLength: 1 }),
      maxBytes,
      (given, rules, maxBytes) => {
        const events = given.map((one) => JSON.parse(JSON.stringify(one)));
        const options = { maxLatenessMs: Number.POSITIVE_INFINITY, maxBytes };
        const whole = createRuleSet(rules, options);
        const matching = createRuleSet(rules, options);
        const finder = createStageFinder(rules.map(({ query }) => query))!;
        for (const [i, one] of events.entries()) {
          const found = finder.find(one);
          const matches = found === undefined ? [] : matching.pushFound(JSON.parse(JSON.stringify(found)), i);
          expect(shown(matches)).toEqual(shown(whole.push(one, i)));
        }
        expect(shown(matching.flush())).toEqual(shown(whole.flush()));
        const losses = (set: typeof whole) => set.stats().rules.map(({ matcher }) => [matcher?.untimed, matcher?.late]);
        expect(losses(matching)).toEqual(losses(whole));
      },
    ),
    { numRuns: 500 },
  );
});

test('a query that needs every event has no finder', () => {
  const query = compile('process where descendant of [process where true]', { dialect: 'endpoint' });
  expect(createStageFinder([query])).toBeUndefined();
});
