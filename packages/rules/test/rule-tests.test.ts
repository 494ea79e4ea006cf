import type { Event } from '@eqlite/engine';
import { type RuleTestOptions, type RuleTestResult, runRuleTests } from '@eqlite/rules';
import { describe, expect, test } from 'vitest';
import { useFolder } from './folder.js';

const folder = useFolder();

const RULE = `[rule]
rule_id = "tool"
name = "Tool"
description = "Finds a tool."
severity = "low"
risk_score = 21
type = "eql"
query = '''
process where process.name : "tool.exe" and
  (process.args == "/x" or not user.name == "admin")
'''
`;

async function run(testFile: string, options: RuleTestOptions = {}, rule = RULE): Promise<RuleTestResult[]> {
  await folder.write('rule.toml', rule);
  await folder.write('rule.test.yaml', testFile);
  const results: RuleTestResult[] = [];
  for await (const result of runRuleTests(folder.path, options)) results.push(result);
  return results;
}

/** Each case as `passed` or its message and diff. */
const told = ([result]: RuleTestResult[]) =>
  result?.cases.map(({ status, message, diff }) => (status === 'passed' ? status : [message, ...diff].join('\n')));

const DEFAULTS = 'defaults: { event.category: process, process.name: tool.exe }';

describe('what a case expects', () => {
  const twice = '[{ id: first }, { process.name: other.exe }, { id: third }]';
  test.each([
    ['match', '[{}]', 'passed'],
    ['match', '[{ process.name: other.exe }]', 'expected match, found no match'],
    ['no match', '[{ process.name: other.exe }]', 'passed'],
    ['no match', '[]', 'passed'],
    ['no match', '[{ id: here }]', 'expected no match, found 1 alert: here'],
    ['1 alert', '[{}]', 'passed'],
    ['2 alerts', twice, 'passed'],
    ['1 alert', twice, 'expected 1 alert, found 2 alerts: first, third'],
    ['0 alerts', twice, 'expected 0 alerts, found 2 alerts: first, third'],
    ['[first, third]', twice, 'passed'],
    ['[[first], [third]]', twice, 'passed'],
    ['[1, 3]', '[{}, { process.name: other.exe }, {}]', 'passed'],
    ['[first, second]', twice, 'expected first, second, found 2 alerts: first, third\n  first\n- second\n+ third'],
    ['[]', twice, 'expected no match, found 2 alerts: first, third\n+ first\n+ third'],
  ])('%s of %s: %s', async (expected, events, outcome) => {
    const results = await run(`${DEFAULTS}\ncases:\n  - { name: a, events: ${events}, expect: ${expected} }\n`);
    expect(results.map(({ error }) => error)).toEqual([undefined]);
    expect(told(results)).toEqual([outcome]);
    expect(results[0]?.status).toBe(outcome === 'passed' ? 'passed' : 'failed');
  });
});

describe('events of a case', () => {
  const eventsOf = async (events: string, options: RuleTestOptions = {}): Promise<readonly Event[]> => {
    const [result] = await run(
      `start: 2024-05-01T10:00:00+02:00\ndefaults: { a.b: 1, a: { c: 2 }, d: [x] }\ncases:\n  - { name: n, events: ${events}, expect: no match }\n`,
      options,
    );
    return result!.cases[0]!.events.map(({ event }) => event);
  };

  test('have the defaults, a second between them, or the time given', async () => {
    const times = (
      await eventsOf(
        '[{ e: 1 }, { e: 2 }, { at: +1m30s, e: 3 }, { at: +250ms }, { at: "-2s", e: 4 }, { at: 2024-05-02T00:00:00Z, e: 5 }]',
      )
    ).map((event) => event['@timestamp']);
    expect(times).toEqual([
      '2024-05-01T08:00:00.000Z',
      '2024-05-01T08:00:01.000Z',
      '2024-05-01T08:01:31.000Z',
      '2024-05-01T08:01:29.250Z',
      '2024-05-02T00:00:00.000Z',
    ]);
  });

  test('override defaults field by field, however they are written; null takes a field away', async () => {
    const time = { '@timestamp': '2024-05-01T08:00:00.000Z' };
    expect(await eventsOf('[{ a: { b: 5 } }]')).toEqual([{ ...time, a: { b: 5, c: 2 }, d: ['x'] }]);
    expect(await eventsOf('[{ a.b: null, d: [y], e.f.g: true }]')).toEqual([
      { ...time, a: { c: 2 }, d: ['y'], e: { f: { g: true } } },
    ]);
    expect(await eventsOf('[{ a: null, a.q: 1, __proto__: { x: 1 }, "@timestamp": 7 }]')).toEqual([
      { '@timestamp': 7, a: { q: 1 }, d: ['x'] },
    ]);
  });

  test('are raw records that the caller converts; a time of their own is kept unless one is given', async () => {
    const convert = ({ kind, ...record }: Record<string, unknown>) => (kind === 'known' ? record : undefined);
    const events =
      '[{ raw: { kind: known, a: 1, "@timestamp": 5 } }, { at: +3s, raw: { kind: known, "@timestamp": 5 } }]';
    expect(await eventsOf(events, { convert })).toEqual([
      { a: 1, '@timestamp': 5 },
      { '@timestamp': '2024-05-01T08:00:03.000Z' },
    ]);
  });

  test.each([
    ['{ raw: { kind: other } }', 'line 4: the raw record is of no known kind', { convert: () => undefined }],
    ['{ raw: {}, a: 1 }', 'line 4: an event has either "raw" or fields', { convert: () => ({}) }],
    ['{ raw: {} }', 'line 4: nothing was given to convert raw records with', {}],
  ])('that cannot be made fail their case: %s', async (event, message, options) => {
    expect(told(await run(`cases:\n  - name: n\n    events:\n      - ${event}\n    expect: match\n`, options))).toEqual(
      [message],
    );
  });
});

describe('coverage', () => {
  test('tells for each term whether some event of the category has shown it true, and false', async () => {
    const [result] = await run(
      `${DEFAULTS}
cases:
  - { name: a, events: [{ process.args: [/y] }, { process.args: /x }], expect: 2 alerts }
  - { name: b, events: [{ event.category: file, process.name: x.exe, user.name: admin }], expect: no match }
`,
      { coverage: true },
    );
    expect(result?.coverage).toEqual([
      { text: 'process.name : "tool.exe"', span: { start: 14, end: 39 }, stage: 0, shownTrue: true, shownFalse: false },
      { text: 'process.args == "/x"', span: { start: 47, end: 67 }, stage: 0, shownTrue: true, shownFalse: true },
      { text: 'user.name == "admin"', span: { start: 75, end: 95 }, stage: 0, shownTrue: false, shownFalse: true },
    ]);
  });
});

const CASE = '{ name: a, events: [], expect: no match }';

/** Test files that are broken, by the whole message. */
describe('a test file that cannot be run says why', () => {
  test.each([
    ['', 'rule.test.yaml: not a test file\n  hint: a test file is a table with a list "cases"'],
    ['- a', 'rule.test.yaml:1: not a test file\n  hint: a test file is a table with a list "cases"'],
    [
      'cases: [',
      'rule.test.yaml:1:9: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['cases: 5', 'rule.test.yaml:1: cases: expected a list of cases, found 5'],
    [
      'cases:\n  - name: a',
      'rule.test.yaml:2: cases[0].events: missing; expected a list of events\nrule.test.yaml:2: cases[0].expect: missing; expected "match", "no match", "2 alerts", or a list of the events',
    ],
    [
      'cases:\n  - name: a\n    event: []\n    expect: maybe',
      'rule.test.yaml:3: cases[0].event: no such field\n  hint: did you mean "events"?\n' +
        'rule.test.yaml:4: cases[0].expect: expected "match", "no match", "2 alerts", or a list of the events, found "maybe"',
    ],
    [
      'cases:\n  - name: a\n    events: [{ at: soon }]\n    expect: match',
      'rule.test.yaml:3: cases[0].events[0].at: expected a time after the entry before, such as "+3s", or an ISO 8601 time, found "soon"',
    ],
    [`start: noon\ncases: [${CASE}]`, 'rule.test.yaml:1: start: expected an ISO 8601 time with zone, found "noon"'],
    [`note: x\ncases: [${CASE}]`, 'rule.test.yaml:1: note: no such field'],
    [`rule: none.toml\ncases: [${CASE}]`, 'none.toml: no such file or folder'],
    [
      `rule: two.ndjson\ncases: [${CASE}]`,
      'rule.test.yaml:1: rule: two.ndjson holds 2 rules\n  hint: say which with "rule_id"',
    ],
    [
      `rule: two.ndjson\nrule_id: three\ncases: [${CASE}]`,
      'rule.test.yaml:2: rule_id: two.ndjson holds no rule with the rule_id "three"',
    ],
    [
      `rule: broken.json\ncases: [${CASE}]`,
      'broken.json:1: not a rule\n  hint: a rule has a table "rule" with its fields, or the fields name, type and query themselves',
    ],
  ])('%j', async (text, message) => {
    const rule = { name: 'r', description: 'd', severity: 'low', risk_score: 1, type: 'eql', query: 'any where true' };
    await folder.write('two.ndjson', ['one', 'two'].map((rule_id) => JSON.stringify({ ...rule, rule_id })).join('\n'));
    await folder.write('broken.json', '{}');
    const [result] = await run(text);
    expect(result?.status).toBe('error');
    expect(folder.relative(result?.error?.message ?? '')).toBe(message);
    expect(result?.cases).toEqual([]);
  });

  test('a query that does not compile', async () => {
    const [result] = await run(`cases: [${CASE}]`, {}, RULE.replace('process where', 'process were'));
    expect([result?.status, result?.error?.name]).toEqual(['error', 'EqlSyntaxError']);
  });

  test('no rule beside it', async () => {
    const path = await folder.write('lost.test.yaml', `cases: [${CASE}]`);
    const messages: string[] = [];
    for await (const { error } of runRuleTests(path)) messages.push(folder.relative(error?.message ?? ''));
    expect(messages).toEqual([
      'lost.test.yaml: no rule to test\n  hint: name one in "rule", or put it beside as lost.toml, lost.yaml, lost.yml, lost.json',
    ]);
  });
});

test('a rule file may be named in place of its tests', async () => {
  await run(`cases: [${CASE}]`);
  const paths: string[] = [];
  for await (const { path } of runRuleTests(`${folder.path}/rule.toml`)) paths.push(folder.relative(path));
  expect(paths).toEqual(['rule.test.yaml']);
});

test('a thousand cases run in two seconds', async () => {
  const cases = Array.from(
    { length: 1000 },
    (_, i) =>
      `  - name: case ${i}\n    events:\n      - { <<: *e, process.pid: ${i} }\n      - { at: +3s, process.name: x.exe }\n    expect: [1]\n`,
  );
  const text = `${DEFAULTS}\ndefine: &e { process.args: [a, b], user.name: alice }\ncases:\n${cases.join('')}`;
  let fastestMs = Number.POSITIVE_INFINITY; // of three runs: other programs share the machine
  for (let i = 0; i < 3; i += 1) {
    const startedMs = performance.now();
    const [result] = await run(text, { coverage: true });
    fastestMs = Math.min(fastestMs, performance.now() - startedMs);
    expect([result?.status, result?.cases.length]).toEqual(['passed', 1000]);
  }
  expect(fastestMs).toBeLessThan(2000);
});
