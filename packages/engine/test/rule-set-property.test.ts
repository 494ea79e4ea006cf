import {
  type CompiledQuery,
  type CompileOptions,
  compile,
  createMatcher,
  createRuleSet,
  type Event,
  type Match,
  type MatcherCounters,
  type MatcherOptions,
} from '@eqlite/engine';
import { EqlError } from '@eqlite/syntax';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { condition, event, SCHEMA } from './arbitrary.js';

const stage = (missing: fc.Arbitrary<string>) =>
  fc
    .tuple(missing, condition, fc.constantFrom('', '', ' with runs=2'))
    .map(([mark, text, runs]) => `${mark}[any where ${text}]${mark === '' ? runs : ''}`);

const keys = fc.constantFrom('', '', ' by a', ' by n', ' by ?a.b');

const sequence = fc
  .tuple(
    keys,
    fc.constantFrom('', ' with maxspan=1s', ' with maxspan=5s'),
    fc.array(stage(fc.constantFrom('', '', '', '!')), { minLength: 2, maxLength: 4 }),
    fc.option(condition, { nil: undefined, freq: 4 }),
  )
  .map(([by, span, stages, until]) =>
    [`sequence${by}${span}`, ...stages, ...(until === undefined ? [] : [`until [any where ${until}]`])].join(' '),
  );

const sample = fc
  .array(stage(fc.constant('')), { minLength: 2, maxLength: 3 })
  .map((stages) => `sample by a ${stages.join(' ').replaceAll(' with runs=2', '')}`);

/** Most take part in an index; a few rules of one category stand for many. */
const eventQuery = fc
  .tuple(fc.constantFrom('any', 'any', 'process', 'file', 'network'), condition)
  .map(([category, text]) => `${category} where ${text}`);

const query = fc.oneof({ weight: 6, arbitrary: eventQuery }, { weight: 3, arbitrary: sequence }, sample);

const timed: fc.Arbitrary<Event> = fc
  .tuple(
    event,
    fc.constantFrom<unknown>('process', 'file', 'network', ['process', 'file'], undefined),
    fc.integer({ min: -500, max: 1500 }),
  )
  .map(([fields, category, step]) => ({
    ...fields,
    step,
    ...(category === undefined ? {} : { event: { category } }),
  }));

/** Times that mostly grow; some events have none. */
function withTimes(events: readonly Event[]): readonly Event[] {
  let time = 1_700_000_000_000;
  return events.map(({ step, ...fields }) => {
    time += Number(step);
    return step === 0 ? fields : { ...fields, step, '@timestamp': time - (Number(step) % 250) };
  });
}

/** `EQLITE_RULE_SET_EVENTS` events; more by hand, fewer in the ordinary run. */
const EVENTS = Number(process.env.EQLITE_RULE_SET_EVENTS ?? 20_000);
/** Of one case, about. */
const EVENTS_PER_CASE = 100;

test.each([
  ['without a schema', {}],
  ['with a schema', { schema: SCHEMA }],
  ['with events put in order', { maxLatenessMs: 700 }],
  ['with all events put in order', { maxLatenessMs: Number.POSITIVE_INFINITY }],
  ['with more events than may wait', { maxLatenessMs: 700, maxBytes: 3000 }],
  ['with a tiebreaker', { tiebreakerField: 'step' }],
])(
  'a rule set finds what a matcher for each rule finds, %s',
  (_name, { maxLatenessMs = 0, maxBytes = 2 ** 29, ...options }: CompileOptions & MatcherOptions) => {
    const matching = { maxLatenessMs, maxBytes };
    fc.assert(
      fc.property(
        fc.array(query, { minLength: 1, maxLength: 30 }),
        fc.array(timed, { minLength: 1, maxLength: 40 }),
        // Over and over, so that the index gets to know its events.
        fc.constantFrom(1, 1, 1, 12),
        fc.nat(),
        (queries, some, times, cut) => {
          const rules = queries.map((text, i) => ({ name: `rule ${i}`, query: text }));
          const events = withTimes(Array.from({ length: times }, () => some).flat());
          const compiled = rules.flatMap(({ name, query: text }) => {
            const one = compiledOf(text, options);
            return one === undefined ? [] : [{ name, matcher: createMatcher(one, matching) }];
          });
          let set = createRuleSet(rules, { ...options, ...matching });
          expect(set.rules.map(({ name }) => name)).toEqual(compiled.map(({ name }) => name));
          const compare = (found: ReturnType<typeof set.push>, of: (one: (typeof compiled)[0]) => readonly Match[]) =>
            expect(found.map(({ rule, match }) => ({ name: rule.name, match }))).toEqual(
              compiled.flatMap((one) => of(one).map((match) => ({ name: one.name, match }))),
            );
          for (const [i, one] of events.entries()) {
            if (i === cut % events.length) {
              // As after a restart, with the rules in another order for a while.
              const snapshot = structuredClone(set.snapshot());
              set = createRuleSet(rules, { ...options, ...matching });
              set.restore(snapshot);
              set.update(set.rules.toReversed());
              set.update(set.rules.toReversed());
            }
            compare(set.push(one, i), ({ matcher }) => matcher.push(one, i));
          }
          const lastMs = 1_700_000_100_000;
          compare(set.advanceTo(lastMs), ({ matcher }) => matcher.advanceTo(lastMs));
          const counters = ({ partials, buffered, late, untimed, watermarkMs }: MatcherCounters) => ({
            partials,
            buffered,
            late,
            untimed,
            watermarkMs,
          });
          const stateful = new Map(
            set.stats().rules.flatMap(({ name, matcher }) => (matcher ? [[name, matcher]] : [])),
          );
          for (const { name, matcher } of compiled) {
            const own = stateful.get(name);
            if (own !== undefined) expect(counters(own)).toEqual(counters(matcher.counters()));
          }
          compare(set.flush(), ({ matcher }) => matcher.flush());
        },
      ),
      { numRuns: Math.ceil(EVENTS / EVENTS_PER_CASE / 3) },
    );
  },
);

function compiledOf(text: string, options: object): CompiledQuery | undefined {
  try {
    return compile(text, options);
  } catch (error) {
    if (error instanceof EqlError) return undefined;
    throw error;
  }
}
