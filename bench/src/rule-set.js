// Many rules over one stream: one, ten, 100, all 1,081 of Elastic's EQL rules, and ten times as many, beside
// `JSON.parse` of the same events and beside the naive loop that asks each rule. Each number of rules has a process of
// its own; in it events are parsed and matched in small batches by turns, as a pipeline does, so that the ratios hold
// although absolute times differ by machine. The answer is verified against the naive loop before anything is timed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { compile, createMatcher, createRuleSet } from '@eqlite/engine';
import { ruleSetChart } from './chart.js';
import { corpusRules, multiplied, recordedEvents } from './corpus.js';
import { generateEvents } from './event-generator.js';

const SIZES = [1, 10, 100, 1081, 10_810];
/** What the naive loop is given at most: it is slow. */
const NAIVE_EVENTS = 1000;
const EVENTS = 20_000;
const BATCH = 32;
const WARM_UP = 2;
const ROUNDS = 5;

if (process.argv[2] === '--size') console.log(JSON.stringify(await measure(Number(process.argv[3]))));
else main();

function main() {
  const results = SIZES.map((size) => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--expose-gc', fileURLToPath(import.meta.url), '--size', String(size)],
      { encoding: 'utf8', maxBuffer: 1e8 },
    );
    if (status !== 0) throw new Error(stderr);
    const result = JSON.parse(stdout);
    report(result);
    return result;
  });
  const of = (size) => results.find((result) => result.size === size);
  const growth = of(10_810).lanes.low.matchUs / of(1081).lanes.low.matchUs;
  console.log(`\nCost of an event, 10,810 rules ÷ 1,081 rules: ${growth.toFixed(2)}`);
  const folder = new URL('../results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0]?.model, arch: arch() };
  writeFileSync(new URL('rule-set.json', folder), `${JSON.stringify({ machine, growth, results }, null, 2)}\n`);
  writeFileSync(new URL('rule-set.svg', folder), ruleSetChart(results));
}

function report({ size, createMs, rssMB, bytesPerRule, lanes }) {
  const memory = `${Math.round(rssMB)} MB, ${(bytesPerRule / 1024).toFixed(1)} KiB of index per rule`;
  console.log(`\n${size.toLocaleString('en')} rules: ready in ${Math.round(createMs)} ms, ${memory}`);
  for (const [name, lane] of Object.entries(lanes)) {
    const { matchUs, parseUs, naiveUs, p50Us, p99Us, matches } = lane;
    console.log(
      [
        `  ${name.padEnd(10)}`,
        `${matchUs.toFixed(2).padStart(6)} µs/event`,
        `÷ JSON.parse ${(matchUs / parseUs).toFixed(2).padStart(5)}`,
        `naive ÷ set ${(naiveUs / matchUs).toFixed(1).padStart(6)}`,
        `p50 ${p50Us.toFixed(1)} p99 ${p99Us.toFixed(1)} µs`,
        `${(matches * 100).toFixed(2)} matches in 100 events`,
      ].join('   '),
    );
  }
}

async function measure(size) {
  const corpus = await corpusRules();
  const rules = size > corpus.length ? multiplied(corpus, size / corpus.length) : spread(corpus, size);
  const started = performance.now();
  const compiled = rules.map(({ name, query }) => ({ name, query: compile(query) }));
  const compileMs = performance.now() - started;
  const set = createRuleSet(compiled);
  set.push({}); // which builds the index
  const createMs = performance.now() - started;

  const streams = lanesOf();
  const bytesPerRule = bytesOfIndex(compiled, streams.low) / size;
  const loop = naiveLoop(compiled);
  const lanes = {};
  for (const [name, texts] of Object.entries(streams)) {
    verify(createRuleSet(compiled), naiveLoop(compiled), texts, name);
    lanes[name] = measureLane(set, loop, texts);
  }
  globalThis.gc();
  return { size, compileMs, createMs, rssMB: process.memoryUsage.rss() / 1e6, bytesPerRule, lanes };
}

/** What a set takes beside the compiled queries once it knows its events. */
function bytesOfIndex(compiled, texts) {
  const events = texts.map((text) => JSON.parse(text));
  const before = bytesInUse();
  const set = createRuleSet(compiled);
  for (const event of events) set.push(event);
  set.flush();
  const bytes = bytesInUse() - before;
  if (set.rules.length !== compiled.length || events.length === 0) throw new Error('not what was to be measured');
  return bytes;
}

function bytesInUse() {
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** `size` of the rules, taken evenly. */
function spread(rules, size) {
  return Array.from({ length: size }, (_, i) => rules[Math.floor((i * rules.length) / size)]);
}

/** Streams of events, as text. */
function lanesOf() {
  const stream = (seed, suspicious) =>
    Array.from(generateEvents({ seed, count: EVENTS, suspicious }), (event) => JSON.stringify(event));
  const recorded = recordedEvents(EVENTS).map((event) => JSON.stringify(event));
  return {
    none: stream(2, 0),
    low: stream(3, 0.01),
    heavy: stream(4, 1),
    ...(recorded.length === 0 ? {} : { recorded }),
  };
}

/** As one would write it without a rule set. */
function naiveLoop(rules) {
  const tests = rules.map(({ query: compiled }) => {
    if (compiled.kind === 'event') return (event) => (compiled.matches(event) ? 1 : 0);
    const matcher = createMatcher(compiled);
    return (event) => matcher.push(event).length;
  });
  return (event, each) => {
    for (let rule = 0; rule < tests.length; rule++) {
      const count = tests[rule](event);
      if (count > 0) each(rule, count);
    }
  };
}

/** @throws Error when the set finds anything else than the naive loop */
function verify(set, loop, texts, lane) {
  const places = new Map(set.rules.map((rule, i) => [rule, i]));
  const count = Math.min(texts.length, Math.max(100, Math.floor(2e6 / places.size)), 4 * NAIVE_EVENTS);
  for (let i = 0; i < count; i++) {
    const event = JSON.parse(texts[i]);
    const found = set.push(event).map(({ rule }) => places.get(rule));
    const expected = [];
    loop(event, (rule, matches) => expected.push(...Array.from({ length: matches }, () => rule)));
    if (found.join() !== expected.join()) {
      throw new Error(`lane ${lane}, event ${i}: found rules ${found}, expected ${expected}\n${texts[i]}`);
    }
  }
}

function measureLane(set, loop, texts) {
  const rounds = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const figures = { parseMs: 0, matchMs: 0, matches: 0 };
    globalThis.gc();
    for (let start = 0; start < texts.length; start += BATCH) {
      const end = Math.min(start + BATCH, texts.length);
      const events = [];
      const t0 = performance.now();
      for (let i = start; i < end; i++) events.push(JSON.parse(texts[i]));
      const t1 = performance.now();
      for (let i = 0; i < events.length; i++) figures.matches += set.push(events[i]).length;
      figures.matchMs += performance.now() - t1;
      figures.parseMs += t1 - t0;
    }
    set.flush();
    rounds.push(figures);
  }
  const counted = rounds.slice(WARM_UP).sort((a, b) => a.matchMs / a.parseMs - b.matchMs / b.parseMs);
  const { parseMs, matchMs, matches } = counted[Math.floor(ROUNDS / 2)];
  const us = (ms) => (1000 * ms) / texts.length;
  return {
    matchUs: us(matchMs),
    parseUs: us(parseMs),
    /** The very first events, while the index learns and code is compiled. */
    firstUs: us(rounds[0].matchMs),
    matches: matches / texts.length,
    bytes: texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / texts.length,
    naiveUs: measureNaive(loop, set.rules.length, texts),
    ...percentiles(set, texts),
  };
}

/** Of the time of single events, in microseconds; the clock itself takes some 0.05. */
function percentiles(set, texts) {
  const times = new Float64Array(texts.length);
  for (let i = 0; i < texts.length; i++) {
    const event = JSON.parse(texts[i]);
    const started = performance.now();
    set.push(event);
    times[i] = 1000 * (performance.now() - started);
  }
  times.sort();
  return { p50Us: times[Math.floor(0.5 * times.length)], p99Us: times[Math.floor(0.99 * times.length)] };
}

function measureNaive(loop, ruleCount, texts) {
  const events = texts
    .slice(0, Math.max(50, Math.min(NAIVE_EVENTS, Math.floor(4e5 / ruleCount))))
    .map((text) => JSON.parse(text));
  let best = Number.POSITIVE_INFINITY;
  let sink = 0;
  for (let round = 0; round < 3; round++) {
    const started = performance.now();
    for (const event of events) loop(event, (_, count) => (sink += count));
    best = Math.min(best, performance.now() - started);
  }
  return sink < 0 ? 0 : (1000 * best) / events.length;
}
