import { execFile } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import { EQLITE, openWorkplace } from './support/command-line.js';

/** Sequences through the built command line. */
const { eqlite, write, folder } = await openWorkplace();
beforeAll(async () => {
  await write('a.ndjson', LINES.join('\n'));
  await write('rule.toml', RULE);
});

const event = (time: string, category: string, host: string, more: object) =>
  JSON.stringify({ '@timestamp': `2026-02-03T04:${time}Z`, event: { category }, host: { name: host }, ...more });

/** The first is the second in time, the last has none. */
const LINES = [
  event('05:18.500', 'process', 'FS-01', { user: { name: 'mira' }, process: { command_line: 'sc create tool' } }),
  event('05:06.000', 'network', 'FS-01', { user: { name: 'mira' }, message: 'logon' }),
  event('06:19.000', 'process', 'FS-01', { user: { name: 'SYSTEM' }, process: { command_line: 'tool.exe -q' } }),
  event('06:20.000', 'network', 'FS-02', { message: 'logon' }),
  JSON.stringify({ event: { category: 'process' }, host: { name: 'FS-02' } }),
];
const [sc, logon, tool] = LINES.map((line) => JSON.parse(line));

const QUERY =
  'sequence by host.name with maxspan=5m [network where true] ![file where true] [process where true] [any where true]';
const RULE = `
[rule]
rule_id = "a"
name = "Tool by logon"
description = "Finds a tool."
severity = "high"
risk_score = 70
type = "eql"
language = "eql"
query = "${QUERY}"
`;

const TIMELINE = (file: string) => `\
time                      host   user    what                        where
2026-02-03T04:05:06.000Z                 3 events in 1m 13s · FS-01
  ├ +0s                   FS-01  mira    logon                       ${file}:2
  ├                                      (no such event)
  ├ +12.5s                FS-01  mira    sc create tool              ${file}:1
  └ +1m 13s               FS-01  SYSTEM  tool.exe -q                 ${file}:3
`;
const UNTIMED = '1 event left out of sequences: without a time (@timestamp)\n';
const WAITING = 'Sequences are told at the end of the input; with --lateness 30s or the like, as they come.\n';
const LATE = '1 event left out of sequences: further out of order than --lateness allows\n';

describe('search', () => {
  test('shows a sequence as a timeline', async () => {
    expect(await eqlite(['search', QUERY, 'a.ndjson'])).toEqual({
      code: 0,
      stdout: TIMELINE('a.ndjson'),
      stderr: '1 match · 5 events in 1 file\n',
    });
  });

  test('writes NDJSON for programs', async () => {
    const { stdout } = await eqlite(['search', QUERY, 'a.ndjson', '--format', 'ndjson']);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([{ join_keys: ['FS-01'], events: [logon, null, sc, tool] }]);
  });

  test('writes the response of Elasticsearch as JSON', async () => {
    const { stdout } = await eqlite(['search', QUERY, 'a.ndjson', '--format', 'json']);
    const hit = (_id: string, _source: unknown) => ({ _index: '', _id, _source });
    expect(JSON.parse(stdout)).toEqual({
      hits: {
        total: { value: 1, relation: 'eq' },
        sequences: [
          {
            join_keys: ['FS-01'],
            events: [hit('1', logon), { ...hit('', {}), missing: true }, hit('0', sc), hit('2', tool)],
          },
        ],
      },
    });
  });

  test('of a pipe tells sequences as they come, when told how late events may be', async () => {
    expect(await eqlite(['search', QUERY, '-', '--lateness', '20s'], LINES.join('\n'))).toEqual({
      code: 0,
      stdout: TIMELINE('(stdin)'),
      stderr: `${UNTIMED}1 match · 5 events in 1 file\n`,
    });
  });

  test('says what came too late', async () => {
    expect(await eqlite(['search', QUERY, '-', '--lateness', '10s'], LINES.join('\n'))).toEqual({
      code: 0,
      stdout: '',
      stderr: `${LATE}${UNTIMED}0 matches · 5 events in 1 file\n`,
    });
  });

  test.each([
    [['--size', '3'], 'as they come; --size, | head and | tail need to know all of them first'],
    [['--format', 'json'], 'as they come; --format json is one document, use --format ndjson'],
  ])('--lateness with %j is refused', async (more, message) => {
    expect(await eqlite(['search', QUERY, '-', '--lateness', '1m', ...more])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: --lateness tells matches ${message}\n`,
    });
  });
});

describe('run', () => {
  const table = (file: string) => `\
time                      rule           host   user    what                        where
2026-02-03T04:05:06.000Z  Tool by logon  FS-01          3 events in 1m 13s · FS-01
  ├ +0s                                  FS-01  mira    logon                       ${file}:2
  ├                                                     (no such event)
  ├ +12.5s                               FS-01  mira    sc create tool              ${file}:1
  └ +1m 13s                              FS-01  SYSTEM  tool.exe -q                 ${file}:3
`;

  test('puts the events of files in order', async () => {
    expect(await eqlite(['run', 'rule.toml', '--on', 'a.ndjson'])).toEqual({
      code: 0,
      stdout: table('a.ndjson'),
      stderr: `${UNTIMED}1 alert · 1 rule · 5 events in 1 file\n`,
    });
  });

  test('says over a pipe why nothing is told yet', async () => {
    expect(await eqlite(['run', 'rule.toml', '--on', '-'], LINES.join('\n'))).toEqual({
      code: 0,
      stdout: table('(stdin)'),
      stderr: `${WAITING}${UNTIMED}1 alert · 1 rule · 5 events in 1 file\n`,
    });
  });

  test('gives an alert for the whole and one per event as NDJSON', async () => {
    const { stdout } = await eqlite(
      ['run', 'rule.toml', '--on', '-', '--lateness', '20s', '--format', 'ndjson'],
      LINES.join('\n'),
    );
    const alerts = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(alerts.map((alert) => alert['kibana.alert.group.index'])).toEqual([undefined, 0, 1, 2]);
    expect(new Set(alerts.map((alert) => alert['kibana.alert.group.id']))).toEqual(
      new Set([alerts[0]['kibana.alert.uuid']]),
    );
  });

  test('tells a live pipe of a sequence before it ends', async () => {
    const child = execFile(process.execPath, [EQLITE, 'run', 'rule.toml', '--on', '-', '--lateness', '0s'], {
      cwd: folder,
    });
    const told = new Promise<string>((done) => {
      child.stdout!.on('data', (text: string) => done(text));
    });
    const [first, second, third] = [LINES[1], LINES[0], LINES[2]];
    child.stdin!.write(`${first}\n${second}\n${third}\n`);
    expect(await told).toContain('3 events in 1m 13s · FS-01');
    child.stdin!.end();
  });
});

test('a wrong duration', async () => {
  expect(await eqlite(['run', 'rule.toml', '--on', '-', '--lateness', '10'])).toEqual({
    code: 2,
    stdout: '',
    stderr:
      "error: option '--lateness <time>' argument '10' is invalid. It must be a number and a unit: 500ms, 30s, 5m, 1h, 1d.\n(eqlite run --help tells more)\n",
  });
});
