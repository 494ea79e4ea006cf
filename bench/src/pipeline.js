// The whole command `eqlite run` (one rule, WMIC Remote Command) over a 200 MB NDJSON file, beside a bare loop that
// reads the file, splits it into lines and parses each: processes in turn, start-up included, so that the ratios hold
// although absolute times differ by machine. The answer is verified in every run. A second file of twice the size shows
// whether memory depends on the size.
//
// The command parses only the lines that hold a text which the rule needs, and checks the others; with `--input ecs` it
// does not check them. The third way it runs is that of rules without such texts: `--lateness` makes it parse every line.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { arch, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateEvents } from './event-generator.js';

const MB = 1e6;
const SIZE = 200 * MB;
const ROUNDS = 7;
const VARIED = 40_000;
const NEWLINE = 10;

const COMMANDS = { 'eqlite run': [], '--input ecs': ['--input', 'ecs'], 'all parsed': ['--lateness', '0s'] };

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

if (process.argv[2] === '--bare') await bareLoop(process.argv[3]);
else await main();

/** What no reader of NDJSON can do without, written for speed: one buffer, one line at a time. */
async function bareLoop(name) {
  const file = await open(name);
  const buffer = Buffer.allocUnsafe(4 * 2 ** 20);
  let kept = 0;
  let events = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, kept, 2 ** 20, null);
    if (bytesRead === 0) break;
    const end = kept + bytesRead;
    let start = 0;
    for (let at = buffer.indexOf(NEWLINE); at >= 0 && at < end; at = buffer.indexOf(NEWLINE, start)) {
      if (typeof JSON.parse(buffer.toString('utf8', start, at)) === 'object') events++;
      start = at + 1;
    }
    buffer.copyWithin(0, start, end);
    kept = end - start;
  }
  await file.close();
  console.log(events);
}

async function main() {
  const folder = await mkdtemp(join(tmpdir(), 'eqlite-bench-'));
  try {
    const once = await writeEvents(join(folder, 'once.ndjson'), SIZE);
    const twice = await writeEvents(join(folder, 'twice.ndjson'), 2 * SIZE);
    const lanes = { 'bare loop': bare };
    for (const [name, options] of Object.entries(COMMANDS)) lanes[name] = (file) => eqlite(file, options);
    const names = Object.keys(lanes);
    for (const name of names) await lanes[name](once); // the programs and the file are in memory from here on
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const results = {};
      // Taking turns to go first.
      for (const name of round % 2 === 0 ? names : names.toReversed()) results[name] = await lanes[name](once);
      rounds.push(results);
    }
    const doubled = {};
    for (const name of names) doubled[name] = await lanes[name](twice);
    report(once, rounds, doubled);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Events as an endpoint agent writes them, repeated to the size, with one in 10,000 more that the rule finds. */
async function writeEvents(name, size) {
  const events = Array.from(generateEvents({ seed: 5, count: VARIED }), (event, i) =>
    i % 10_000 === 5000 ? remoteCommand(i) : event,
  );
  const block = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const repeats = Math.ceil(size / block.length);
  const file = await open(name, 'w');
  for (let i = 0; i < repeats; i++) await file.write(block);
  await file.close();
  return {
    name,
    bytes: repeats * block.length,
    events: repeats * VARIED,
    alerts: repeats * events.filter(isFound).length,
  };
}

/** The rule by hand, to verify the answer with. */
function isFound({ event, host, process }) {
  const args = process?.args?.map((arg) => arg.toLowerCase()) ?? [];
  return (
    event.category.includes('process') &&
    event.type.includes('start') &&
    host.os.type === 'windows' &&
    process?.name?.toLowerCase() === 'wmic.exe' &&
    args.some((arg) => arg.includes('node:')) &&
    ['call', 'set', 'get'].some((verb) => args.includes(verb)) &&
    !args.some((arg) => /\/node:localhost|\/node:"127\.0\.0\.1"|^\/node:127\.0\.0\.1$/.test(arg))
  );
}

function remoteCommand(i) {
  return {
    '@timestamp': '2024-03-04T08:00:00.000Z',
    event: { category: ['process'], type: ['start'], kind: 'event' },
    host: { os: { type: 'windows' }, name: `WS-${i}` },
    process: { name: 'WMIC.exe', pid: i, args: ['wmic', `/node:WS-${i}`, 'process', 'call', 'create', 'calc.exe'] },
  };
}

async function bare({ name, events }) {
  const { output, ...figures } = await timed([path('./pipeline.js'), '--bare', name]);
  if (Number(output) !== events) throw new Error(`the bare loop found ${output} events of ${events}`);
  return figures;
}

async function eqlite({ name, alerts }, options) {
  const rule = path('../../packages/rule-wmic-remote-command/wmic-remote-command.toml');
  const cli = path('../../packages/cli/bin/eqlite.js');
  const { output, ...figures } = await timed([cli, 'run', rule, '--on', name, '--format', 'ndjson', ...options]);
  const found = output.trim().split('\n').length;
  if (found !== alerts) throw new Error(`eqlite found ${found} alerts of ${alerts}`);
  return figures;
}

/** Runs Node with these arguments; `milliseconds` of wall clock, and the most memory it held, in MB. */
function timed(args) {
  const tellMemory =
    'import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, String(process.resourceUsage().maxRSS)))';
  const started = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(tellMemory)}`, ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    },
  );
  const texts = ['', '', '', ''];
  for (const fd of [1, 2, 3]) child.stdio[fd].setEncoding('utf8').on('data', (text) => (texts[fd] += text));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(`exit code ${code}: ${texts[2]}`));
      resolve({ output: texts[1], milliseconds: performance.now() - started, peakMB: (Number(texts[3]) * 1024) / MB });
    });
  });
}

function report(once, rounds, doubled) {
  const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
  const of = (name, figure) => median(rounds.map((round) => round[name][figure]));
  const names = Object.keys(doubled);
  const ratios = Object.fromEntries(
    names.map((name) => [
      name,
      median(rounds.map((round) => round['bare loop'].milliseconds / round[name].milliseconds)),
    ]),
  );
  const row = (text, cells) => console.log(text.padEnd(34), ...cells.map((cell) => cell.padStart(12)));
  const rowOf = (text, print) => row(text, names.map(print));
  rowOf('', (name) => name);
  rowOf('MB/s', (name) => (once.bytes / MB / (of(name, 'milliseconds') / 1000)).toFixed(0));
  rowOf('events/s', (name) => Math.round(once.events / (of(name, 'milliseconds') / 1000)).toLocaleString('en'));
  rowOf(`most memory, ${Math.round(once.bytes / MB)} MB read`, (name) => `${of(name, 'peakMB').toFixed(0)} MB`);
  rowOf('most memory, twice as much read', (name) => `${doubled[name].peakMB.toFixed(0)} MB`);
  rowOf(`x the bare loop, median of ${ROUNDS}`, (name) => ratios[name].toFixed(2));
  const results = {
    node: process.version,
    machine: `${cpus()[0]?.model} (${arch()})`,
    bytes: once.bytes,
    events: once.events,
    ratios,
    rounds,
    doubled,
  };
  mkdirSync(path('../results'), { recursive: true });
  writeFileSync(path('../results/pipeline.json'), `${JSON.stringify(results, null, 2)}\n`);
}
