import { type Alert, createRuleRunner, type Origin, type RunOptions } from '@eqlite/rules';
import { describe, expect, test } from 'vitest';
import { makeRule } from './make-rule.js';

const rule = makeRule({ query: 'sequence by host with maxspan=1m [a where true] [b where true]' });
const absence = makeRule({ query: 'sequence by host with maxspan=1m [a where true] ![b where true]' });
const sample = makeRule({ query: 'sample by host [a where true] [b where true]' });
const single = makeRule({ query: 'b where true' });

/** `a1 b5`: categories and seconds. Positions are the events' origins, in one object that is used again. */
function run(rules: Parameters<typeof createRuleRunner>[0], events: string, options: RunOptions = {}) {
  const runner = createRuleRunner(rules, options);
  const found: string[] = [];
  const take = (alerts: readonly Alert[], when: string) => {
    for (const alert of alerts) {
      if (alert['kibana.alert.group.index'] !== undefined) continue;
      const sequence = alert['eqlite.sequence'];
      const items = sequence?.events ?? [{ origin: alert['eqlite.origin'], missing: undefined }];
      found.push(`${items.map(({ origin, missing }) => (missing ? '-' : origin?.position)).join()} at ${when}`);
    }
  };
  const origin = { position: -1 };
  for (const word of events.split(' ')) {
    const time = 1000 * Number(word.slice(1));
    if (word.startsWith('t')) take(runner.advanceTo(time), word);
    else {
      origin.position += 1;
      take(runner.push({ '@timestamp': time, event: { category: word[0] }, host: 'h' }, origin), word);
    }
  }
  take(runner.flush(), 'end');
  const [counters] = runner.counters();
  return { found, late: counters?.late };
}

describe('a runner', () => {
  test.each([
    ['gives a sequence with its last event', [rule], 'a1 b2 b3', {}, ['0,1 at b2']],
    ['decides on absence when the time is over', [absence], 'a1 a61 t62', {}, ['0,- at t62', '1,- at end']],
    ['gives a sample with the event that makes it whole', [sample], 'b9 a2', {}, ['1,0 at a2']],
    ['lists alerts in the order of the rules', [single, rule], 'a1 b2', {}, ['1 at b2', '0,1 at b2']],
    [
      'waits as long as events may be late',
      [rule],
      'b5 a1 a11 b20',
      { maxLatenessMs: 5000 },
      ['1,0 at a11', '2,3 at end'],
    ],
    ['can wait for the end', [rule], 'b5 a1 a9', { maxLatenessMs: Infinity }, ['1,0 at end']],
  ] as const)('%s', (_name, rules, events, options, expected) => {
    expect(run(rules, events, options)).toMatchObject({ found: expected });
  });

  test('tells of events that are too late, and counts them', () => {
    const late: (readonly [unknown, Origin | undefined, string])[] = [];
    const result = run([rule], 'b5 a1 b6', { onLate: (event, origin, { name }) => late.push([event, origin, name]) });
    expect(result).toEqual({ found: [], late: 1 });
    expect(late).toEqual([[{ '@timestamp': 1000, event: { category: 'a' }, host: 'h' }, { position: 1 }, rule.name]]);
  });

  test('refuses options that cannot be', () => {
    expect(() => createRuleRunner([rule], { maxPartials: 0 })).toThrow(
      new TypeError('option "maxPartials" must be a number of at least 1, not 0'),
    );
  });
});
