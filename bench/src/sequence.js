// The sequence matcher alone, events in memory: speed, what many live keys cost, pauses, memory, the budget. Answers are
// verified against a map written by hand before a figure counts. Each line has its bar; the exit code is 1 when one is
// missed; bench/README.md says what the lines on live keys mean.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { compile, createMatcher } from '@eqlite/engine';
import { Random } from './random.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

const COUNT = 1_000_000;
const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2026-01-01T00:00:00Z');
const query = compile(
  'sequence by process.entity_id with maxspan=1h [process where event.type == "start"] [network where event.type == "start"]',
);
const ROOM = { maxPartials: 4_000_000, maxBytes: 8 * 2 ** 30 };

/** An event as a reader delivers it, parsed from its own text; `ms` milliseconds after the start. */
function makeEvent(category, key, ms) {
  const time = new Date(START_MS + ms).toISOString();
  return JSON.parse(
    `{"@timestamp":"${time}","event":{"category":["${category}"],"type":["start"]},"host":{"name":"WS-07"},"process":{"entity_id":"{${key}-7f3a-4c1e}","name":"tool.exe"}}`,
  );
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

/**
 * Events as in logs: 4 in 5 start a new key, which lapses after `keys` others; 1 in 5 is the second event of one, most often
 * of a recent one. The first `keys` starts fill the matcher.
 */
function passingEvents(keys, count) {
  const random = new Random(keys);
  const msPerStart = HOUR_MS / keys;
  let started = 0;
  const start = () => makeEvent('process', started, started++ * msPerStart);
  const first = Array.from({ length: keys }, start);
  const later = Array.from({ length: count }, () => {
    if (random.chance(0.8)) return start();
    const age = Math.floor(keys ** random.next());
    return makeEvent('network', started - age, (started - 1) * msPerStart);
  });
  return { first, later };
}

/** How many sequences there are, by a set of keys that wait; none lapses before its second event. */
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
  console.log(
    `${name.padEnd(58)}  ${figure.padStart(26)}  ${bar.padEnd(9)}  ${bar === 'none' ? '' : isMet ? 'met' : 'MISSED'}`,
  );
  if (!isMet) process.exitCode = 1;
}

const seconds = (run) => {
  const started = performance.now();
  run();
  return (performance.now() - started) / 1000;
};

/** Seconds for events after every key has a partial; the better of two. */
function timeWithKeys({ first, later }) {
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
    verify(`${first.length} keys`, found, expected);
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

/** Keys at random. */
const randomEvents = (keys, count) => ({ first: firstEvents(keys), later: laterEvents(keys, count) });

{
  const time = timeWithKeys(randomEvents(200_000, COUNT));
  report('1,000,000 events, 200,000 live keys', `${number(COUNT / time)} events/s`, '≥ 500,000', COUNT / time >= 5e5);
}

/** What nobody can leave out: fields are read, the key is looked up, the event is held where the one before it was. */
function timeOfLeast({ first, later }) {
  const times = [0, 1].map(() => {
    const places = new Map(first.map((event, place) => [event.process.entity_id, place]));
    const held = [...first];
    collectGarbage();
    const time = seconds(() => {
      for (const event of later) {
        if (event.event.type[0] !== 'start') continue;
        if (event.event.category[0] === 'process') held[places.get(event.process.entity_id)] = event;
      }
    });
    verify('events held', new Set(held).size, first.length);
    return time;
  });
  return Math.min(...times);
}

function reportGrowth(order, events, timeOf, bar) {
  const [few, many] = [10_000, 1_000_000].map((keys) => timeOf(events(keys, COUNT)));
  const costs = [few, many].map((time) => `${number((time / COUNT) * 1e9)} ns`).join(' → ');
  const growth = many / few;
  report(
    `10,000 → 1,000,000 live keys, ${order}`,
    `${costs}, × ${growth.toFixed(2)}`,
    bar,
    bar === 'none' || growth < 1.5,
  );
}

reportGrowth('as in logs', passingEvents, timeWithKeys, '< × 1.5');
reportGrowth('at random', randomEvents, timeWithKeys, '< × 1.5');
reportGrowth('at random, the least work', randomEvents, timeOfLeast, 'none');
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
