// Converting raw Sysmon records to ECS events, beside JSON.parse of the same lines: what the conversion adds. In turn and
// in one run, so that the ratios hold although absolute times differ by machine. The records are the recorded ones of
// EQLITE_DATA (by default ../shared/data), a run for each shape they come in. What is converted is verified in every
// round.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { gunzipSync } from 'node:zlib';
import { createEcsConverter, shapeOf } from '@eqlite/ecs';

const DATA = `${process.env.EQLITE_DATA ?? '../shared/data'}/mordor`;
const RECORDS = 20_000;
const ROUNDS = 9;

const SHAPES = [
  { shape: 'nxlog', name: 'NXLog through Logstash' },
  { shape: 'exported', name: 'exported by script' },
  { shape: 'winlogbeat6', name: 'Winlogbeat 6' },
];

if (!existsSync(DATA)) {
  console.error(`No recordings in ${DATA}: set EQLITE_DATA.`);
  process.exit(2);
}

/** Lines of Sysmon records of each shape, evenly from all files. */
function sysmonLines() {
  const lines = new Map(SHAPES.map(({ shape }) => [shape, []]));
  for (const name of readdirSync(DATA).filter((file) => file.endsWith('.gz'))) {
    for (const line of gunzipSync(readFileSync(`${DATA}/${name}`))
      .toString()
      .split('\n')) {
      if (line.includes('Sysmon/Operational')) lines.get(shapeOf(JSON.parse(line)))?.push(line);
    }
  }
  return new Map([...lines].map(([shape, all]) => [shape, evenly(all, RECORDS)]));
}

function evenly(all, count) {
  if (all.length <= count) return all;
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]);
}

/** Each returns a sum over the records that shows that they were read. */
const tasks = {
  parse(lines) {
    let sum = 0;
    for (const line of lines) {
      const record = JSON.parse(line);
      sum += Number(record.EventID ?? record.event_id);
    }
    return sum;
  },
  convert(lines) {
    let sum = 0;
    const onEvent = (event) => {
      sum += Number(event.event.code);
    };
    const converter = createEcsConverter({ onEvent });
    for (const line of lines) converter.push(JSON.parse(line));
    converter.end();
    return sum;
  },
};

const rows = [];
for (const [shape, lines] of sysmonLines()) {
  const best = { parse: Number.POSITIVE_INFINITY, convert: Number.POSITIVE_INFINITY };
  const expected = tasks.parse(lines);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(tasks)) {
      const start = performance.now();
      const sum = run(lines);
      best[name] = Math.min(best[name], performance.now() - start);
      if (sum !== expected) throw new Error(`${shape}, ${name}: ids add up to ${sum}, not to ${expected}`);
    }
  }
  const bytes = lines.reduce((sum, line) => sum + line.length, 0);
  const added = (best.convert - best.parse) / best.parse;
  rows.push({ shape, records: lines.length, bytes, parseMs: best.parse, convertMs: best.convert, added });
}

console.log('shape                   records   bytes each   JSON.parse   with conversion   added');
for (const { shape, records, bytes, parseMs, convertMs, added } of rows) {
  const perSecond = (ms) => `${Math.round(records / ms).toLocaleString('en')} k/s`;
  console.log(
    SHAPES.find((one) => one.shape === shape).name.padEnd(22),
    records.toLocaleString('en').padStart(8),
    (bytes / records).toFixed(0).padStart(12),
    perSecond(parseMs).padStart(12),
    perSecond(convertMs).padStart(17),
    `${added.toFixed(2)} ×`.padStart(8),
  );
}

const results = new URL('../results/', import.meta.url);
mkdirSync(results, { recursive: true });
const machine = { node: process.version, cpu: cpus()[0]?.model, arch: arch() };
writeFileSync(new URL('ecs.json', results), `${JSON.stringify({ ...machine, rows }, null, 2)}\n`);
