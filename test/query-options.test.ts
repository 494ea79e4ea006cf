import { describe, expect, test } from 'vitest';
import { openWorkplace } from './support/command-line.js';

/** What queries mean, said on the command line: the dialect, and the fields of category, time and order. */

const { eqlite, write, read } = await openWorkplace();

const FIELDS = ['--event-category-field', 'kind', '--timestamp-field', 'when', '--tiebreaker-field', 'seq'];

const rule = (name: string, query: string, more = '') =>
  `name = "${name}"\nrule_id = "${name}"\ndescription = "d"\nseverity = "low"\nrisk_score = 1\ntype = "eql"\n${more}query = '${query}'\n`;

const event = (name: string, seq: number, second: number) =>
  `{"kind":"start","event":{"category":"process"},"when":"2026-01-01T00:00:0${second}Z","seq":${seq},"process":{"name":"${name}"}}\n`;

await write('events.ndjson', event('c', 1, 5) + event('b', 2, 1) + event('a', 1, 1));
await write('plain.toml', rule('plain', 'start where true'));
await write('own.toml', rule('own', 'process where true', 'event_category_override = "event.category"\n'));
await write(
  'steps.toml',
  rule('steps', 'sequence [start where process.name == "a"] [start where process.name == "c"]'),
);
await write(
  'linked.toml',
  rule(
    'linked',
    'sequence [process where process.name == "a"] as first [process where process.pid == first.process.pid and user.name == "x"]',
  ),
);
await write(
  'linked.test.yaml',
  `cases:
  - name: same process
    events:
      - { event.category: process, process.name: a, process.pid: 1 }
      - { event.category: process, process.name: b, process.pid: 2, user.name: y }
      - { event.category: process, process.name: c, process.pid: 1, user.name: x }
    expect: match
`,
);
await write('plain.test.yaml', 'cases: [{ name: n, events: [{ kind: start }], expect: match }]\n');

const TABLE = `time                  what  where
2026-01-01T00:00:01Z  a     events.ndjson:3
2026-01-01T00:00:01Z  b     events.ndjson:2
2026-01-01T00:00:05Z  c     events.ndjson:1
`;

const ALERTS = `time                      rule   what  where
2026-01-01T00:00:05.000Z  plain  c     events.ndjson:1
2026-01-01T00:00:01.000Z  plain  b     events.ndjson:2
2026-01-01T00:00:01.000Z  plain  a     events.ndjson:3
`;

describe('fields', () => {
  test('search', async () => {
    expect(await eqlite(['search', 'start where true', 'events.ndjson', ...FIELDS])).toEqual({
      code: 0,
      stdout: TABLE,
      stderr: '3 matches · 3 events in 1 file\n',
    });
    expect(
      (
        await eqlite([
          'search',
          'sequence [start where process.name == "a"] [any where true]',
          'events.ndjson',
          ...FIELDS,
        ])
      ).stdout,
    ).toBe(`time                  what            where
2026-01-01T00:00:01Z  2 events in 0s
  ├ +0s               a               events.ndjson:3
  └ +0s               b               events.ndjson:2
`);
  });

  test('run: a rule that names its own goes by that', async () => {
    expect(await eqlite(['run', 'plain.toml', '--on', 'events.ndjson', ...FIELDS])).toEqual({
      code: 0,
      stdout: ALERTS,
      stderr: '3 alerts · 1 rule · 3 events in 1 file\n',
    });
    expect((await eqlite(['run', 'own.toml', '--on', 'events.ndjson', ...FIELDS])).stderr).toBe(
      '3 alerts · 1 rule · 3 events in 1 file\n',
    );
  });

  test('run: sequences in the order of the time named, and the report', async () => {
    const { stderr } = await eqlite(['run', 'steps.toml', '--on', 'events.ndjson', ...FIELDS, '--report', 'r.html']);
    expect(stderr).toBe('Wrote r.html\n1 alert · 1 rule · 3 events in 1 file\n');
    expect(await read('r.html')).toContain('process.name == \\"a\\"');
  });

  test('explain', async () => {
    const { stdout } = await eqlite(['explain', 'plain.toml', 'events.ndjson', ...FIELDS]);
    expect(stdout).toBe('3 events, 3 matches\n');
  });

  test('test', async () => {
    expect((await eqlite(['test', 'plain.toml', ...FIELDS])).code).toBe(0);
    expect((await eqlite(['test', 'plain.toml'])).code).toBe(1);
  });

  test('check: the category is looked up as the field says', async () => {
    await write('kinds.json', '{ "kind": "long" }');
    const { stdout } = await eqlite(
      ['check', '-', '--event-category-field', 'kind', '--schema', 'kinds.json'],
      'a where true',
    );
    expect(stdout).toBe('');
  });
});

describe('the dialect of Elastic Endpoint', () => {
  const QUERY = 'process where process.name == process.parent.name';

  test('search', async () => {
    await write('same.ndjson', '{"event":{"category":"process"},"process":{"name":"a","parent":{"name":"a"}}}\n');
    expect((await eqlite(['search', QUERY, 'same.ndjson'])).code).toBe(2);
    expect(await eqlite(['search', QUERY, 'same.ndjson', '--dialect', 'endpoint'])).toEqual({
      code: 0,
      stdout: 'what  where\na     same.ndjson:1\n',
      stderr: '1 match · 1 event in 1 file\n',
    });
    expect((await eqlite(['explain', QUERY, 'same.ndjson', '--dialect', 'endpoint'])).stdout).toBe(
      '1 event, 1 match\n',
    );
  });

  test('test --coverage knows the events that aliases stand for', async () => {
    expect((await eqlite(['test', 'linked.toml'])).code).toBe(2);
    const { stdout } = await eqlite(['test', 'linked.toml', '--dialect', 'endpoint', '--coverage']);
    expect(stdout.replace(/ · \d\.\d\d s/, '')).toBe(
      '✓ linked.test.yaml 1 case\n\nTerms shown true and false:\n✓ linked.toml 3 of 3\n\n1 passed · 1 case in 1 file\n',
    );
  });
});
