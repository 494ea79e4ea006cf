import { compile, necessaryTexts } from '@eqlite/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CutChunks } from '../src/input/chunks.js';
import { EventSource } from '../src/input/event-source.js';
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
        const filter = LineFilter.for(necessaryTexts(compiled), { isChecking: false })!;
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
  const filter = LineFilter.for(['wmic.exe'], { isChecking: false })!;
  const bytes = Buffer.from('{"a":"WMIC.exe"}\n'.repeat(10));
  expect(filter.isActive()).toBe(true);
  const lines: number[] = [];
  expect(filter.visit(bytes, 0, bytes.length - 1, (_start, _end, number) => lines.push(number))).toBe(10);
  expect(lines).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(Array.from({ length: 65 }, () => filter.isActive())).toEqual([...new Array(64).fill(false), true]);
  expect(LineFilter.for(undefined, { isChecking: false })).toBe(undefined);
  const texts = Array.from({ length: 25 }, (_, i) => `text ${i}`);
  expect(LineFilter.for(texts, { isChecking: false })).toBe(undefined);
});

/** Raw records, one of which waits for another to tell the time, envelopes, what is no event, and what is wrong. */
const others = fc.oneof(
  fc.constantFrom(
    '{"EventID":4688,"TimeCreated":"2024-05-06T01:08:09.000Z","Channel":"Security","CommandLine":"wmic.exe /node:1"}',
    '{"EventID":1,"TimeCreated":"2024-05-06T01:08:09.000Z","UtcTime":"2024-05-06 07:08:09.123","Channel":"Microsoft-Windows-Sysmon/Operational","Image":"C:\\\\WMIC.exe"}',
    '{"_id":"7","_source":{"event":{"category":"process"},"process":{"name":"wmic.exe","args":"node:"}}}',
    '{"index":{}}',
    '{"what":"is this"}',
    '{"event":{"kind":"event"}}',
    ...[
      '',
      ' ',
      '\r',
      '[1]',
      'null',
      '7',
      '{"event":',
      '{"event":{"category":"process"},}',
      '{"event":{"category":"process"}',
    ],
    '{"event":{"category":"process"},"n":12345678901234567890}',
    '{"event":{"category":"process"},"text":"\xff"}',
    '{"event":{"category":"process"},"text":"\xe2\x82\xac é"}',
    '{"event":{"category":"process"}}\r',
    '{"event":{"category":"process"},"event":1}',
    '{"event" : {"category":\t"process"}}',
  ),
  // The bytes 0x80 and up are what the constants above have as characters.
  fc.tuple(line, fc.nat(), fc.constantFrom('}', '"', '\\', 'x', '\x80')).map(([text, at, added]) => {
    const latin1 = Buffer.from(text).toString('latin1');
    const place = at % (latin1.length + 1);
    return latin1.slice(0, place) + added + latin1.slice(place);
  }),
);

const quiet = fc.constantFrom('z', 'é', 'x y').map((text) => `{"event":{"category":"process"},"message":"${text}"}`);

const latin1 = fc.oneof(
  { weight: 5, arbitrary: quiet.map((text) => Buffer.from(text).toString('latin1')) },
  { weight: 3, arbitrary: line.map((text) => Buffer.from(text).toString('latin1')) },
  { weight: 1, arbitrary: others },
);

const readAll = async (chunks: readonly Buffer[], input: 'auto' | 'ecs', isStrict: boolean, filter?: LineFilter) => {
  const seen: [object, number][] = [];
  const messages: string[] = [];
  const problems = new Problems({ isStrict, print: (message) => messages.push(message) });
  const source = new EventSource((event, _file, number) => seen.push([event, number]), {
    input,
    repairTime: true,
    problems,
  });
  const parser = new RecordParser('x', source.open('x'), problems, () => source.passOver());
  const pieces = async function* () {
    yield* chunks;
  };
  try {
    await readLines(new CutChunks(pieces()), parser, () => undefined, filter);
    source.close();
  } catch (error) {
    messages.push(`${error}`);
  }
  problems.endFile('x');
  const { skippedRecords } = problems;
  return {
    seen,
    told: { messages, skippedRecords, events: source.events, records: parser.records, clocks: source.clocks.report() },
  };
};

test('to a filter that checks nothing is lost: what is wrong is told, and counts are those of a run without it', async () => {
  let passedOver = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(latin1, { minLength: 1, maxLength: 30 }),
      fc.array(fc.nat(2000), { maxLength: 4 }),
      fc.subarray(COMPILED, { minLength: 1 }),
      fc.constantFrom('auto', 'ecs'),
      fc.boolean(),
      async (lines, cuts, compiled, input, isStrict) => {
        const bytes = Buffer.from(lines.join('\n'), 'latin1');
        const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, i) => Buffer.from(bytes.subarray(places[i], end)));
        const matters = ([record]: [object, number]) => compiled.some((query) => query.plan.mayMatch({ ...record }));
        const all = await readAll(chunks, input, isStrict);
        const filter = LineFilter.for(necessaryTexts(compiled), { isChecking: true })!;
        const filtered = await readAll(chunks, input, isStrict, filter);
        expect(filtered.told).toEqual(all.told);
        expect(filtered.seen.filter(matters)).toEqual(all.seen.filter(matters));
        expect(filter.passedOver).toBe(0);
        passedOver += all.seen.length - filtered.seen.length;
      },
    ),
    { numRuns: Number(process.env.EQLITE_FILTER_RUNS ?? 1500) },
  );
  expect(passedOver).toBeGreaterThan(1000);
});
