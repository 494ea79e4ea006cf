import { compile, necessaryTexts } from '@eqlite/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CutChunks } from '../src/input/chunks.js';
import { LineFilter } from '../src/input/line-filter.js';
import { readLines } from '../src/input/lines.js';
import { Problems } from '../src/input/problems.js';
import { RecordParser } from '../src/input/record-parser.js';

const QUERIES = [
  'process where process.name : "WMIC.exe" and process.args : "*node:*"',
  'any where process.name in~ ("mshta.exe", "Rundll32.exe")',
  'file where file.path : "C:\\\\Users\\\\*\\\\Start Menu\\\\*"',
  'sequence by host.id [process where process.name == "cmd.exe"] [file where endsWith~(file.name, ".docx.exe")]',
  'any where process.command_line regex~ ".*(vssadmin|wbadmin).*delete.*"',
  'any where message == "naïve/caf\\u{e9} \\"quoted\\""',
];
const COMPILED = QUERIES.map((query) => compile(query));

test.each<[string, readonly string[] | undefined]>([
  ['process where process.name : "WMIC.exe"', ['wmic.exe']],
  ['any where process.name in ("one.exe", "beta.exe") and user.name : ("*admin*", "root")', ['one.exe', 'beta.exe']],
  ['file where file.path : "C:\\\\Users\\\\*\\\\Start Menu\\\\*"', ['start menu']],
  ['sequence with maxspan=1m [any where a == "first one"] ![any where b : "*second*"]', ['first one', 'second']],
  ['any where a == "winword.exe" or a : "word.exe"', ['word.exe']],
  ['process where process.pid == 4', undefined],
  ['any where a == "5000"', undefined],
  ['any where a == "abc"', undefined],
  ['any where not a == "long enough"', undefined],
  ['sequence [any where a == "first one"] [any where true]', undefined],
  ['process where event.type == "start"', undefined],
])('necessaryTexts of %s', (query, texts) => {
  expect(necessaryTexts([compile(query)])).toEqual(texts);
});

const text = fc
  .constantFrom(
    'wmic.exe',
    'mshta.exe',
    'cmd.exe',
    'x.docx.exe',
    'C:\\Users\\me\\Start Menu\\x',
    'naïve/café "quoted"',
    'z',
  )
  .chain((plain) =>
    fc.tuple(
      fc.constantFrom(plain, plain.toUpperCase(), `vssadmin ${plain} delete`, 'node:1'),
      fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
      fc.boolean(),
    ),
  )
  // Some characters written as `\u0057`, which JSON allows of any.
  .map(([chosen, escapes, hasEscapes]) => {
    const escaped = [...chosen].map((char, i) =>
      hasEscapes && escapes[i] && char.length === 1
        ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
        : JSON.stringify(char).slice(1, -1),
    );
    return `"${escaped.join('')}"`;
  });

const line = fc.oneof(
  fc
    .tuple(fc.constantFrom('process', 'file'), text, text, text)
    .map(
      ([category, a, b, c]) =>
        `{"event":{"category":"${category}"},"process":{"name":${a},"args":[${b}],"command_line":${c}},"file":{"path":${b},"name":${c}},"message":${a}}`,
    ),
  fc.constantFrom('', '{"event":1}', '{"a":"plain"}\r'),
);

const collect = async (chunks: readonly Buffer[], filter: LineFilter | undefined) => {
  const seen: [object, number][] = [];
  const problems = new Problems({ isStrict: false, print: () => {} });
  const parser = new RecordParser('x', (record, number) => seen.push([record, number]), problems);
  const source = async function* () {
    yield* chunks;
  };
  await readLines(new CutChunks(source()), parser, () => undefined, filter);
  return seen;
};

test('a filter passes over no line that matters, and numbers those that do', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 30 }),
      fc.array(fc.nat(400), { maxLength: 10 }),
      fc.subarray(COMPILED, { minLength: 1 }),
      async (lines, cuts, compiled) => {
        const bytes = Buffer.from(lines.join('\n'));
        const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, i) => Buffer.from(bytes.subarray(places[i], end)));
        const filter = LineFilter.for(necessaryTexts(compiled))!;
        const matters = ([record]: [object, number]) => compiled.some((query) => query.plan.mayMatch({ ...record }));
        const all = await collect(chunks, undefined);
        const filtered = await collect(chunks, filter);
        expect(filtered.filter(matters)).toEqual(all.filter(matters));
      },
    ),
    { numRuns: Number(process.env.EQLITE_FILTER_RUNS ?? 1500) },
  );
});

test('a filter pauses where most lines matter, and looks again later', () => {
  const filter = LineFilter.for(['wmic.exe'])!;
  const bytes = Buffer.from('{"a":"WMIC.exe"}\n'.repeat(10));
  expect(filter.isActive()).toBe(true);
  const lines: number[] = [];
  expect(filter.visit(bytes, 0, bytes.length - 1, 5, (_start, _end, number) => lines.push(number))).toBe(10);
  expect(lines).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  expect(Array.from({ length: 65 }, () => filter.isActive())).toEqual([...new Array(64).fill(false), true]);
  expect(LineFilter.for(undefined)).toBe(undefined);
  expect(LineFilter.for(Array.from({ length: 25 }, (_, i) => `text ${i}`))).toBe(undefined);
});
