// The sequence matcher alone, events in memory: speed, what many live keys cost, pauses, memory, the budget. Answers are
// verified against a map written by hand before a figure counts. Each line has its bar; the exit code is 1 when one is missed.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { compile, createMatcher } from '@eqlite/engine';
import { Random } from './random.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

const COUNT = 1_000_000;
const START_MS = Date.parse('2026-01-01T00:00:00Z');
const query = compile(
  'sequence by process.entity_id with maxspan=1h [process where event.type == "start"] [network where event.type == "start"]',
);
const ROOM = { maxPartials: 4_000_000, maxBytes: 8 * 2 ** 30 };

/** An event as a reader delivers it: `ms` milliseconds after the start, texts of its own. */
function makeEvent(category, key, ms) {
  return {
    '@timestamp': new Date(START_MS + ms).toISOString(),
    event: { category: [category], type: ['start'] },
    host: { name: 'WS-07' },
    process: { entity_id: `{${key}-7f3a-4c1e}`, name: 'tool.exe' },
  };
}

/** A first event of every key: so many partials. */
const firstEvents = (keys) => Array.from({ length: keys }, (_, i) => makeEvent('process', i, i / 1000));

/** Events of keys at random, all of them candidates: most start a sequence anew, 1 in 20 completes one. 1 ms each. */
function laterEvents(keys, count) {
  const random = new Random(keys);
  return Array.from({ length: count }, (_, i) =>
    makeEvent(random.chance(0.05) ? 'network' : 'process', random.below(keys), 1000 + i / 1000),
  );
}

/** How many sequences there are, by a map of keys that wait. */
function countByHand(events) {
  const waiting = new Set();
  let found = 0;
  for (const event of events) {
    const key = event.process.entity_id;
    if (event.event.category[0] === 'process') waiting.add(key);
    else if (waiting.delete(key)) found++;
  }
  return found;
}

function push(matcher, events) {
  let found = 0;
  for (let i = 0; i < events.length; i++) found += matcher.push(events[i]).length;
  return found;
}

function verify(name, found, expected) {
  if (found !== expected) throw new Error(`${name}: ${found} sequences instead of ${expected}`);
}

function report(name, figure, bar, isMet) {
  console.log(`${name.padEnd(58)}  ${figure.padStart(26)}  ${bar.padEnd(9)}  ${isMet ? 'met' : 'MISSED'}`);
  if (!isMet) process.exitCode = 1;
}

const seconds = (run) => {
  const started = performance.now();
  run();
  return (performance.now() - started) / 1000;
};

/** Seconds for events after every key has a partial; the better of two. */
function timeWithKeys(keys, later) {
  const first = firstEvents(keys);
  const expected = countByHand([...first, ...later]);
  let best = Infinity;
  for (let round = 0; round < 2; round++) {
    const matcher = createMatcher(query, ROOM);
    push(matcher, first);
    collectGarbage();
    let found = 0;
    best = Math.min(
      best,
      seconds(() => {
        found = push(matcher, later);
      }),
    );
    verify(`${keys} keys`, found, expected);
  }
  return best;
}

const number = (value) => Math.round(value).toLocaleString('en');

push(createMatcher(query, ROOM), laterEvents(5000, 100_000)); // so that all is compiled

/** Bytes in use. */
function memory() {
  collectGarbage();
  collectGarbage(); // array buffers go with the second
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

// ---------------------------------------------------------------- pauses, memory

{
  const first = firstEvents(COUNT);
  const before = memory();
  const matcher = createMatcher(query, ROOM);
  push(matcher, first);
  const each = (memory() - before) / COUNT;
  verify('live partials', matcher.counters().partials, COUNT);
  report('a live partial, beyond its event', `${number(each)} bytes`, '≤ 250', each <= 250);

  // Half of them lapse, in the middle of the traffic; then all that is left, at once.
  const pauses = [];
  const timed = (event) => pauses.push(seconds(() => matcher.push(event)) * 1000);
  for (let i = 0; i < 20_000; i++) timed(makeEvent('process', COUNT + i, 3_600_000 + 500 + i / 1000));
  for (let i = 0; i < 20_000; i++) timed(makeEvent('process', 2 * COUNT + i, 9_000_000 + i / 1000));
  verify('lapsed partials', matcher.counters().expired, COUNT + 20_000);
  const longest = Math.max(...pauses);
  report('the longest pause as 1,000,000 partials expire', `${longest.toFixed(1)} ms`, '< 50 ms', longest < 50);
}

// ---------------------------------------------------------------- the budget

{
  const matcher = createMatcher(query, { maxPartials: 10_000 });
  const heap = [];
  for (let key = 0; key < COUNT; key++) {
    matcher.push(makeEvent('process', key, key / 1000));
    if (key % 250_000 === 249_999) heap.push(memory());
  }
  const { partials, evicted } = matcher.counters();
  verify('partials kept', partials, 10_000);
  verify('partials evicted', evicted, COUNT - 10_000);
  const isKept = (key) => matcher.push(makeEvent('network', key, 2000)).length === 1;
  verify('newest kept', [COUNT - 1, COUNT - 10_000].filter(isKept).length, 2);
  verify('oldest forgotten', [0, COUNT - 10_001].filter(isKept).length, 0);
  const growth = (heap.at(-1) - heap[0]) / 2 ** 20;
  report(
    'memory from 250,000 to 1,000,000 keys, maxPartials 10,000',
    `${growth.toFixed(1)} MiB more`,
    '< 2',
    growth < 2,
  );
}

// ---------------------------------------------------------------- speed, and what keys cost

{
  const time = timeWithKeys(200_000, laterEvents(200_000, COUNT));
  report('1,000,000 events, 200,000 live keys', `${number(COUNT / time)} events/s`, '≥ 500,000', COUNT / time >= 5e5);
}
{
  const few = timeWithKeys(10_000, laterEvents(10_000, COUNT));
  const many = timeWithKeys(1_000_000, laterEvents(1_000_000, COUNT));
  const costs = [few, many].map((time) => `${number((time / COUNT) * 1e9)} ns`).join(' → ');
  report(
    'an event, 10,000 → 1,000,000 live keys',
    `${costs}, × ${(many / few).toFixed(2)}`,
    '< × 1.5',
    many / few < 1.5,
  );
}
{
  const events = laterEvents(15_500, 40_000);
  const expected = countByHand(events);
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const matcher = createMatcher(query);
    let found = 0;
    best = Math.min(
      best,
      seconds(() => {
        found = push(matcher, events);
      }),
    );
    verify('15,500 keys', found, expected);
  }
  report('40,000 events over 15,500 keys', `${(best * 1000).toFixed(1)} ms`, '< 100 ms', best < 0.1);
}
