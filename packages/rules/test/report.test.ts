import { type Event, search } from '@eqlite/engine';
import { type Alert, createReport, createRuleRunner, navigatorLayer } from '@eqlite/rules';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventOf } from '../src/alert/event-of.js';
import { makeRule } from './make-rule.js';

const at = (second: number, name: string): Event => ({
  '@timestamp': `2024-05-01T10:00:0${second}.000Z`,
  event: { category: ['process'], kind: 'event' },
  host: { id: 'h1', name: 'WS-1' },
  user: { name: `user ${name}` },
  process: { name, command_line: `${name} /x` },
});

function alertsOf(rules: readonly ReturnType<typeof makeRule>[], events: readonly Event[]): readonly Alert[] {
  const runner = createRuleRunner(rules);
  return [...events.flatMap((event, i) => runner.push(event, { file: 'a.ndjson', line: i + 1 })), ...runner.flush()];
}

interface Data {
  readonly texts: readonly string[];
  readonly alerts: readonly {
    readonly r: number;
    readonly h: number;
    readonly w: number;
    readonly k: readonly number[];
    readonly e: readonly { m?: 1; p: number; f: readonly number[]; x: readonly number[] }[];
  }[];
  readonly omitted: number;
}

/** What the page is drawn from. */
function dataOf(html: string): Data {
  return JSON.parse(/id="data">(.*)<\/script>\n<script>/s.exec(html)![1]!);
}

test('an alert: its event with place, fields, and the terms with what they found', () => {
  const rule = makeRule({ query: 'process where process.name : ("a*", "b") and not user.name == null' });
  const report = createReport([rule], { title: 'A & <B>' });
  report.add(alertsOf([rule], [at(1, 'abc')]));
  const html = report.html();
  expect(html).toContain('<title>A &amp; &lt;B&gt;</title>');
  const { texts, alerts } = dataOf(html);
  const [alert] = alerts;
  const [event] = alert!.e;
  expect([texts[alert!.h], texts[alert!.w], texts[event!.p]]).toEqual(['WS-1', 'abc /x', 'a.ndjson:1']);
  expect(event!.f.map((text) => texts[text])).toEqual([
    ...['@timestamp', '2024-05-01T10:00:01.000Z', 'event.category', 'process', 'event.kind', 'event'],
    ...['host.id', 'h1', 'host.name', 'WS-1', 'process.command_line', 'abc /x', 'process.name', 'abc'],
    ...['user.name', 'user abc'],
  ]);
  const terms = event!.x.map((number, i) => (i % 4 < 2 ? number : texts[number]));
  expect(terms).toEqual([
    ...[1, 1, 'event.category == "process"', '"process"'],
    ...[1, 1, 'process.name : ("a*", "b")', '"abc" by "a*"'],
    ...[1, 1, 'not user.name == null', '"user abc"'],
  ]);
});

test('a sequence: its events and the one that did not come, each with the terms of its stage', () => {
  const rule = makeRule({
    query:
      'sequence by host.id with maxspan=5s [process where process.name == "a"] with runs=2 ' +
      '![process where process.name == "c"] [process where process.name == "b"]',
  });
  const report = createReport([rule]);
  report.add(alertsOf([rule], [at(1, 'a'), at(2, 'a'), at(3, 'b')]));
  const { texts, alerts } = dataOf(report.html());
  expect(alerts).toHaveLength(1);
  const [{ k, e }] = alerts as [Data['alerts'][number]];
  expect(k.map((text) => texts[text])).toEqual(['h1']);
  expect(e.map(({ m, x }) => m ?? texts[x.at(-2)!])).toEqual([
    'process.name == "a"',
    'process.name == "a"',
    1,
    'process.name == "b"',
  ]);
});

test('alerts beyond the most are counted; those of other rules are not taken', () => {
  const rule = makeRule({ query: 'process where true' });
  const other = makeRule({ rule_id: 'other', query: 'process where true' });
  const report = createReport([rule], { maxAlerts: 2 });
  report.add(alertsOf([rule, other], [at(1, 'a'), at(2, 'b'), at(3, 'c')]));
  const { alerts, omitted } = dataOf(report.html());
  expect([alerts.length, omitted]).toEqual([2, 1]);
});

test('events of any shape, and deep or long ones, make a page of bounded size', () => {
  let deep: unknown = 'x';
  for (let i = 0; i < 50_000; i++) deep = [{ a: deep }];
  const rule = makeRule({ query: 'any where true' });
  const report = createReport([rule]);
  const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`f${i}`, i]));
  report.add(alertsOf([rule], [{ deep }, { long: 'x'.repeat(1e6) }, wide, { a: null, b: [null], c: [] }]));
  const html = report.html();
  expect(html.length).toBeLessThan(100_000);
  expect(dataOf(html).alerts).toHaveLength(4);
});

test('the event of an alert is the event', () => {
  const field = fc.constantFrom('a', 'b.c', 'event', 'event.kind', '@timestamp', 'kind');
  const scalar = fc.oneof(fc.constantFrom('signal', 'event', 'x'), fc.integer());
  const rule = makeRule({ query: 'any where true' });
  fc.assert(
    fc.property(
      fc.dictionary(field, fc.oneof(scalar, fc.dictionary(fc.constantFrom('kind', 'category'), scalar)), {
        noNullPrototype: true,
      }),
      (event) => {
        // Dated as alerts are, to the millisecond.
        const dated = { ...event, '@timestamp': '2024-05-01T10:00:01.000Z' };
        fc.pre(typeof event.event !== 'object' || !('event.kind' in event));
        fc.pre(typeof event['event.kind'] !== 'object');
        const [alert] = alertsOf([rule], [dated]);
        expect(eventOf(alert!)).toEqual(dated);
        expect(search('any where true', [eventOf(alert!)]).hits.events).toHaveLength(1);
      },
    ),
    { numRuns: 500 },
  );
});

test('a layer: techniques by tactic, sub-techniques beside them, what was not found with 0', () => {
  const technique = (id: string, sub: readonly string[] = []) => ({
    id,
    name: id,
    reference: 'x',
    subtechnique: sub.map((one) => ({ id: one, name: one, reference: 'x' })),
  });
  const threat = (tactic: string, ...techniques: ReturnType<typeof technique>[]) => ({
    framework: 'MITRE ATT&CK',
    tactic: { id: 'TA', name: tactic, reference: 'x' },
    technique: techniques,
  });
  const rules = [
    makeRule({ rule_id: 'r1', name: 'One', threat: [threat('Command and Control', technique('T1', ['T1.001']))] }),
    makeRule({ rule_id: 'r2', name: 'Two', threat: [threat('Command and Control', technique('T1'), technique('T2'))] }),
    makeRule({ rule_id: 'r3', name: 'Three', threat: [threat('Impact', technique('T3'))] }),
    makeRule({ rule_id: 'r4', threat: [{ ...threat('Impact', technique('T4')), framework: 'Another' }] }),
  ];
  const { techniques, gradient } = navigatorLayer(
    rules,
    new Map([
      ['r1', 3],
      ['r2', 2],
    ]),
  );
  expect(techniques.map((one) => [one.techniqueID, one.tactic, one.score, one.showSubtechniques, one.comment])).toEqual(
    [
      ['T1', 'command-and-control', 5, true, 'One: 3\nTwo: 2'],
      ['T1.001', 'command-and-control', 3, false, 'One: 3'],
      ['T2', 'command-and-control', 2, false, 'Two: 2'],
      ['T3', 'impact', 0, false, 'Three: 0'],
    ],
  );
  expect(gradient.maxValue).toBe(5);
});
