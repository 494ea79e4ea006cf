import { compile, createRuleSet, type Event, RuleSetError, type RuleSetSnapshot, SnapshotError } from '@eqlite/engine';
import { describe, expect, test } from 'vitest';

const DOWNLOAD = {
  name: 'download then run',
  query: 'sequence by host with maxspan=1m [file where file.extension == "exe"] [process where process.name : "*.exe"]',
};
const SHELL = { name: 'shell', query: 'process where process.name : ("cmd.exe", "powershell.exe")' };
const QUIET = {
  name: 'no answer',
  query: 'sequence by host with maxspan=10s [process where process.name == "ping"] ![network where true]',
};

const T0 = Date.UTC(2024, 0, 1);
const at = (second: number, category: string, fields: object): Event => ({
  '@timestamp': T0 + 1000 * second,
  host: 'a',
  event: { category },
  ...fields,
});
const DOWNLOADED = at(1, 'file', { file: { extension: 'exe' } });
const STARTED = at(2, 'process', { process: { name: 'CMD.exe' } });

const shown = (found: ReturnType<ReturnType<typeof createRuleSet>['push']>) =>
  found.map(({ rule, match }) => [rule.name, match.events.map(({ _id }) => _id)]);

test('matches are given in the order of the rules, with positions in the input of the set', () => {
  const set = createRuleSet([DOWNLOAD, SHELL]);
  expect(shown(set.push(at(0, 'network', {})))).toEqual([]);
  expect(shown(set.push(DOWNLOADED))).toEqual([]);
  expect(shown(set.push(STARTED, 'line 3'))).toEqual([
    ['download then run', ['1', '2']],
    ['shell', ['2']],
  ]);
  expect(set.push(STARTED, 'line 3')[0]).toEqual({
    rule: SHELL,
    match: { joinKeys: [], events: [{ _index: '', _id: '3', _source: STARTED, origin: 'line 3' }] },
  });
});

test('what has not happened is told when its time has passed: by any event, by the clock, or at the end', () => {
  const ping = at(5, 'process', { process: { name: 'ping' } });
  const set = createRuleSet([QUIET]);
  set.push(ping);
  expect(shown(set.push(at(14, 'registry', {})))).toEqual([]);
  expect(shown(set.push(at(16, 'registry', {})))).toEqual([['no answer', ['0', '']]]);
  set.push({ ...ping, '@timestamp': T0 + 20_000 });
  expect(shown(set.advanceTo(T0 + 29_000))).toEqual([]);
  expect(shown(set.advanceTo(T0 + 31_000))).toEqual([['no answer', ['3', '']]]);
  set.push({ ...ping, '@timestamp': T0 + 40_000 });
  expect(shown(set.flush())).toEqual([['no answer', ['4', '']]]);
  expect(() => set.advanceTo(Number.NaN)).toThrow(TypeError('advanceTo takes milliseconds since 1970, not NaN'));
});

test('of more events than may wait for a sequence to begin, the latest do', () => {
  const late: unknown[] = [];
  const options = {
    maxLatenessMs: Number.POSITIVE_INFINITY,
    maxBytes: 100_000,
    onLate: (_: Event, origin: unknown) => late.push(origin),
  };
  const set = createRuleSet([DOWNLOAD, SHELL], options);
  for (let second = 0; second < 10_000; second++) set.push(at(second, 'process', { process: { name: 'calc.exe' } }));
  const { matcher } = set.stats().rules[0]!;
  expect(matcher).toMatchObject({ partials: 0, evicted: 0, late: 0 });
  expect(matcher!.bytes).toBeLessThanOrEqual(50_000);
  expect(matcher!.buffered).toBeGreaterThan(50);
  set.push(at(9000, 'file', { file: { extension: 'exe' } }), 'too late');
  set.push(at(9990, 'file', { file: { extension: 'exe' } }), 'in time');
  expect(late).toEqual(['too late']);
  expect(shown(set.flush())).toEqual([['download then run', ['10001', '9991']]]);
});

test('`until` ends a sequence with the event that would begin it', () => {
  const query = 'sequence [any where a == 1] [any where b == 1] until [any where c == 1]';
  const set = createRuleSet([{ name: 'ended', query }]);
  for (const fields of [{ a: 1, c: 1 }, { b: 1 }]) expect(set.push(at(0, 'file', fields))).toEqual([]);
});

test('a rule that does not compile is reported by name, and the others run', () => {
  const set = createRuleSet([{ name: 'broken', query: 'process where process.name = "a"' }, SHELL]);
  expect(set.rules).toEqual([SHELL]);
  expect(set.failures.map(({ rule, error }) => [rule.name, error.message])).toEqual([
    [
      'broken',
      [
        '1:28: `=` does not compare',
        '1 | process where process.name = "a"',
        '  |                            ^',
        'hint: write `==`',
      ].join('\n'),
    ],
  ]);
  expect(shown(set.push(STARTED))).toEqual([['shell', ['0']]]);
});

test('misuse is an error, not a silence', () => {
  expect(() => createRuleSet([SHELL, SHELL])).toThrow(TypeError('two rules of the set are named "shell"'));
  expect(() => createRuleSet([SHELL], { maxLateness: 5 } as never)).toThrow(/^unknown option "maxLateness"/);
  expect(() => createRuleSet([DOWNLOAD], { maxPartials: 0 })).toThrow(
    TypeError('option "maxPartials" must be a number of at least 1, not 0'),
  );
});

test('rules may be compiled beforehand, and have options of their own', () => {
  const set = createRuleSet(
    [
      { name: 'compiled', query: compile('any where tag == "x"', { eventCategoryField: 'kind' }) },
      { name: 'own', query: 'file where true', options: { eventCategoryField: 'kind' } },
      { name: 'common', query: 'file where true' },
    ],
    { eventCategoryField: 'category' },
  );
  expect(shown(set.push({ tag: 'x', kind: 'file', category: 'network' }))).toEqual([
    ['compiled', ['0']],
    ['own', ['0']],
  ]);
});

test.each([
  { limit: 'maxLength', pattern: 'a'.repeat(20_000), text: 'a'.repeat(20_000), maxLength: 50_000, maxStates: 50_000 },
  { limit: 'maxDepth', pattern: `${'('.repeat(300)}a${')'.repeat(300)}`, text: 'a', maxDepth: 1000 },
  { limit: 'maxStates', pattern: '(ab|cd|ef){900}', text: 'ab'.repeat(900), maxStates: 100_000 },
])('a rule whose options raise $limit runs beside others', ({ pattern, text, limit: _, ...regex }) => {
  const options = { limits: { regex } };
  const set = createRuleSet([{ name: 'long', query: `any where f regex "${pattern}"`, options }, SHELL]);
  expect(set.failures).toEqual([]);
  expect(shown(set.push({ event: { category: 'process' }, process: { name: 'cmd.exe' }, f: text }))).toEqual([
    ['long', ['0']],
    ['shell', ['0']],
  ]);
});

describe('update', () => {
  test('keeps the state of what stays, and forgets that of what changes', () => {
    const set = createRuleSet([DOWNLOAD, { ...DOWNLOAD, name: 'twin' }]);
    set.push(DOWNLOADED);
    set.update([SHELL, { ...DOWNLOAD, name: 'twin', query: `${DOWNLOAD.query} ` }, { ...DOWNLOAD }]);
    expect(shown(set.push(STARTED))).toEqual([
      ['shell', ['1']],
      ['download then run', ['0', '1']],
    ]);
    expect(set.stats().rules.map(({ name, matches }) => [name, matches])).toEqual([
      ['shell', 1],
      ['twin', 0],
      ['download then run', 1],
    ]);
  });

  test('a bad set never replaces a good one', () => {
    const set = createRuleSet([DOWNLOAD]);
    set.push(DOWNLOADED);
    const update = () => set.update([SHELL, { name: 'broken', query: 'process where' }]);
    expect(update).toThrow(RuleSetError);
    expect(update).toThrow(/^broken: 1:14: expected a condition/);
    expect(() => set.update([SHELL, SHELL])).toThrow(TypeError);
    expect(set.rules).toEqual([DOWNLOAD]);
    expect(shown(set.push(STARTED))).toEqual([['download then run', ['0', '1']]]);
  });
});

describe('snapshots', () => {
  const begun = () => {
    const set = createRuleSet([DOWNLOAD, SHELL, QUIET]);
    set.push(DOWNLOADED);
    return set;
  };

  test('another set goes on from one, through JSON', () => {
    const set = createRuleSet([SHELL, DOWNLOAD, QUIET]);
    expect(set.restore(JSON.parse(JSON.stringify(begun().snapshot())))).toEqual([]);
    expect(shown(set.push(STARTED))).toEqual([
      ['shell', ['1']],
      ['download then run', ['0', '1']],
    ]);
  });

  test('rules that it does not know start anew, and are told', () => {
    const set = createRuleSet([
      { ...DOWNLOAD, query: DOWNLOAD.query.replace('1m', '2m') },
      { ...QUIET, name: 'new' },
    ]);
    expect(set.restore(begun().snapshot())).toEqual(['download then run', 'new']);
    expect(shown(set.push(STARTED))).toEqual([]);
  });

  test.each<[string, (snapshot: RuleSetSnapshot) => object, string]>([
    ['nothing', () => [], 'the snapshot is damaged: snapshot must be an object'],
    [
      'another format',
      (snapshot) => ({ ...snapshot, format: 'x' }),
      'the snapshot is damaged: snapshot.format must be "eqlite-rule-set"',
    ],
    [
      'another version',
      (snapshot) => ({ ...snapshot, version: 9 }),
      'the snapshot is of version 9, this Eqlite reads version 1',
    ],
    [
      'a part missing',
      (snapshot) => ({
        ...snapshot,
        matchers: { ...snapshot.matchers, [QUIET.name]: { ...snapshot.matchers[QUIET.name], stream: undefined } },
      }),
      'the snapshot is damaged: snapshot.stream must be an object',
    ],
  ])('%s is refused, and all stays as it was', (_name, damage, message) => {
    const set = begun();
    const snapshot = damage(set.snapshot());
    expect(() => set.restore(snapshot as never)).toThrow(SnapshotError);
    expect(() => set.restore(snapshot as never)).toThrow(message);
    expect(shown(set.push(STARTED))).toEqual([
      ['download then run', ['0', '1']],
      ['shell', ['1']],
    ]);
  });
});

test('statistics tell what a rule costs', () => {
  const set = createRuleSet([SHELL, DOWNLOAD, { name: 'all', query: 'any where not process.name == "x"' }]);
  for (let i = 0; i < 600; i++) set.push(at(i, 'process', { process: { name: i % 30 === 0 ? 'cmd.exe' : 'ls' } }));
  set.push(at(600, 'file', { file: { extension: 'exe' } }));
  const { events, rules } = set.stats();
  expect(events).toBe(601);
  expect(rules.map(({ name, kind, evaluations, matches }) => ({ name, kind, evaluations, matches }))).toEqual([
    { name: 'shell', kind: 'event', evaluations: 20, matches: 20 },
    { name: 'download then run', kind: 'sequence', evaluations: 1, matches: 0 },
    { name: 'all', kind: 'event', evaluations: 601, matches: 601 },
  ]);
  expect(rules.map(({ isAlwaysTried }) => isAlwaysTried)).toEqual([false, false, true]);
  expect(rules.map(({ stateBytes }) => stateBytes > 0)).toEqual([false, true, false]);
  expect(rules.reduce((sum, { timeShare }) => sum + timeShare, 0)).toBeCloseTo(1);
});
