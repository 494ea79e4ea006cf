import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { COMMAND_REFERENCE, commandReference } from '../scripts/generate-command-reference.js';
import { EQLITE, openWorkplace, ROOT, WMIC_RULE } from './support/command-line.js';

const RECORDINGS = resolve(ROOT, process.env.EQLITE_DATA ?? '../shared/data', 'mordor');

const { folder, eqlite, write } = await openWorkplace();

test('docs/command-line.md has the help of every command; node scripts/generate-command-reference.js writes it', () => {
  expect(commandReference()).toBe(readFileSync(COMMAND_REFERENCE, 'utf8'));
});

test.each<[args: string[], stderr: string]>([
  [['serch'], "error: unknown command 'serch'\n(Did you mean search?)\n"],
  [['--quiet'], "error: unknown option '--quiet'\n"],
  [['run'], "error: missing required argument 'rules'\n(eqlite run --help tells more)\n"],
  [
    ['run', 'rules/'],
    'error: nothing to run on; name log files or folders with --on <files...>\n(eqlite run --help tells more)\n',
  ],
  [
    ['run', 'rules/', '--onn', 'logs/'],
    "error: unknown option '--onn'\n(Did you mean --on?)\n(eqlite run --help tells more)\n",
  ],
  [['search'], "error: missing required argument 'query'\n(eqlite search --help tells more)\n"],
  [
    ['search', 'any where true', 'logs/', '--format', 'xml'],
    "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are table, ndjson, json.\n(eqlite search --help tells more)\n",
  ],
  [
    ['search', 'any where true', 'logs/', '--size', 'many'],
    "error: option '--size <n>' argument 'many' is invalid. It must be a whole number from 0 up.\n(eqlite search --help tells more)\n",
  ],
  [
    ['search', 'any where true', 'logs/', '--size', '-1'],
    "error: option '--size <n>' argument '-1' is invalid. It must be a whole number from 0 up.\n(eqlite search --help tells more)\n",
  ],
  [
    ['search', WMIC_RULE, 'any where true'],
    `${WMIC_RULE}: a file, where the query should be\nhint: eqlite search QUERY FILES…; rules in files are run with eqlite run RULES… --on FILES…\n`,
  ],
  [
    ['search', 'any where true', 'logs/', '--head'],
    'error: --head says which of --size matches\n(eqlite search --help tells more)\n',
  ],
  [
    ['run', 'rules/', '--on', 'logs/', '--clock', 'real'],
    'error: --clock is for the runs of --schedule\n(eqlite run --help tells more)\n',
  ],
  [['explain', 'nowhere.toml', 'logs/'], 'nowhere.toml: no such file or folder\n'],
  [['run', 'nowhere/', '--on', 'logs/'], 'nowhere/: no such file or folder\nNo rule to run.\n'],
])('a wrong call: eqlite %j', async (args, stderr) => {
  expect(await eqlite(args)).toEqual({ code: 2, stdout: '', stderr });
});

test.each([[['--help']], [['help']], [['help', 'run']], [['run', '--help']]])('help: eqlite %j', async (args) => {
  const { code, stdout, stderr } = await eqlite(args);
  expect({ code, stderr, isInReference: commandReference().includes(stdout) }).toEqual({
    code: 0,
    stderr: '',
    isInReference: true,
  });
});

test('without a command: the help, on stderr', async () => {
  const { code, stdout, stderr } = await eqlite([]);
  expect({ code, stdout, start: stderr.split('\n')[0] }).toEqual({
    code: 2,
    stdout: '',
    start: 'Usage: eqlite [options] [command]',
  });
});

test('a wrong query: the caret frame, exit code 2', async () => {
  const { code, stderr } = await eqlite(['search', 'process where process.name = "x"', '-']);
  expect({ code, stderr }).toMatchInlineSnapshot(`
    {
      "code": 2,
      "stderr": "1:28: \`=\` does not compare
    1 | process where process.name = "x"
      |                            ^
    hint: write \`==\`
    ",
    }
  `);
});

test('a query that finds nothing, and cannot: what is wrong with it', async () => {
  await write('a.ndjson', '{"event":{"category":["process"]},"process":{"name":"cmd.exe"}}\n');
  const { code, stdout, stderr } = await eqlite(['search', 'process where proces.name == "cmd*"', 'a.ndjson']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toBe(`No match, and this may be why:
1:15: warning: unknown field "proces.name" [unknown_field]
1 | process where proces.name == "cmd*"
  |               ^^^^^^^^^^^
hint: did you mean "process.name", "process.user.name" or "process.uptime"?
1:30: warning: \`==\` takes the \`*\` as it is [literal_wildcard]
1 | process where proces.name == "cmd*"
  |                              ^^^^^^
hint: patterns are \`field : "a*"\`, or \`field like "a*"\` to heed case
0 matches · 1 event in 1 file
`);
});

test('how many of the matches are shown', async () => {
  await write('three.ndjson', '{"event":{"category":"process"}}\n'.repeat(3));
  const summary = async (...args: string[]) => (await eqlite(['search', ...args, 'three.ndjson'])).stderr;
  expect(await summary('any where true')).toBe('3 matches · 3 events in 1 file\n');
  expect(await summary('any where true', '--size', '2')).toBe('2 of 3 matches · 3 events in 1 file\n');
  expect(await summary('any where true | head 1')).toBe('1 of 3 matches · 3 events in 1 file\n');
});

test('the sample records: twelve alerts, as NDJSON and as a table', async () => {
  const samples = join(ROOT, 'packages/rule-wmic-remote-command/samples');
  const asNdjson = await eqlite(['run', WMIC_RULE, '--on', samples, '--format', 'ndjson']);
  const alerts = asNdjson.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(alerts).toHaveLength(12);
  expect(new Set(alerts.map((alert) => alert['kibana.alert.rule.name']))).toEqual(new Set(['WMIC Remote Command']));
  expect(
    asNdjson.stderr,
  ).toBe(`Time set right for 8 events in 1 file, recorded in local time without a zone: -1 h (see --no-time-repair)
Time wrong for 9 events: no Sysmon record beside them tells by how much
12 alerts · 1 rule · 119 events in 4 files
`);
  const asTable = await eqlite(['run', WMIC_RULE, '--on', samples]);
  const lines = asTable.stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(13);
  expect(lines.every((line) => line.length <= 120)).toBe(true);
});

test.runIf(process.platform === 'linux')(
  'a folder for --cache that cannot be made is told of, and rules run',
  async () => {
    await write('none.ndjson', '{"event":{"category":"process"}}\n');
    expect(
      await eqlite(['run', WMIC_RULE, '--on', 'none.ndjson', '--cache', '/proc/none', '--format', 'ndjson']),
    ).toEqual({
      code: 0,
      stdout: '',
      stderr: `--cache: ENOENT: no such file or directory, mkdir '/proc/none'; nothing is kept
0 alerts · 1 rule · 1 event in 1 file
`,
    });
  },
);

const hasRecordings = existsSync(RECORDINGS);
if (!hasRecordings)
  console.warn(`Skipped: recorded attacks are not at ${RECORDINGS}; set EQLITE_DATA to the folder that has them.`);

test.skipIf(!hasRecordings)('over all recordings: exactly the two records of the one act', async () => {
  const { stdout, stderr, code } = await eqlite(['run', WMIC_RULE, '--on', RECORDINGS, '--format', 'ndjson']);
  const file = join(RECORDINGS, 'empire_wmic_add_user_backdoor.ndjson.gz');
  const alerts = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(alerts.map((alert) => [alert['eqlite.origin'], alert['kibana.alert.original_event.provider']])).toEqual([
    [{ file, line: 165 }, 'Microsoft-Windows-Sysmon'],
    [{ file, line: 634 }, 'Microsoft-Windows-Security-Auditing'],
  ]);
  expect(stderr).toMatch(/2 alerts · 1 rule · 342,0\d\d events in 64 files/);
  expect(code).toBe(0);
});

test('in a repository that is not built', async () => {
  await write('package.json', '{"type":"module"}');
  await write('bin/eqlite.js', readFileSync(EQLITE));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin/eqlite.js')], { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: 'eqlite is not built: npm run build\n' });
});
