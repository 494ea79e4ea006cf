import {
  type CompiledQuery,
  compile,
  createMatcher,
  createRuleSet,
  createStageFinder,
  type Event,
  type MatcherOptions,
} from '@eqlite/engine';
import { loadRules } from '@eqlite/rules';
import { beforeAll, describe, expect, test } from 'vitest';
import { generateEvents } from '../../bench/src/event-generator.js';
import { IS_CORPUS_THERE, RULES } from './corpus.js';
import { seededRandom, shapedEvents } from './shaped-events.js';

/** `EQLITE_RULE_SET_EVENTS` events in each test; more by hand (1,000,000), fewer in the ordinary run. */
const EVENTS = Number(process.env.EQLITE_RULE_SET_EVENTS ?? 3000);
/** Every rule looks at every event: about 1 ms each where the machine is busy. */
const TIMEOUT_MS = 120_000 + 3 * EVENTS;

describe.skipIf(!IS_CORPUS_THERE)("Elastic's EQL rules as one set find what a matcher for each of them finds", () => {
  const rules: { readonly name: string; readonly query: CompiledQuery }[] = [];
  beforeAll(async () => {
    for await (const item of loadRules(RULES)) {
      if (item.status === 'loaded') rules.push({ name: item.rule.rule_id, query: compile(item.rule.query) });
    }
    expect(rules).toHaveLength(1081);
  });

  /** @returns how many rules matched at all */
  function compare(events: Iterable<Event>, options: MatcherOptions = {}): number {
    const set = createRuleSet(rules, options);
    const matchers = rules.map(({ name, query }) => ({ name, matcher: createMatcher(query, options) }));
    const matching = new Set<string>();
    let position = 0;
    for (const event of events) {
      const found = set.push(event).map(({ rule, match }) => ({ name: rule.name, match }));
      const expected: typeof found = [];
      for (const { name, matcher } of matchers) {
        for (const match of matcher.push(event)) expected.push({ name, match });
      }
      if (found.length + expected.length > 0) expect(found, `event ${position}`).toEqual(expected);
      for (const { name } of found) matching.add(name);
      position++;
    }
    const last = set.flush().map(({ rule, match }) => ({ name: rule.name, match }));
    expect(last).toEqual(matchers.flatMap(({ name, matcher }) => matcher.flush().map((match) => ({ name, match }))));
    for (const { name } of last) matching.add(name);
    return matching.size;
  }

  /** Events as if they came from several files, each in order. */
  const interleaved = (events: readonly Event[]) =>
    [0, 1, 2].flatMap((file) => events.filter((_, i) => Math.floor(i / 50) % 3 === file));

  test(
    'over events invented to come near to them',
    () => {
      const invent = shapedEvents(
        rules.map(({ query }) => query),
        seededRandom(1),
      );
      const matching = compare(
        (function* () {
          for (let i = 0; i < EVENTS; i++) yield invent();
        })(),
      );
      expect(matching).toBeGreaterThan(Math.min(EVENTS, 8000) / 10);
    },
    TIMEOUT_MS,
  );

  test(
    'over a stream as hosts send it',
    () => {
      compare(generateEvents({ seed: 11, count: EVENTS, suspicious: 0.2 }));
    },
    TIMEOUT_MS,
  );

  const ALL_IN_ORDER = { maxLatenessMs: Number.POSITIVE_INFINITY };
  const COUNT = Math.min(EVENTS, 20_000); // which all wait

  test(
    'over files, all of which are put in order',
    () => {
      const events = [...generateEvents({ seed: 12, count: COUNT, suspicious: 0.5 })];
      expect(compare(interleaved(events), ALL_IN_ORDER)).toBeGreaterThan(20);
    },
    TIMEOUT_MS,
  );

  test(
    'stages found elsewhere, events read only when they are asked for',
    () => {
      const events = [...generateEvents({ seed: 12, count: COUNT, suspicious: 0.01 })];
      const whole = createRuleSet(rules, ALL_IN_ORDER);
      const set = createRuleSet(rules, ALL_IN_ORDER);
      const finder = createStageFinder(rules.map(({ query }) => query))!;
      const read = new Set<Event>();
      const found: unknown[] = [];
      const expected: unknown[] = [];
      for (const [i, event] of interleaved(events).entries()) {
        expected.push(...whole.push(event, i));
        const stages = finder.find(event);
        if (stages === undefined) continue;
        const unread = {
          ...stages,
          get event() {
            read.add(event);
            return stages.event;
          },
        };
        found.push(...set.pushFound(unread, i));
      }
      const shown = (matches: readonly unknown[]) =>
        JSON.stringify(matches, (key, value) => (key === '_id' ? '' : value));
      expect(shown([...found, ...set.flush()])).toBe(shown([...expected, ...whole.flush()]));
      expect(read.size).toBeLessThan(events.length / 2);
    },
    TIMEOUT_MS,
  );
});
