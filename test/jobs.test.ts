import { spawnSync } from 'node:child_process';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { zip, zstd } from './archives.js';
import { openWorkplace, ROOT } from './support/command-line.js';

/** However many threads read, the command finds and says the same. */

const { eqlite, write, folder } = await openWorkplace();

const rule = (id: string, query: string) => `
[rule]
rule_id = "${id}"
name = "${id}"
description = "A rule."
severity = "high"
risk_score = 70
type = "eql"
language = "eql"
query = '''${query}'''
`;

const RULES = {
  event: 'process where process.name == "mark.exe"',
  steps: 'sequence by user.name with maxspan=1h [process where process.name == "mark.exe"] [network where true]',
  absence: 'sequence by user.name with maxspan=30s [process where process.name == "mark.exe"] ![file where true]',
  until: 'sequence by user.name [file where file.size > 990] [network where true] until [process where true]',
  sample: 'sample by user.name [process where process.name == "mark.exe"] [file where true]',
};

const CATEGORIES = ['process', 'file', 'network', 'registry'];

/** Events of some 400 bytes, not quite in the order of time; some have no time. */
function event(i: number): object {
  const second = (i * 7) % 11 === 0 ? i - 5 : i;
  return {
    ...(i % 997 === 0 ? {} : { '@timestamp': new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString() }),
    event: { category: CATEGORIES[i % CATEGORIES.length] },
    user: { name: `u${i % 7}` },
    process: {
      name: i % 1009 === 0 ? 'MARK.exe' : 'other.exe',
      command_line: `other.exe ${'x'.repeat(260 + (i % 50))}`,
    },
    file: { size: i % 1000 },
  };
}

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, k) => JSON.stringify(event(from + k)));

/** More than two parts of 8 MiB, so that the file is cut. */
const LONG = 43_000;

const EXPORTED = (i: number) =>
  JSON.stringify({
    EventID: 1,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    SourceName: 'Microsoft-Windows-Sysmon',
    Hostname: 'PC',
    '@timestamp': `2026-01-02T03:04:${String(i % 60).padStart(2, '0')}.000Z`,
    UtcTime: `2026-01-01 22:04:${String(i % 60).padStart(2, '0')}.000`,
    EventTime: `2026-01-02 03:04:${String(i % 60).padStart(2, '0')}`,
    Image: i % 10 === 0 ? 'C:\\mark.exe' : 'C:\\other.exe',
    ProcessId: i,
    User: 'u1',
    Message: 'x'.repeat(400),
  });

/** Events that JSON does not write as they were read, and what a reader of their bytes may get wrong. */
const EXACT = [
  marked(`"user":{"name":1e999}`),
  `{"@timestamp":"2026-01-01T00:00:01Z","event":{"category":"network"},"user":{"name":1e999}}`,
  marked(`"user":{"name":-1e999,"none":null}`),
  `{"@timestamp":"2026-01-01T00:00:01Z","event":{"category":"network"},"user":{"name":-1e999}}`,
  marked(`"deep":${'['.repeat(20_000)}${']'.repeat(20_000)}`),
  marked(`"deep":${'{"__proto__":'.repeat(600)}1e999${'}'.repeat(600)}`),
  marked(`"process":{"name":"none"}`),
  marked(`"process":{"name":"none","name":"m\\u0061rk.exe"}`),
  marked(`"event":{"category":"file"}`),
  marked(`"d":"\\ud800"`),
];

function marked(more: string): string {
  return `{"@timestamp":"2026-01-01T00:00:00Z","event":{"category":"process"},"process":{"name":"mark.exe"},${more}}`;
}

beforeAll(async () => {
  for (const [name, query] of Object.entries(RULES)) await write(`rules/${name}.toml`, rule(name, query));
  await write('one.toml', rule('event', RULES.event));
  await write('tree.toml', rule('tree', 'process where descendant of [process where process.name == "mark.exe"]'));

  const odd = lines(0, LONG);
  odd[3] = '{"open": ';
  odd[777] = '';
  odd[LONG / 2] = '[1, 2]';
  for (const i of [35_001, 35_002, 35_003, 35_004]) odd[i] = `not json ${i}`;
  odd[42_000] = '{"event":{"category":"process"},"process":{"pid":9007199254740993},"user":{"name":"u1"}}';
  odd[100] = '{"event":{"category":"process"},"process":{"pid":9007199254740995},"user":{"name":"u1"}}';
  odd[20_000] = JSON.stringify({ ...event(20_000), message: 'y'.repeat(20 * 2 ** 20) });
  await write('odd.ndjson', `\ufeff${odd.join('\r\n')}`);
  await write('good.ndjson', `${lines(0, LONG).join('\n')}\n`);
  await write('late-problem.ndjson', [...lines(0, LONG), '{"open": ', ...lines(0, 10)].join('\n'));
  const rounded = '{"event":{"category":"process"},"process":{"pid":9007199254740993}}';
  const raw = Array.from({ length: 300 }, (_, i) => EXPORTED(i));
  await write('late-raw.ndjson', [rounded, ...lines(0, LONG), ...raw, rounded].join('\n'));
  await write('raw.ndjson', Array.from({ length: 30_000 }, (_, i) => EXPORTED(i)).join('\n'));
  await write('exact.ndjson', EXACT.join('\n'));
  await write('blank.ndjson', '\n'.repeat(17 * 2 ** 20));
  await write(
    'hits.ndjson',
    lines(0, LONG)
      .map((line, i) => `{"_index":"logs","_id":"${i}","_source":${line}}`)
      .join('\n'),
  );

  for (let i = 0; i < 40; i++) await write(`many/${i}.ndjson`, lines(i * 100, i * 100 + 100).join('\n'));
  await write('many/a.json', `[${lines(4000, 4100).join(',\n')}]`);
  await write('many/a.ndjson.gz', gzipSync(lines(4100, 9000).join('\n')));
  await write('many/broken.ndjson.gz', gzipSync(lines(0, 900).join('\n')).subarray(0, 4000));
  await write('many/a.ndjson.zst', zstd(lines(9000, 9100).join('\n')));
  await write('many/a.zip', zip({ 'b.ndjson': lines(9100, 9200).join('\n'), 'c/d.json': `[${lines(0, 99).join()}]` }));
  await write('many/b.ndjson', Buffer.from(`\ufeff${lines(9300, 9400).join('\n')}`, 'utf16le'));
  await write('many/empty.ndjson', '');
  await write('many/wrong.ndjson', Array.from({ length: 20 }, (_, i) => `wrong ${i}`).join('\n'));
});

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly code?: number;
  readonly isForThree?: true;
}

const CASES: readonly Case[] = [
  { name: 'a large file with all that may be wrong', args: ['rules', '--on', 'odd.ndjson', '--format', 'ndjson'] },
  {
    name: 'the same, taken as it is',
    args: ['one.toml', '--on', 'odd.ndjson', '--input', 'ecs', '--format', 'ndjson'],
  },
  { name: 'a table', args: ['rules', '--on', 'good.ndjson', 'many'] },
  { name: 'one JSON document', args: ['rules', '--on', 'good.ndjson', '--format', 'json'] },
  { name: 'many files of all formats', args: ['rules', '--on', 'many', '--format', 'ndjson'], isForThree: true },
  { name: 'files that are missing', args: ['rules', '--on', 'none', 'many/0.ndjson', 'nor'], code: 2 },
  { name: 'documents of Elasticsearch', args: ['rules', '--on', 'hits.ndjson', '--format', 'ndjson'] },
  { name: 'Windows records with a wrong clock', args: ['rules', '--on', 'raw.ndjson', 'many', '--format', 'ndjson'] },
  { name: 'such records late in a file', args: ['rules', '--on', 'late-raw.ndjson', 'many', '--format', 'ndjson'] },
  { name: 'clocks left wrong', args: ['rules', '--on', 'late-raw.ndjson', '--no-time-repair', '--format', 'ndjson'] },
  { name: 'events that JSON cannot hold', args: ['rules', '--on', 'exact.ndjson', '--format', 'ndjson'] },
  { name: 'a file of blank lines', args: ['rules', '--on', 'blank.ndjson'] },
  {
    name: 'strict',
    args: ['rules', '--on', 'many/0.ndjson', 'late-problem.ndjson', '--strict', '--format', 'ndjson'],
    code: 2,
  },
  {
    name: 'standard input among files',
    args: ['rules', '--on', 'many/1.ndjson', '-', 'good.ndjson', '--format', 'ndjson'],
    stdin: lines(0, 5000).join('\n'),
  },
];

describe('two and three threads give what one gives', () => {
  test.each(CASES)('$name', async ({ args, stdin, code = 0, isForThree }) => {
    const one = await eqlite(['run', ...args], stdin);
    expect(one.code).toBe(code);
    for (const jobs of isForThree ? ['2', '3'] : ['2']) {
      expect(await eqlite(['run', ...args, '--jobs', jobs], stdin)).toEqual(one);
    }
  });
});

describe('what takes one thread says so', () => {
  test.each([
    ['--lateness', ['rules', '--lateness', '1m'], 'with --lateness events are read as they come'],
    [
      'descendant of',
      ['tree.toml', '--dialect', 'endpoint'],
      'rules with "descendant of" need to see all events in order',
    ],
  ])('%s', async (_name, args, reason) => {
    const run = ['run', ...args, '--on', 'many/0.ndjson', '--format', 'ndjson'];
    const one = await eqlite(run);
    expect(await eqlite([...run, '--jobs', '2'])).toEqual({
      ...one,
      stderr: `--jobs: one thread reads, since ${reason}\n${one.stderr}`,
    });
  });
});

test.each(['0', '65', 'two'])('--jobs %s is refused', async (jobs) => {
  const { code, stderr } = await eqlite(['run', 'rules', '--on', 'many', '--jobs', jobs]);
  expect([code, stderr]).toEqual([
    2,
    `error: option '--jobs <number>' argument '${jobs}' is invalid. It must be a whole number from 1 to 64.\n(eqlite run --help tells more)\n`,
  ]);
});

test('a thread that ends is an error, not a wait without end', async () => {
  await cp(join(ROOT, 'packages/cli/dist/bundle'), join(folder, 'broken'), { recursive: true });
  await writeFile(join(folder, 'broken/worker.js'), 'process.exit(3);');
  await writeFile(join(folder, 'broken/package.json'), '{ "type": "module" }');
  const args = ['broken/main.js', 'run', 'one.toml', '--on', 'good.ndjson', '--jobs', '2'];
  const child = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  expect(child).toMatchObject({ status: 2, stdout: '', stderr: 'a thread of --jobs has ended: exit code 3\n' });
});
