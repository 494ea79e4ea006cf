import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RULE = join(ROOT, 'packages/rule-wmic-remote-command/wmic-remote-command.toml');
const RECORDINGS = resolve(ROOT, process.env.EQLITE_DATA ?? '../shared/data', 'mordor');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eqlite-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  /** Without the last part of the summary, which times the run. */
  readonly stderr: string;
}

/** Runs the built command in the test's folder. */
function eqlite(args: readonly string[], stdin = ''): Promise<Outcome> {
  return new Promise((done) => {
    const main = join(ROOT, 'packages/cli/bin/eqlite.js');
    const options = { cwd: folder, maxBuffer: 2 ** 26, env: { ...process.env, NO_COLOR: '1' } };
    const child = execFile('node', [main, ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code);
      done({ code, stdout, stderr: stderr.replace(/ · \d+\.\d\d s · [\d,]+ events\/s/, '') });
    });
    child.stdin!.end(stdin);
  });
}

const event = (name: string) =>
  JSON.stringify({ '@timestamp': '2026-02-03T04:05:06.000Z', event: { category: ['process'] }, process: { name } });
const QUERY = 'process where process.name == "hit"';
const search = (file: string, ...more: string[]) => eqlite(['search', QUERY, file, '--format', 'ndjson', ...more]);

interface BadInput {
  readonly name: string;
  readonly file: string;
  readonly content: () => string | Uint8Array;
  readonly hits: number;
  readonly message: string;
  readonly summary: string;
}

const BAD_INPUT: readonly BadInput[] = [
  {
    name: 'a malformed line is skipped, the others count',
    file: 'malformed.ndjson',
    content: () => [event('hit'), '{"process": {', event('hit')].join('\n'),
    hits: 2,
    message: 'malformed.ndjson:2:14: not valid JSON: ends in the middle of a record; skipped\n',
    summary: '2 matches · 2 events in 1 file · 1 record skipped\n',
  },
  {
    name: 'invalid UTF-8',
    file: 'bytes.ndjson',
    content: () =>
      Buffer.concat([
        Buffer.from(`${event('hit')}\n{"a":"`),
        Buffer.from([0xff, 0xfe]),
        Buffer.from(`"}\n${event('hit')}`),
      ]),
    hits: 2,
    message: 'bytes.ndjson:2: not valid UTF-8; skipped\n',
    summary: '2 matches · 2 events in 1 file · 1 record skipped\n',
  },
  {
    name: 'a record that is no object',
    file: 'scalar.ndjson',
    content: () => [event('hit'), '42', event('hit')].join('\n'),
    hits: 2,
    message: 'scalar.ndjson:2: expected a JSON object but found a number; skipped\n',
    summary: '2 matches · 2 events in 1 file · 1 record skipped\n',
  },
];

describe('bad input: told with file and line, skipped; refused under --strict', () => {
  test.each(BAD_INPUT)('$name', async ({ file, content, hits, message, summary }) => {
    await writeFile(join(folder, file), content());
    const lenient = await search(file);
    expect(lenient.stdout.trim().split('\n')).toHaveLength(hits);
    expect(lenient.stderr).toBe(message + summary);
    expect(lenient.code).toBe(0);
    const strict = await search(file, '--strict');
    expect({ code: strict.code, stderr: strict.stderr }).toEqual({ code: 2, stderr: message });
  });
});

describe('input that is unusual but good', () => {
  test.each([
    ['CRLF', () => `${event('hit')}\r\n${event('miss')}\r\n`],
    ['a byte order mark', () => `\ufeff${event('hit')}\n`],
    ['UTF-16', () => Buffer.from(`\ufeff${event('hit')}\n`, 'utf16le')],
    ['no newline at the end, blank lines', () => `\n\n${event('hit')}`],
    ['a JSON array', () => `[${event('miss')}, ${event('hit')}]`],
    ['gzip', () => gzipSync(`${event('hit')}\n`)],
    ['own keys named like inherited ones', () => `{"__proto__":{"a":1},"constructor":"x"}\n${event('hit')}\n`],
    ['a line of 100 MB', () => `{"pad":"${'x'.repeat(100_000_000)}"}\n${event('hit')}\n`],
  ])('%s', async (name, content) => {
    const file = `${name.replaceAll(/\W+/g, '-')}.ndjson`;
    await writeFile(join(folder, file), content());
    const { stdout, code } = await search(file);
    expect({ stdout, code }).toEqual({ stdout: `${event('hit')}\n`, code: 0 });
  });

  test('standard input', async () => {
    const { stdout } = await eqlite(
      ['search', QUERY, '-', '--format', 'ndjson'],
      `${event('hit')}\n${event('miss')}\n`,
    );
    expect(stdout).toBe(`${event('hit')}\n`);
  });
});

test('a truncated .gz gives the lines before the cut', async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => event(i === 0 ? 'hit' : `n${(i * 7919) % 1_000_003}`)).join(
    '\n',
  );
  const whole = gzipSync(lines);
  await writeFile(join(folder, 'cut.ndjson.gz'), whole.subarray(0, whole.length / 2));
  const { stdout, stderr, code } = await search('cut.ndjson.gz');
  expect(stdout).toBe(`${event('hit')}\n`);
  expect(stderr).toMatch(
    /^cut\.ndjson\.gz:\d+: .*; what stands before is read, the rest is lost\n1 match · .* · 1 file damaged\n$/,
  );
  expect(code).toBe(0);
});

test('a missing file', async () => {
  expect(await search('nowhere.ndjson')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'nowhere.ndjson: no such file or folder\n0 matches · 0 events in 0 files\n',
  });
});

test('an empty file', async () => {
  await writeFile(join(folder, 'empty.ndjson'), '');
  expect(await search('empty.ndjson')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'empty.ndjson: empty: it holds no records\n0 matches · 0 events in 1 file\n',
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

test('a misspelt command', async () => {
  const { code, stderr } = await eqlite(['serch']);
  expect({ code, stderr }).toEqual({ code: 2, stderr: "error: unknown command 'serch'\n(Did you mean search?)\n" });
});

test('the sample records: twelve alerts, as NDJSON and as a table', async () => {
  const samples = join(ROOT, 'packages/rule-wmic-remote-command/samples');
  const asNdjson = await eqlite(['run', RULE, '--on', samples, '--format', 'ndjson']);
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
  const asTable = await eqlite(['run', RULE, '--on', samples]);
  const lines = asTable.stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(13);
  expect(lines.every((line) => line.length <= 120)).toBe(true);
});

const hasRecordings = existsSync(RECORDINGS);
if (!hasRecordings)
  console.warn(`Skipped: recorded attacks are not at ${RECORDINGS}; set EQLITE_DATA to the folder that has them.`);

test.skipIf(!hasRecordings)('over all recordings: exactly the two records of the one act', async () => {
  const { stdout, stderr, code } = await eqlite(['run', RULE, '--on', RECORDINGS, '--format', 'ndjson']);
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
