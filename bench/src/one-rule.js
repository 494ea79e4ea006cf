// One rule (WMIC Remote Command) over 10,000 varied events in memory, 1 in 1,000 matching: Eqlite beside JavaScript
// written by hand and beside npm's rule engines. Answers are verified to be equal before anything is timed. All are
// timed in one run, so the ratios hold although absolute times differ by machine.
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { compile } from '@eqlite/engine';
import { wmicRemoteCommand } from '@eqlite/rule-wmic-remote-command';
import { parse } from '@eqlite/syntax';
import { parse as parseCel } from '@marcbachmann/cel-js';
import Benchmark from 'benchmark';
import { LogicEngine } from 'json-logic-engine';
import { Query as MingoQuery } from 'mingo';
import { generateEvents } from './event-generator.js';

const COUNT = 10_000;
const events = Array.from(generateEvents({ seed: 7, count: COUNT }), (event, i) => {
  const given = i % 1000 === 500 ? { ...event, ...remoteCommand(i) } : event;
  // As a reader delivers them: each parsed from its own text.
  return JSON.parse(JSON.stringify(given));
});

function remoteCommand(i) {
  return {
    event: { category: ['process'], type: ['start'], kind: 'event' },
    host: { os: { type: 'windows' }, name: `WS-${i}` },
    process: { name: 'WMIC.exe', pid: i, args: ['wmic', `/node:WS-${i}`, 'process', 'call', 'create', 'calc.exe'] },
  };
}

// ---------------------------------------------------------------- the rule, written six ways

const has = (value, wanted) => value === wanted || (Array.isArray(value) && value.includes(wanted));
const listOf = (value) => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** As someone writes it who knows the data and wants speed: the rarest test first, no regular expression. */
function byHand(event) {
  const { process } = event;
  if (process === undefined) return false;
  const { name } = process;
  if (typeof name !== 'string' || name.length !== 8 || name.toLowerCase() !== 'wmic.exe') return false;
  if (event.host?.os?.type !== 'windows') return false;
  if (!has(event.event?.category, 'process') || !has(event.event?.type, 'start')) return false;
  let hasNode = false;
  let hasVerb = false;
  for (const argument of listOf(process.args)) {
    const lower = argument.toLowerCase();
    if (lower.includes('/node:localhost') || lower.includes('/node:"127.0.0.1"') || lower === '/node:127.0.0.1')
      return false;
    if (lower.includes('node:')) hasNode = true;
    if (lower === 'call' || lower === 'set' || lower === 'get') hasVerb = true;
  }
  return hasNode && hasVerb;
}

/** As it is often written: the query's order, a regular expression for each pattern. */
function withRegexes(event) {
  const args = listOf(event.process?.args);
  const some = (pattern) => args.some((argument) => pattern.test(argument));
  return (
    has(event.event?.category, 'process') &&
    event.host?.os?.type === 'windows' &&
    has(event.event?.type, 'start') &&
    /^wmic\.exe$/i.test(event.process?.name ?? '') &&
    some(/^.*node:.*$/is) &&
    some(/^(?:call|set|get)$/i) &&
    !some(/^(?:.*\/node:localhost.*|.*\/node:"127\.0\.0\.1".*|\/node:127\.0\.0\.1)$/is)
  );
}

const engine = new LogicEngine();
engine.addMethod('has', ([value, wanted]) => has(value, wanted), { deterministic: true });
const at = (path) => ({ var: path });
engine.addMethod('isName', ([value]) => typeof value === 'string' && value.toLowerCase() === 'wmic.exe');
engine.addMethod('hasNode', ([value]) => listOf(value).some((text) => text.toLowerCase().includes('node:')));
engine.addMethod('hasVerb', ([value]) => listOf(value).some((text) => /^(?:call|set|get)$/i.test(text)));
const LOCAL = /^(?:.*\/node:localhost.*|.*\/node:"127\.0\.0\.1".*|\/node:127\.0\.0\.1)$/is;
engine.addMethod('isLocal', ([value]) => listOf(value).some((text) => LOCAL.test(text)));
const jsonLogic = engine.build({
  and: [
    { isName: [at('process.name')] },
    { '===': [at('host.os.type'), 'windows'] },
    { has: [at('event.category'), 'process'] },
    { has: [at('event.type'), 'start'] },
    { hasNode: [at('process.args')] },
    { hasVerb: [at('process.args')] },
    { '!': { isLocal: [at('process.args')] } },
  ],
});

const celRule = parseCel(
  `has(event.process) && has(event.process.name) && event.process.name.lowerAscii() == "wmic.exe"
   && has(event.host.os.type) && event.host.os.type == "windows"
   && "process" in event.event.category && "start" in event.event.type
   && has(event.process.args) && event.process.args.exists(a, a.lowerAscii().contains("node:"))
   && event.process.args.exists(a, a.lowerAscii() in ["call", "set", "get"])
   && !event.process.args.exists(a, a.lowerAscii().contains("/node:localhost")
     || a.lowerAscii().contains("/node:\\"127.0.0.1\\"") || a == "/node:127.0.0.1")`,
);

const mingo = new MingoQuery({
  'process.name': /^wmic\.exe$/i,
  'host.os.type': 'windows',
  'event.category': 'process',
  'event.type': 'start',
  $and: [{ 'process.args': /node:/i }, { 'process.args': /^(?:call|set|get)$/i }],
  'process.args': { $not: LOCAL },
});

const eqlite = compile(wmicRemoteCommand.query);

const CONTENDERS = {
  eqlite: (event) => eqlite.matches(event),
  'by hand, optimised': byHand,
  'by hand, regexes': withRegexes,
  'json-logic-engine': (event) => Boolean(jsonLogic(event)),
  'cel-js': (event) => Boolean(celRule({ event })),
  mingo: (event) => mingo.test(event),
};

// ---------------------------------------------------------------- first equal answers, then time

const expected = events.map(byHand);
const matching = expected.filter(Boolean).length;
if (matching < COUNT / 1000) throw new Error(`only ${matching} events match`);
for (const [name, test] of Object.entries(CONTENDERS)) {
  const wrong = events.findIndex((event, i) => test(event) !== expected[i]);
  if (wrong >= 0) throw new Error(`${name} disagrees about event ${wrong}: ${JSON.stringify(events[wrong])}`);
}
console.log(`${COUNT} events, ${matching} match; all ${Object.keys(CONTENDERS).length} agree\n`);

export let sink = 0;
const { query } = wmicRemoteCommand;
const tasks = [
  ...Object.entries(CONTENDERS).map(([name, test]) => ({
    name,
    perRun: COUNT,
    run() {
      for (let i = 0; i < events.length; i++) if (test(events[i])) sink++;
    },
  })),
  {
    name: 'parse the query',
    run() {
      sink += parse(query).span.end;
    },
  },
  {
    name: 'parse and compile the query',
    run() {
      sink += compile(query).kind.length;
    },
  },
];

// Several short rounds, each task once a round: a busy moment of the machine hits all alike, and the best round counts.
const ROUNDS = 5;
const best = new Map(tasks.map(({ name }) => [name, { hz: 0, marginPercent: 0 }]));
for (let round = 0; round < ROUNDS; round++) {
  for (const { name, run } of tasks) {
    const { hz, stats } = new Benchmark(name, run, { maxTime: 0.5, minSamples: 5 }).run();
    if (hz > best.get(name).hz) best.set(name, { hz, marginPercent: stats.rme });
  }
}

const rows = tasks.map(({ name, perRun = 1 }) => {
  const { hz, marginPercent } = best.get(name);
  return { name, perSecond: hz * perRun, marginPercent, isQuery: perRun === 1 };
});
const hand = rows.find(({ name }) => name === 'by hand, optimised').perSecond;
const ours = rows.find(({ name }) => name === 'eqlite').perSecond;
const peers = rows.filter(({ name }) => ['json-logic-engine', 'cel-js', 'mingo'].includes(name));
for (const { name, perSecond, marginPercent, isQuery } of rows) {
  const ratio = isQuery ? '' : `  ${(perSecond / hand).toFixed(2)} × by hand`;
  const what = isQuery ? 'queries/s' : 'events/s ';
  console.log(
    `${name.padEnd(28)} ${Math.round(perSecond).toLocaleString('en').padStart(12)} ${what} ±${marginPercent.toFixed(1)} %${ratio}`,
  );
}
const fastestPeer = Math.max(...peers.map(({ perSecond }) => perSecond));
console.log(
  `\neqlite ÷ by hand: ${(ours / hand).toFixed(2)}    eqlite ÷ fastest npm peer: ${(ours / fastestPeer).toFixed(2)}`,
);

const results = new URL('../results/', import.meta.url);
mkdirSync(results, { recursive: true });
writeFileSync(
  new URL('one-rule.json', results),
  `${JSON.stringify({ node: process.version, cpu: cpus()[0]?.model, arch: arch(), events: COUNT, matching, rows }, null, 2)}\n`,
);
