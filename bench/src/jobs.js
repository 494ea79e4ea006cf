// `eqlite run --jobs 2` beside `--jobs 1` over one large NDJSON file: with one rule, with Elastic's event rules, and with
// all of its EQL rules, sequences included. Processes take turns, start-up included; what they print is verified to be the
// same. A file of one event tells how much of it is start-up. Needs two idle cores.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { arch, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { corpusRules } from './corpus.js';
import { generateEvents } from './event-generator.js';

const MEGABYTES = Number(process.argv[2] ?? 400);
const PAIRS = Number(process.argv[3] ?? 5);
const JOBS = 2;

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const EQLITE = path('../../packages/cli/bin/eqlite.js');

const folder = mkdtempSync(join(tmpdir(), 'eqlite-bench-'));
try {
  const file = join(folder, 'events.ndjson');
  const small = join(folder, 'small.ndjson');
  writeEvents(file, MEGABYTES * 1e6);
  writeEvents(small, 1);
  const results = [];
  for (const [name, rules] of await ruleSets()) {
    const expected = run(rules, file, 1).output;
    if (run(rules, file, JOBS).output !== expected) throw new Error(`${name}: two jobs print something else than one`);
    const rounds = [];
    for (let i = 0; i < PAIRS; i++) {
      const order = i % 2 === 0 ? [1, JOBS] : [JOBS, 1];
      const ms = Object.fromEntries(order.map((jobs) => [jobs, run(rules, file, jobs).ms]));
      const startMs = Object.fromEntries(order.map((jobs) => [jobs, run(rules, small, jobs).ms]));
      rounds.push({ ms, startMs });
    }
    const ratio = median(rounds.map(({ ms }) => ms[1] / ms[JOBS]));
    const net = median(rounds.map(({ ms, startMs }) => (ms[1] - startMs[1]) / (ms[JOBS] - startMs[JOBS])));
    const seconds = (jobs) => (median(rounds.map(({ ms }) => ms[jobs])) / 1000).toFixed(2);
    console.log(
      `${name.padEnd(16)} ${seconds(1)} s with one job, ${seconds(JOBS)} s with ${JOBS}: ${ratio.toFixed(2)} x; ` +
        `without start-up ${net.toFixed(2)} x`,
    );
    results.push({ name, ratio, net, rounds });
  }
  mkdirSync(path('../results'), { recursive: true });
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, arch: arch() };
  const report = { machine, megabytes: MEGABYTES, jobs: JOBS, results };
  writeFileSync(path('../results/jobs.json'), `${JSON.stringify(report, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The rules of each set, as files. */
async function ruleSets() {
  const rules = await corpusRules();
  const write = (name, list) => {
    const target = join(folder, name);
    mkdirSync(target);
    for (const { name: id, query } of list) {
      const fields = { rule_id: id, name: id, description: id, severity: 'low', risk_score: 1, query };
      writeFileSync(join(target, `${id}.json`), JSON.stringify({ ...fields, type: 'eql', language: 'eql' }));
    }
    return target;
  };
  const events = rules.filter(({ query }) => !/^\s*(sequence|sample)\b/m.test(query));
  return [
    ['one rule', path('../../packages/rule-wmic-remote-command/wmic-remote-command.toml')],
    [`${events.length} event rules`, write('events', events)],
    [`all ${rules.length.toLocaleString('en')} rules`, write('all', rules)],
  ];
}

function writeEvents(name, size) {
  const file = openSync(name, 'w');
  let written = 0;
  let text = '';
  for (const event of generateEvents({ seed: 6, count: Number.POSITIVE_INFINITY })) {
    text += `${JSON.stringify(event)}\n`;
    if (text.length < 1e6 && written + text.length < size) continue;
    written += writeSync(file, text);
    text = '';
    if (written >= size) break;
  }
  closeSync(file);
}

function run(rules, file, jobs) {
  const args = [EQLITE, 'run', rules, '--on', file, '--format', 'ndjson', '--jobs', String(jobs)];
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { maxBuffer: 2 ** 30 });
  const ms = performance.now() - started;
  if (status !== 0) throw new Error(`exit code ${status}: ${stderr}`);
  return { ms, output: createHash('sha256').update(stdout).digest('hex') };
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
