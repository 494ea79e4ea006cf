import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { zip, zstd } from './archives.js';
import { openWorkplace } from './support/command-line.js';

/** What is wrong with input, and what is only unusual, through the command line: no good record is ever lost. */

const { eqlite, write, folder } = await openWorkplace();

const event = (n: number) => JSON.stringify({ event: { category: 'process' }, n });
const lines = (...records: readonly string[]) => `${records.join('\n')}\n`;
const GOOD = lines(event(1), event(2));

/** The numbers of the events that a search for all events of a file prints, and all it says. */
async function read(paths: readonly string[], ...more: readonly string[]) {
  const { code, stdout, stderr } = await eqlite(['search', 'any where true', ...paths, '--format', 'ndjson', ...more]);
  const events = stdout === '' ? [] : stdout.trimEnd().split('\n');
  return { events: events.map((line) => JSON.parse(line).n), stderr, code };
}

describe('input that is unusual but good', () => {
  test.each<[name: string, file: string, content: string | Uint8Array]>([
    ['CRLF', 'crlf.ndjson', GOOD.replaceAll('\n', '\r\n')],
    ['a byte order mark', 'bom.ndjson', `\ufeff${GOOD}`],
    ['UTF-16', 'utf16.ndjson', Buffer.from(`\ufeff${GOOD}`, 'utf16le')],
    ['blank lines, no newline at the end', 'blank.ndjson', `\n\n${event(1)}\n \n${event(2)}`],
    ['a JSON array', 'array.json', `[${event(1)}, ${event(2)}]`],
    [
      'pretty-printed records',
      'pretty.json',
      JSON.stringify(
        [event(1), event(2)].map((text) => JSON.parse(text)),
        null,
        2,
      ),
    ],
    ['gzip', 'a.ndjson.gz', gzipSync(GOOD)],
    ['Zstandard', 'a.ndjson.zst', zstd(GOOD)],
    ['zip', 'a.zip', zip({ 'a.ndjson': `${event(1)}\n`, 'readme.txt': 'no events', 'more/b.json': `[${event(2)}]` })],
    ['any name', 'events.log', GOOD],
    [
      'keys named like inherited ones',
      'proto.ndjson',
      lines(event(1), '{"event":{"category":"process"},"n":2,"__proto__":{"n":3},"constructor":"x","toString":null}'),
    ],
    [
      'lines of an Elasticsearch export',
      'bulk.ndjson',
      lines('{"index":{"_id":"1"}}', event(1), `{"_index":"logs","_source":${event(2)}}`),
    ],
    [
      'a line of 100 MB',
      'long.ndjson',
      lines(event(1), `{"event":{"category":"process"},"n":2,"pad":"${'x'.repeat(100_000_000)}"}`),
    ],
  ])('%s', async (_name, file, content) => {
    await write(file, content);
    expect(await read([file])).toEqual({ events: [1, 2], stderr: '2 matches · 2 events in 1 file\n', code: 0 });
  });

  test('the names in a zip archive are but names', async () => {
    const names = ['../../up.ndjson', './here.ndjson', '/root.ndjson', '\x1b[31mred.ndjson', '.hidden.ndjson'];
    await write('names.zip', zip(Object.fromEntries(names.map((name) => [name, lines(event(1))]))));
    const { stdout } = await eqlite(['search', 'any where true', 'names.zip']);
    expect(stdout).toBe(`where
names.zip/../../up.ndjson:1
names.zip/./here.ndjson:1
names.zip//root.ndjson:1
names.zip/←[31mred.ndjson:1
`);
  });

  test.each([
    ['is encrypted', 6, 1, 'encrypted; decrypt it first'],
    ['is compressed in a way of its own', 8, 99, 'compressed in a way not supported (method 99)'],
  ])('a file in a zip archive that %s costs the others nothing', async (_name, at, bits, why) => {
    const archive = zip({ 'a.ndjson': GOOD, 'b.ndjson': GOOD, 'c.ndjson': '' });
    archive[archive.indexOf('PK\x03\x04') + at]! |= bits;
    archive[archive.indexOf('PK\x01\x02') + at + 2]! |= bits;
    await write('half.zip', archive);
    expect(await read(['half.zip'])).toEqual({
      events: [1, 2],
      stderr:
        `half.zip/a.ndjson: cannot be read: it is ${why}\n` +
        'half.zip/c.ndjson: empty: it holds no records\n' +
        '2 matches · 2 events in 1 file · 1 file not read\n',
      code: 2,
    });
  });

  test('standard input', async () => {
    expect(await eqlite(['search', 'any where n == 2', '-', '--format', 'ndjson'], gzipSync(GOOD))).toEqual({
      stdout: `${event(2)}\n`,
      stderr: '1 match · 2 events in 1 file\n',
      code: 0,
    });
  });
});

interface Case {
  readonly name: string;
  readonly file: string;
  readonly content: string | Uint8Array;
  readonly events: readonly number[];
  /** All that is told, the summary aside. */
  readonly message: string;
  readonly summary: string;
  readonly code?: number;
}

const CASES: readonly Case[] = [
  {
    name: 'a malformed line',
    file: 'malformed.ndjson',
    content: lines(event(1), '{"event": {', event(2)),
    events: [1, 2],
    message: 'malformed.ndjson:2:12: not valid JSON: ends in the middle of a record; skipped\n',
    summary: '2 matches · 2 events in 1 file · 1 record skipped\n',
  },
  {
    name: 'invalid UTF-8',
    file: 'bytes.ndjson',
    content: Buffer.concat([Buffer.from(`${event(1)}\n{"a":"`), Buffer.from([0xff]), Buffer.from(`"}\n${event(2)}\n`)]),
    events: [1, 2],
    message: 'bytes.ndjson:2: not valid UTF-8; skipped\n',
    summary: '2 matches · 2 events in 1 file · 1 record skipped\n',
  },
  {
    name: 'a record that is no object',
    file: 'scalar.ndjson',
    content: lines(event(1), '42', event(2)),
    events: [1, 2],
    message: 'scalar.ndjson:2: expected a JSON object but found a number; skipped\n',
    summary: '2 matches · 2 events in 1 file · 1 record skipped\n',
  },
  {
    name: 'a record of no known shape',
    file: 'shape.ndjson',
    content: lines(event(1), '{"colour":"red"}', event(2)),
    events: [1, 2],
    message: 'shape.ndjson:2: a record of no known shape; skipped (--input ecs takes records as they are)\n',
    summary: '2 matches · 2 events in 1 file · 1 record skipped\n',
  },
  {
    name: 'a number beyond 2^53',
    file: 'number.ndjson',
    content: lines(event(1), '{"event":{"category":"process","id":9007199254740993},"n":2}'),
    events: [1, 2],
    message:
      'number.ndjson:2: an integer beyond 2^53 is rounded, perhaps more in this file; write such numbers as strings\n',
    summary: '2 matches · 2 events in 1 file\n',
  },
  {
    name: 'an empty file',
    file: 'empty.ndjson',
    content: '',
    events: [],
    message: 'empty.ndjson: empty: it holds no records\n',
    summary: '0 matches · 0 events in 1 file\n',
  },
  {
    name: 'a list without its end',
    file: 'open.json',
    content: `[${event(1)},\n${event(2)}`,
    events: [1, 2],
    message: 'open.json:2: the list that begins in line 1 has no end; what stands before is read, the rest is lost\n',
    summary: '2 matches · 2 events in 1 file · 1 file damaged\n',
  },
  {
    name: 'gzip that is cut off',
    file: 'cut.ndjson.gz',
    content: Buffer.concat([gzipSync(GOOD), gzipSync(event(3)).subarray(0, -12)]),
    events: [1, 2],
    message: 'cut.ndjson.gz:3: the compressed data is cut off; what stands before is read, the rest is lost\n',
    summary: '2 matches · 2 events in 1 file · 1 file damaged\n',
  },
  {
    name: 'Zstandard that is cut off',
    file: 'cut.ndjson.zst',
    content: Buffer.concat([zstd(GOOD), zstd(event(3)).subarray(0, -5)]),
    events: [1, 2],
    message:
      'cut.ndjson.zst:3: the compressed data is damaged or cut off; what stands before is read, the rest is lost\n',
    summary: '2 matches · 2 events in 1 file · 1 file damaged\n',
  },
  {
    name: 'a zip archive that is cut off',
    file: 'cut.zip',
    content: zip({ 'a.ndjson': GOOD }).subarray(0, -30),
    events: [],
    message: 'cut.zip: the zip archive is cut off: the directory at its end is missing\n',
    summary: '0 matches · 0 events in 1 file · 1 file not read\n',
    code: 2,
  },
  {
    name: 'a broken record in a zip archive',
    file: 'broken.zip',
    content: zip({ 'logs/a.ndjson': lines(event(1), '{"n":}', event(2)) }),
    events: [1, 2],
    message: 'broken.zip/logs/a.ndjson:2:6: not valid JSON: expected a value; skipped\n',
    summary: '2 matches · 2 events in 1 file · 1 record skipped\n',
  },
  {
    name: 'a zip archive without events',
    file: 'pictures.zip',
    content: zip({ 'a.png': 'x' }),
    events: [],
    message: 'pictures.zip: no file in it ends in .ndjson, .jsonl, .json, .evtx, .xml, .gz, .zst, .zip\n',
    summary: '0 matches · 0 events in 1 file\n',
  },
  {
    name: 'a file of another kind',
    file: 'report.pdf',
    content: '%PDF-1.7\n',
    events: [],
    message: 'report.pdf: cannot be read: it is a PDF\n',
    summary: '0 matches · 0 events in 1 file · 1 file not read\n',
    code: 2,
  },
  {
    name: 'a malformed line of 100 MB',
    file: 'long-malformed.ndjson',
    content: lines(event(1), `{"pad":"${'x'.repeat(100_000_000)}`, event(2)),
    events: [1, 2],
    message: 'long-malformed.ndjson:2:100000009: not valid JSON: ends in the middle of a record; skipped\n',
    summary: '2 matches · 2 events in 1 file · 1 record skipped\n',
  },
  {
    name: 'a line of 140 MB',
    file: 'too-long.ndjson',
    content: lines(event(1), `{"pad":"${'x'.repeat(140_000_000)}"}`, event(2)),
    events: [1, 2],
    message: 'too-long.ndjson:2: longer than 128 MiB; skipped\n',
    summary: '2 matches · 2 events in 1 file · 1 record skipped\n',
  },
];

describe('what is wrong is told with its place, the rest is read; --strict refuses it', () => {
  test.each(CASES)('$name', async ({ file, content, events, message, summary, code = 0 }) => {
    await write(file, content);
    expect(await read([file])).toEqual({ events, stderr: message + summary, code });
    const strict = await read([file], '--strict');
    expect({ stderr: strict.stderr, code: strict.code }).toEqual({ stderr: message, code: 2 });
  });

  test('a file that is not there: the others are read, and the exit code tells', async () => {
    await write('there.ndjson', GOOD);
    const message = 'nowhere.ndjson: no such file or folder\n';
    expect(await read(['nowhere.ndjson', 'there.ndjson'])).toEqual({
      events: [1, 2],
      stderr: `${message}2 matches · 2 events in 1 file · 1 file not read\n`,
      code: 2,
    });
    expect(await read(['nowhere.ndjson', 'there.ndjson'], '--strict')).toEqual({
      events: [],
      stderr: message,
      code: 2,
    });
  });

  test('a folder without events', async () => {
    await mkdir(join(folder, 'pictures'), { recursive: true });
    await write('pictures/a.png', 'x');
    const message = 'pictures: no file in this folder ends in .ndjson, .jsonl, .json, .evtx, .xml, .gz, .zst, .zip\n';
    const stderr = `${message}0 matches · 0 events in 0 files · 1 folder without events\n`;
    expect(await read(['pictures'])).toEqual({ events: [], stderr, code: 2 });
    expect(await read(['pictures'], '--strict')).toEqual({ events: [], stderr: message, code: 2 });
  });

  test('standard input', async () => {
    const { stderr } = await eqlite(['search', 'any where true', '-', '--format', 'ndjson'], lines(event(1), '{'));
    expect(stderr).toBe(
      '(stdin):2:2: not valid JSON: ends in the middle of a record; skipped\n1 match · 1 event in 1 file · 1 record skipped\n',
    );
  });

  test('many problems of one kind are counted', async () => {
    await write('many.ndjson', lines(event(1), ...Array.from({ length: 50 }, () => '{'), event(2)));
    expect(await read(['many.ndjson'])).toEqual({
      events: [1, 2],
      stderr: `many.ndjson:2:2: not valid JSON: ends in the middle of a record; skipped
many.ndjson:3:2: not valid JSON: ends in the middle of a record; skipped
many.ndjson:4:2: not valid JSON: ends in the middle of a record; skipped
many.ndjson: 47 more records are not valid JSON
2 matches · 2 events in 1 file · 50 records skipped
`,
      code: 0,
    });
  });
});
