import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorkplace } from './support/command-line.js';

let place: Awaited<ReturnType<typeof createWorkplace>>;
beforeAll(async () => {
  place = await createWorkplace();
});
afterAll(() => place.remove());

const rule = (id: string, query: string, more = '') => `[rule]
rule_id = "${id}"
name = "Rule ${id}"
description = "For tests."
severity = "low"
risk_score = 1
type = "eql"
query = '''${query}'''
${more}
`;

const at = (time: string, more: object = {}) => ({
  '@timestamp': `2024-05-01T${time}Z`,
  event: { category: 'process' },
  process: { name: 'tool.exe' },
  ...more,
});
const lines = (events: readonly object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');

async function schedule(name: string, rules: Readonly<Record<string, string>>, events: readonly object[]) {
  for (const [file, text] of Object.entries(rules)) await place.write(`${name}/rules/${file}.toml`, text);
  await place.write(`${name}/events.ndjson`, lines(events));
  const args = ['run', `${name}/rules`, '--on', `${name}/events.ndjson`, '--schedule', '--format', 'ndjson'];
  const { stdout, stderr, code } = await place.eqlite(args);
  const alerts = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return {
    alerts: alerts.map((alert) => [alert['@timestamp'].slice(11, 19), alert['eqlite.origin']?.line ?? 'sequence']),
    stderr,
    code,
  };
}

test('overlapping runs report an event once; late events, gaps, max_signals and sequences between runs are told', async () => {
  const { alerts, stderr, code } = await schedule(
    'all',
    {
      overlap: rule('overlap', 'process where process.name == "tool.exe"', 'from = "now-20m"'),
      gap: rule('gap', 'process where process.name == "gap.exe"', 'interval = "10m"\nfrom = "now-2m"'),
      few: rule('few', 'process where process.name == "few.exe"', 'max_signals = 1\nfrom = "now-5m"'),
      pair: rule('pair', 'sequence with maxspan=10m [file where true] [registry where true]', 'from = "now-6m"'),
      quiet: rule('quiet', 'dns where true'),
    },
    [
      at('12:01:00'),
      at('12:02:00', { process: { name: 'gap.exe' } }),
      at('12:03:00', { process: { name: 'few.exe' } }),
      at('12:03:30', { process: { name: 'few.exe' } }),
      at('12:04:00', { event: { category: 'file' } }),
      at('12:05:00'),
      at('12:11:00', { event: { category: 'registry' } }),
      at('12:06:00', { event: { category: 'process', ingested: '2024-05-01T12:59:00Z' } }),
    ],
  );
  expect(alerts).toMatchInlineSnapshot(`
    [
      [
        "12:05:00",
        3,
      ],
      [
        "12:05:00",
        1,
      ],
      [
        "12:05:00",
        6,
      ],
    ]
  `);
  expect(stderr).toMatchInlineSnapshot(`
    "Rule few: 2 findings in one run, 1 kept (max_signals)

    rule          interval  from     runs  schedule  search  missed
    Rule few      5m        now-5m      1         1       2       1
    Rule gap      10m       now-2m      0         0       1       1
    Rule overlap  5m        now-20m     5         2       3       1
    Rule pair     5m        now-6m      3         0       1       1
    1 rule found nothing

    Rule few: 1 missed, more findings in a run than max_signals
      2024-05-01T12:03:30.000Z · few.exe · all/events.ndjson:4

    Rule gap: 1 missed, no run looks at all its events at once: "from" must reach back further than interval and maxspan together
      2024-05-01T12:02:00.000Z · gap.exe · all/events.ndjson:2

    Rule overlap: 1 missed, its events arrived after the last run that looks so far back: "from" must reach further back
      2024-05-01T12:06:00.000Z · tool.exe · all/events.ndjson:8

    Rule pair: 1 missed, no run looks at all its events at once: "from" must reach back further than interval and maxspan together
      2024-05-01T12:11:00.000Z · tool.exe · all/events.ndjson:7

    3 alerts · 5 rules · 8 events in 1 file
    "
  `);
  expect(code).toBe(0);
});

test('events are chosen by their index: that of a hit, or of data_stream', async () => {
  const hit = (index: string, id: string) => ({ _index: index, _id: id, _source: at('12:01:00') });
  const { alerts, stderr } = await schedule(
    'index',
    {
      one: rule('one', 'process where true', 'index = ["logs-endpoint.*", "-logs-endpoint.alerts-*", "winlogbeat-*"]'),
    },
    [
      hit('winlogbeat-8.1', 'a'),
      hit('.ds-logs-endpoint.events.process-default-2024.05.01-000001', 'b'),
      hit('logs-endpoint.alerts-default', 'c'),
      hit('auditbeat-8.1', 'd'),
      at('12:01:01', { data_stream: { type: 'logs', dataset: 'endpoint.events.process', namespace: 'default' } }),
      at('12:01:02', { data_stream: { type: 'logs', dataset: 'system.auth', namespace: 'default' } }),
      at('12:01:03'),
    ],
  );
  expect(alerts.map(([, line]) => line)).toEqual([1, 2, 5, 7]);
  expect(stderr).toMatchInlineSnapshot(`
    "
    rule      interval  from    runs  schedule  search  missed
    Rule one  5m        now-6m     1         4       4       0

    4 alerts · 1 rule · 7 events in 1 file
    "
  `);
});

test('the same event in two files is found once, by its document id', async () => {
  await place.write('twice/rule.toml', rule('one', 'process where true'));
  const hit = (second: number) => ({ _index: 'winlogbeat-8', _id: 'same', _source: at(`12:01:0${second}`) });
  await place.write('twice/a.ndjson', lines([hit(0)]));
  await place.write('twice/b.ndjson', lines([hit(1)]));
  const args = ['run', 'twice/rule.toml', '--on', 'twice/a.ndjson', 'twice/b.ndjson', '--format', 'ndjson'];
  const streamed = await place.eqlite(args);
  const ids = streamed.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)['kibana.alert.uuid']);
  expect(ids[0]).toBe(ids[1]);
  const scheduled = await place.eqlite([...args, '--schedule']);
  expect(scheduled.stdout.trim().split('\n')).toHaveLength(1);
});

test('--out: a file for each run that found something', async () => {
  await place.write('out/rule.toml', rule('a/../b', 'process where true', 'from = "now-5m"'));
  await place.write('out/events.ndjson', lines([at('12:01:00'), at('12:02:00'), at('12:11:00')]));
  const run = (folder: string) =>
    place.eqlite(['run', 'out/rule.toml', '--on', 'out/events.ndjson', '--schedule', '--out', folder]);
  expect((await run('out/alerts')).code).toBe(0);
  const names = await readdir(join(place.folder, 'out/alerts'));
  expect(names).toEqual(['2024-05-01T12-05-00Z_a_.._b.ndjson', '2024-05-01T12-15-00Z_a_.._b.ndjson']);
  const text = await readFile(join(place.folder, 'out/alerts', names[0]!), 'utf8');
  const written = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)['eqlite.origin'].line);
  expect(written).toEqual([1, 2]);
  const unwritable = await run('out/rule.toml');
  expect(unwritable.stderr).toContain('out/rule.toml: cannot be written: EEXIST');
  expect(unwritable.code).toBe(2);
  if (process.platform === 'linux') {
    const nowhere = await run('/proc/none');
    expect(nowhere.stderr).toMatch(
      /^\/proc\/none: cannot be written: ENOENT: no such file or directory, mkdir '\/proc\/none'$/m,
    );
    expect(nowhere.code).toBe(2);
  }
  const alone = await place.eqlite(['run', 'out/rule.toml', '--on', 'out/events.ndjson', '--out', 'x']);
  expect(alone.stderr).toContain('error: --out is for the runs of --schedule\n');
  expect(alone.code).toBe(2);
});

test('a real clock: what has come is found when the input ends', async () => {
  await place.write('real/rule.toml', rule('one', 'process where true'));
  const now = { ...at('12:00:00'), '@timestamp': new Date().toISOString() };
  const args = ['run', 'real/rule.toml', '--on', '-', '--schedule', '--clock', 'real', '--format', 'ndjson'];
  const { stdout, stderr, code } = await place.eqlite(args, lines([now]));
  expect(stdout.trim().split('\n')).toHaveLength(1);
  expect({ stderr, code }).toEqual({ stderr: '1 alert · 1 rule · 1 event in 1 file\n', code: 0 });
});

test('a rule that does not compile leaves the others running', async () => {
  const { alerts, stderr, code } = await schedule(
    'broken',
    { bad: rule('bad', 'process where ('), good: rule('good', 'process where true') },
    [at('12:01:00')],
  );
  expect(alerts).toEqual([['12:05:00', 1]]);
  expect(stderr).toContain('Rule bad: 1:16: ');
  expect(code).toBe(2);
});
