// Reading a Windows event log of 64 MB in memory, beside JSON.parse over the same events as NDJSON: what they cost once
// somebody has converted them. In turn and in one run, so that the ratios hold although absolute times differ by machine.
// The log is our own: chunks full of varied process starts, many times over. What is read is verified in every round.
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { readEvtx, readEvtxSync } from '@eqlite/evtx';
import { record } from '../../packages/evtx/test/windows-record.js';
import { el, instance, sub, template, v, writeEvtx } from '../../packages/evtx/test/writer.js';
import { WINDOWS_PROGRAMS } from './programs.js';
import { Random } from './random.js';

const SIZE = 64e6;
const VARIED = 2_000;
const ROUNDS = 7;
const HEADER = 0x1000;

const FIELDS = [
  ['RuleName', (random) => v.wstring(random.pick(['-', 'technique_id=T1059']))],
  ['UtcTime', (random) => v.wstring(`2024-05-06 07:08:${random.between(10, 59)}.${random.between(100, 999)}`)],
  ['ProcessGuid', guid],
  ['ProcessId', (random) => v.uint32(random.below(20_000))],
  ['Image', (_random, program) => v.wstring(program.path)],
  ['FileVersion', (random) => v.wstring(`10.0.${random.below(30_000)}.1 (WinBuild.160101.0800)`)],
  ['Description', () => v.wstring('Host Process for Windows Tasks')],
  ['Product', () => v.wstring('Microsoft® Windows® Operating System')],
  ['Company', () => v.wstring('Microsoft Corporation')],
  ['CommandLine', (random, program) => v.wstring(`"${program.path}" ${random.pick(program.args)}`)],
  ['CurrentDirectory', (random) => v.wstring(`C:\\Users\\${random.text(7)}\\`)],
  ['User', (random) => v.wstring(`CONTOSO\\${random.text(7)}`)],
  ['LogonGuid', guid],
  ['LogonId', (random) => v.hex64(BigInt(random.below(1e9)))],
  ['TerminalSessionId', (random) => v.uint32(random.below(4))],
  ['IntegrityLevel', (random) => v.wstring(random.pick(['Low', 'Medium', 'High', 'System']))],
  ['Hashes', (random) => v.wstring(`MD5=${random.hex(32)},SHA256=${random.hex(64)},IMPHASH=${random.hex(32)}`)],
  ['ParentProcessGuid', guid],
  ['ParentProcessId', (random) => v.uint32(random.below(20_000))],
  ['ParentImage', (random) => v.wstring(random.pickCommon(WINDOWS_PROGRAMS).path)],
  ['ParentCommandLine', (random) => v.wstring(random.pickCommon(WINDOWS_PROGRAMS).path)],
];
const EVENT_DATA = template(
  el('EventData', {}, ...FIELDS.map(([name, value], i) => el('Data', { Name: name }, sub(i, typeOf(value))))),
);

function guid(random) {
  return v.guid(`{${[8, 4, 4, 4, 12].map((length) => random.hex(length)).join('-')}}`);
}

function typeOf(value) {
  return value(new Random(1), WINDOWS_PROGRAMS[0]).type;
}

function* records() {
  const random = new Random(7);
  for (let i = 0; i < VARIED; i++) {
    const program = random.pickCommon(WINDOWS_PROGRAMS);
    yield record({
      id: 1,
      provider: 'Microsoft-Windows-Sysmon',
      channel: 'Microsoft-Windows-Sysmon/Operational',
      time: new Date(Date.UTC(2024, 4, 6, 7, 8, 9, i)).toISOString(),
      recordId: BigInt(1000 + i),
      userId: 'S-1-5-18',
      rest: v.binxml(
        instance(
          EVENT_DATA,
          FIELDS.map(([, value]) => value(random, program)),
        ),
      ),
    });
  }
}

const small = writeEvtx([...records()]);
const times = Math.round(SIZE / (small.length - HEADER));
const log = Buffer.concat([small.subarray(0, HEADER), ...new Array(times).fill(small.subarray(HEADER))]);
const count = VARIED * times;
const ndjson = Array.from(readEvtxSync(small), ({ event }) => JSON.stringify(event));
const lines = Array.from({ length: count }, (_, i) => ndjson[i % VARIED]);

/** Each reads all and returns how many events it saw of id 1. */
const tasks = [
  {
    name: 'readEvtxSync',
    async run() {
      let seen = 0;
      for (const { event } of readEvtxSync(log)) if (event.Event.System.EventID === 1) seen++;
      return seen;
    },
  },
  {
    name: 'readEvtx, in pieces of 1 MiB',
    async run() {
      let seen = 0;
      for await (const { event } of readEvtx(pieces())) if (event.Event.System.EventID === 1) seen++;
      return seen;
    },
  },
  {
    name: 'JSON.parse of the same events',
    async run() {
      let seen = 0;
      for (const line of lines) if (JSON.parse(line).Event.System.EventID === 1) seen++;
      return seen;
    },
  },
];

function* pieces() {
  for (let at = 0; at < log.length; at += 1 << 20) yield log.subarray(at, at + (1 << 20));
}

const best = new Map();
for (let round = 0; round < ROUNDS; round++) {
  for (const { name, run } of tasks) {
    const start = performance.now();
    const seen = await run();
    const ms = performance.now() - start;
    if (seen !== count) throw new Error(`${name} saw ${seen} events of ${count}`);
    best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, ms));
  }
}

const json = best.get('JSON.parse of the same events');
const rows = tasks.map(({ name }) => {
  const ms = best.get(name);
  return {
    name,
    ms,
    eventsPerSecond: (count / ms) * 1000,
    logMegabytesPerSecond: log.length / 1000 / ms,
    timesJson: ms / json,
  };
});
console.log(`${count.toLocaleString('en')} events, ${(log.length / 1e6).toFixed(0)} MB of log\n`);
for (const { name, eventsPerSecond, logMegabytesPerSecond, timesJson } of rows) {
  const events = Math.round(eventsPerSecond).toLocaleString('en').padStart(9);
  console.log(
    `${name.padEnd(30)} ${events} events/s ${logMegabytesPerSecond.toFixed(0).padStart(5)} MB of log/s ${timesJson.toFixed(2).padStart(6)} × JSON.parse`,
  );
}

const results = new URL('../results/', import.meta.url);
mkdirSync(results, { recursive: true });
writeFileSync(
  new URL('evtx.json', results),
  `${JSON.stringify({ node: process.version, cpu: cpus()[0]?.model, arch: arch(), bytes: log.length, count, rows }, null, 2)}\n`,
);
