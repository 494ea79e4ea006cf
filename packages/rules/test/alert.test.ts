import { type Alert, createRuleRunner, type Rule, runRules } from '@eqlite/rules';
import { describe, expect, test } from 'vitest';
import { makeRule } from './make-rule.js';

const event = {
  '@timestamp': '2024-05-01T10:00:00.5Z',
  event: { kind: 'event', category: ['process'], type: ['start'], agent: { status: 'verified' } },
  process: { name: 'tool.exe', args: ['tool.exe', '/x'], parent: { name: 'cmd.exe' } },
  user: { name: 'alice' },
  host: { name: 'ws1' },
};

function alertsOf(rules: Rule[], events: object[], origin = {}): Alert[] {
  const runner = createRuleRunner(rules);
  expect(runner.failures).toEqual([]);
  return events.flatMap((one) => runner.push(one as Record<string, unknown>, origin));
}

describe('an alert for one event', () => {
  const threat = [
    {
      framework: 'MITRE ATT&CK',
      tactic: { id: 'TA0002', name: 'Execution', reference: 'https://attack.mitre.org/tactics/TA0002/' },
    },
  ];

  test('the whole document', () => {
    const given = makeRule({ threat, tags: ['OS: Windows'], index: ['logs-*'], version: 3, author: ['Eve'] });
    expect(alertsOf([given], [event], { file: 'a.ndjson', line: 7 })).toEqual([
      {
        '@timestamp': '2024-05-01T10:00:00.500Z',
        event: { kind: 'signal', category: ['process'], type: ['start'], agent: { status: 'verified' } },
        process: { name: 'tool.exe', args: ['tool.exe', '/x'], parent: { name: 'cmd.exe' } },
        user: { name: 'alice' },
        host: { name: 'ws1' },
        'kibana.alert.uuid': 'acff59a3b89a1a851939af991ee45453f8bbe3c76d43a30c2bb19b3c817ef045',
        'kibana.alert.status': 'active',
        'kibana.alert.workflow_status': 'open',
        'kibana.alert.severity': 'medium',
        'kibana.alert.risk_score': 47,
        'kibana.alert.reason':
          'process event with process tool.exe, parent process cmd.exe, by alice on ws1 created medium alert Remote tool.',
        'kibana.alert.original_time': '2024-05-01T10:00:00.500Z',
        'kibana.alert.original_event.kind': 'event',
        'kibana.alert.original_event.category': ['process'],
        'kibana.alert.original_event.type': ['start'],
        'kibana.alert.original_event.agent.status': 'verified',
        'kibana.alert.depth': 1,
        'kibana.alert.ancestors': [
          {
            id: '7a4a5a2fef59f1484a82d7098ab788594b8c365f0e4364689b6d6c486c072770',
            type: 'event',
            index: '',
            depth: 0,
          },
        ],
        'kibana.alert.rule.category': 'Event Correlation Rule',
        'kibana.alert.rule.consumer': 'siem',
        'kibana.alert.rule.producer': 'siem',
        'kibana.alert.rule.rule_type_id': 'siem.eqlRule',
        'kibana.alert.rule.uuid': 'r1',
        'kibana.alert.rule.rule_id': 'r1',
        'kibana.alert.rule.name': 'Remote tool',
        'kibana.alert.rule.description': 'Finds a tool.',
        'kibana.alert.rule.version': 3,
        'kibana.alert.rule.type': 'eql',
        'kibana.alert.rule.author': ['Eve'],
        'kibana.alert.rule.severity': 'medium',
        'kibana.alert.rule.risk_score': 47,
        'kibana.alert.rule.tags': ['OS: Windows'],
        'kibana.alert.rule.threat': threat,
        'kibana.alert.rule.references': [],
        'kibana.alert.rule.false_positives': [],
        'kibana.alert.rule.interval': '5m',
        'kibana.alert.rule.from': 'now-6m',
        'kibana.alert.rule.to': 'now',
        'kibana.alert.rule.max_signals': 100,
        'kibana.alert.rule.indices': ['logs-*'],
        'kibana.alert.rule.parameters': {
          rule_id: 'r1',
          version: 3,
          description: 'Finds a tool.',
          author: ['Eve'],
          severity: 'medium',
          risk_score: 47,
          threat,
          references: [],
          false_positives: [],
          type: 'eql',
          language: 'eql',
          query: 'process where process.name : "tool.exe"',
          index: ['logs-*'],
          from: 'now-6m',
          to: 'now',
          max_signals: 100,
        },
        'kibana.space_ids': ['default'],
        'eqlite.origin': { file: 'a.ndjson', line: 7 },
      },
    ]);
  });

  test('a building-block rule marks its alerts', () => {
    const [alert] = alertsOf([makeRule({ building_block_type: 'default' })], [event]);
    expect(alert).toMatchObject({
      'kibana.alert.building_block_type': 'default',
      'kibana.alert.rule.building_block_type': 'default',
    });
  });

  test('the event itself is left as it is, and one origin may serve for many', () => {
    const before = structuredClone(event);
    const origin = { file: 'a', line: 1 };
    const runner = createRuleRunner([makeRule()]);
    const [first] = runner.push(event, origin);
    origin.line = 2;
    const [second] = runner.push({ ...event, user: { name: 'bob' } }, origin);
    expect(event).toEqual(before);
    expect([first?.['eqlite.origin'], second?.['eqlite.origin']]).toEqual([
      { file: 'a', line: 1 },
      { file: 'a', line: 2 },
    ]);
  });

  test.each([
    ['fields with dots', { 'event.category': 'process', 'event.kind': 'event', 'process.name': 'tool.exe' }],
    ['both spellings', { event: { category: 'process' }, 'event.kind': 'event', process: { name: 'tool.exe' } }],
  ])('event.kind is signal, once: %s', (_, given) => {
    const [alert] = alertsOf([makeRule()], [given]);
    const { event: nested, 'event.kind': flat } = alert as { event?: { kind?: string }; 'event.kind'?: string };
    expect([nested?.kind, flat].filter((kind) => kind !== undefined)).toEqual(['signal']);
    expect(alert?.['kibana.alert.original_event.category']).toBe('process');
  });

  test('an event without a time gives an alert without one, and a clock dates all', () => {
    const { '@timestamp': _, ...timeless } = event;
    const [alert] = alertsOf([makeRule()], [timeless]);
    expect(alert).not.toHaveProperty('@timestamp');
    expect(alert).not.toHaveProperty(['kibana.alert.original_time']);
    const [dated] = createRuleRunner([makeRule()], { now: () => 0 }).push(event);
    expect(dated).toMatchObject({
      '@timestamp': '1970-01-01T00:00:00.000Z',
      'kibana.alert.original_time': '2024-05-01T10:00:00.500Z',
    });
  });

  test('hostile keys stay data', () => {
    const hostile = JSON.parse(
      '{"__proto__":{"x":1},"constructor":{"y":2},"event":{"category":"process","__proto__":{"kind":"z"}},"process":{"name":"tool.exe"}}',
    );
    const [alert] = alertsOf([makeRule()], [hostile]);
    expect(Object.getPrototypeOf(alert)).toBe(Object.prototype);
    expect(JSON.parse(JSON.stringify(alert))).toMatchObject({ constructor: { y: 2 }, event: { kind: 'signal' } });
  });
});

test('an event nested without end still gives an alert', () => {
  const deep = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
  const given = { ...event, deep: deep(20_000), event: { category: 'process', deep: deep(20_000) } };
  expect(alertsOf([makeRule()], [given])).toHaveLength(1);
});

describe('the id of an alert', () => {
  const idOf = (given: Rule, one: object, origin = {}) => alertsOf([given], [one], origin)[0]?.['kibana.alert.uuid'];
  const id = idOf(makeRule(), event);

  test.each([
    ['the same event again', makeRule(), event, {}],
    ['keys in another order', makeRule(), Object.fromEntries(Object.entries(event).reverse()), {}],
    ['from another file', makeRule(), event, { file: 'b.ndjson', line: 9 }],
    ['the rule under another name', makeRule({ name: 'New' }), event, {}],
  ])('stays: %s', (_, given, one, origin) => {
    expect(idOf(given, one, origin)).toBe(id);
  });

  test.each([
    ['another event', makeRule(), { ...event, user: { name: 'bob' } }, {}],
    ['another rule', makeRule({ rule_id: 'r2' }), event, {}],
    ['another version', makeRule({ version: 2 }), event, {}],
    ['another document with the same content', makeRule(), event, { index: 'logs', id: '1' }],
  ])('differs: %s', (_, given, one, origin) => {
    expect(idOf(given, one, origin)).not.toBe(id);
  });
});

describe('an alert on an alert', () => {
  test('has the depth, and the ancestors, of both', () => {
    const [first] = alertsOf([makeRule({ building_block_type: 'default' })], [event], { index: 'logs', id: '1' });
    const [second] = alertsOf(
      [makeRule({ rule_id: 'r2', name: 'Second', query: 'process where user.name == "alice"' })],
      [first!],
    );
    expect(second).toMatchObject({
      'kibana.alert.rule.name': 'Second',
      'kibana.alert.depth': 2,
      'kibana.alert.ancestors': [
        { id: '1', type: 'event', index: 'logs', depth: 0 },
        { id: first?.['kibana.alert.uuid'], type: 'signal', index: '', depth: 1, rule: 'r1' },
      ],
    });
    expect(second).not.toHaveProperty(['kibana.alert.building_block_type']);
  });
});

describe('the reason', () => {
  test.each([
    [
      { event: { category: ['process'] }, process: { name: 'tool.exe' } },
      'process event with process tool.exe created',
    ],
    [
      {
        event: { category: ['network', 'process'] },
        process: { name: 'tool.exe' },
        source: { ip: '10.0.0.1', port: 1024 },
        destination: { ip: '10.0.0.2' },
        host: { name: 'ws1' },
      },
      'network event with process tool.exe, source 10.0.0.1:1024, destination 10.0.0.2, on ws1 created',
    ],
    [{ process: { name: 'tool.exe' }, user: { name: ['a', 'b'] } }, 'event with process tool.exe, by a created'],
  ])('%j', (given, told) => {
    const [alert] = alertsOf([makeRule({ query: 'any where process.name == "tool.exe"' })], [given]);
    expect(alert?.['kibana.alert.reason']).toBe(`${told} medium alert Remote tool.`);
  });
});

describe('rules that do not run', () => {
  const broken = makeRule({ rule_id: 'r2', name: 'Broken', query: 'process where (' });

  test('are named, and leave the others running', () => {
    const runner = createRuleRunner([broken, makeRule()]);
    expect(runner.failures.map(({ rule: { name }, error }) => `${name}: ${error.name}`)).toEqual([
      'Broken: EqlSyntaxError',
    ]);
    expect(runner.push(event)).toHaveLength(1);
  });

  test('runRules throws the error, unless told where to', async () => {
    const collect = async (options = {}) => {
      const names: string[] = [];
      for await (const alert of runRules([broken, makeRule()], [event], options))
        names.push(alert['kibana.alert.rule.name']);
      return names;
    };
    await expect(collect()).rejects.toMatchObject({ name: 'EqlSyntaxError' });
    const failed: string[] = [];
    const onFailure = ({ rule: { name } }: { rule: Rule }) => failed.push(name);
    expect(await collect({ onFailure })).toEqual(['Remote tool']);
    expect(failed).toEqual(['Broken']);
  });
});

test('fields of a rule choose where category, time and order are looked up', () => {
  const given = makeRule({ event_category_override: 'kind', query: 'tool where true' });
  expect(alertsOf([given], [{ kind: 'tool' }, { kind: 'other' }, event])).toHaveLength(1);
});

test('a miss allocates nothing: the list is always the same', () => {
  const runner = createRuleRunner([makeRule()]);
  expect(runner.push({ a: 1 })).toBe(runner.push({ a: 2 }));
});

test('an event that holds itself, more than once', () => {
  const event: Record<string, unknown> = { '@timestamp': 0, event: { category: 'process' } };
  Object.assign(event, { self: event, list: [event, [event]] });
  (event.event as Record<string, unknown>).all = event;
  const runner = createRuleRunner([
    makeRule({ rule_id: 'a', query: 'process where true' }),
    makeRule({ rule_id: 'b', query: 'sequence [process where true] [process where true]' }),
  ]);
  expect([runner.push(event), runner.push(event), runner.flush()].map((alerts) => alerts.length)).toEqual([1, 4, 0]);
});
