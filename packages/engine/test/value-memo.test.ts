import { compile, createRuleSet } from '@eqlite/engine';
import { expect, test } from 'vitest';

test('values of one event that push each other out of the memory of values keep their own verdicts', () => {
  const suffixes = Array.from({ length: 40 }, (_, i) => `*${i}.exe`);
  const rules = suffixes.map((suffix) => {
    const text = `any where f : "${suffix}" and not f : "x${suffix}" and g : "?"`;
    return { name: suffix, query: compile(text) };
  });
  const set = createRuleSet(rules);
  // More values than the memory has places, many to an event, again and again.
  for (let i = 0; i < 3000; i++) {
    const f = Array.from({ length: 8 }, (_, k) => `y${(i * 7919 + k * 104_729) % 5003}.exe`);
    const event = { f, g: 'g' };
    for (let times = 0; times < 3; times++) {
      const expected = rules.filter(({ query }) => query.matches(event)).map(({ name }) => name);
      expect(set.push(event).map(({ rule }) => rule.name)).toEqual(expected);
    }
  }
});
