// Writes docs/recordings.md: which of Elastic's rules fire on which recorded attack. Reads EQLITE_DATA and
// EQLITE_CONFORMANCE (by default ../shared/data and ../shared/conformance). Run after a build:
//   node scripts/generate-recordings.js
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { createEcsConverter } from '@eqlite/ecs';
import { readEvtxSync } from '@eqlite/evtx';
import { createRuleRunner, loadRules } from '@eqlite/rules';
import { NOTES } from './recordings-notes.js';

export const RECORDINGS_PAGE = new URL('../docs/recordings.md', import.meta.url);

const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const DATA = process.env.EQLITE_DATA ?? `${ROOT}../shared/data`;
export const RULES = `${process.env.EQLITE_CONFORMANCE ?? `${ROOT}../shared/conformance`}/detection-rules`;

/** The name of each recording, and how to read its records. */
function* recordings() {
  for (const name of readdirSync(`${DATA}/mordor`).filter((file) => file.endsWith('.ndjson.gz'))) {
    yield [name.replace('.ndjson.gz', ''), () => jsonRecords(`${DATA}/mordor/${name}`)];
  }
  for (const name of readdirSync(`${DATA}/evtx`).filter((file) => file.endsWith('.evtx'))) {
    yield [name, () => Array.from(readEvtxSync(readFileSync(`${DATA}/evtx/${name}`)), ({ event }) => event)];
  }
}

function jsonRecords(path) {
  const lines = gunzipSync(readFileSync(path)).toString().split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line));
}

/** As `eqlite run` does it: the recording's clock set right, its events in the order of time for sequences. */
function alertsOf(rules, records) {
  const runner = createRuleRunner(rules, { maxLatenessMs: Number.POSITIVE_INFINITY });
  if (runner.failures.length > 0) throw runner.failures[0].error;
  const counts = new Map();
  let events = 0;
  const take = (alerts) => {
    for (const alert of alerts) {
      if (alert['kibana.alert.building_block_type'] !== undefined && alert['kibana.alert.group.index'] !== undefined) {
        continue; // an event of a sequence, which has an alert of its own
      }
      const name = alert['kibana.alert.rule.name'];
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  };
  const onEvent = (event) => {
    events++;
    take(runner.push(event));
  };
  const converter = createEcsConverter({ onEvent });
  for (const record of records) converter.push(record);
  converter.end();
  take(runner.flush());
  return { events, counts };
}

const number = (value) => value.toLocaleString('en');
const plural = (count, noun) => `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
const sum = (counts) => [...counts.values()].reduce((total, count) => total + count, 0);
const byCount = ([a, m], [b, n]) => n - m || (a < b ? -1 : 1);

/** Elastic's EQL rules. */
async function readRules() {
  const rules = [];
  for await (const item of loadRules(RULES)) {
    if (item.status === 'failed') throw item.error;
    if (item.status === 'loaded') rules.push(item.rule);
  }
  return rules;
}

/** A recording's part of the page. */
function sectionOf({ name, events, counts }) {
  const fired = [...counts].sort(byCount).map(([rule, count]) => `- ${rule}${count === 1 ? '' : ` × ${count}`}`);
  const note = NOTES[name] === undefined ? [] : [NOTES[name], ''];
  return [
    `### ${name}`,
    '',
    ...note,
    `${plural(sum(counts), 'alert')} in ${plural(events, 'event')}:`,
    '',
    ...fired,
    '',
  ];
}

/** The parts of the page that are about the recordings of these names. */
export async function recordingSections(names) {
  const rules = await readRules();
  const wanted = [...recordings()].filter(([name]) => names.includes(name));
  return wanted.map(([name, read]) => sectionOf({ name, ...alertsOf(rules, read()) }).join('\n'));
}

export async function recordingsPage() {
  const rules = await readRules();
  const results = Array.from(recordings(), ([name, read]) => ({ name, ...alertsOf(rules, read()) }));
  const events = results.reduce((total, result) => total + result.events, 0);
  const alerts = results.reduce((total, { counts }) => total + sum(counts), 0);
  const silent = results.filter(({ counts }) => counts.size === 0);

  const ofRule = new Map();
  for (const { counts } of results) {
    for (const [rule, count] of counts) {
      const { recordings: among = 0, alerts: before = 0 } = ofRule.get(rule) ?? {};
      ofRule.set(rule, { recordings: among + 1, alerts: before + count });
    }
  }
  const ranked = [...ofRule].sort(([a, m], [b, n]) => n.recordings - m.recordings || (a < b ? -1 : 1));

  const sections = results.filter(({ counts }) => counts.size > 0).map(sectionOf);

  return [
    '# What Elastic’s rules find in recorded attacks',
    '',
    'Written by `node scripts/generate-recordings.js` from the recordings of Security-Datasets and EVTX-ATTACK-SAMPLES and the',
    'EQL rules of Elastic’s detection-rules. The same on the command line: `eqlite run RULES --on RECORDING`.',
    '',
    `${plural(rules.length, 'rule')} over ${plural(events, 'event')} in ${plural(results.length, 'recording')}, without an error: ` +
      `${plural(alerts, 'alert')} of ${plural(ofRule.size, 'rule')}.`,
    '',
    'The records are Sysmon, Security and PowerShell records, and not those of Elastic Defend, which most of the rules are',
    'written for: a rule that asks for code signatures, call stacks or `process.Ext` cannot fire here. Index patterns are not',
    'applied. `Potential Machine Account Relay Attack via SMB` leaves out what comes from the host’s own addresses, `host.ip`,',
    'which no raw record tells: a domain controller’s access to itself makes it fire. `Suspicious Module Loaded by LSASS`,',
    '`Unsigned DLL Loaded by Svchost` and `Unsigned BITS Service Client Process` leave out what Elastic Defend calls `trusted`;',
    'Sysmon calls it `Valid`, and tells no signature of a process: all their alerts here are on libraries that Microsoft signed.',
    '',
    'The lines under a name say what was done and what to make of the alerts; they are written by hand, in',
    '`scripts/recordings-notes.js`. What keeps a rule from firing, `eqlite explain RULE RECORDING` tells.',
    '',
    '## By recording',
    '',
    ...sections.flat(),
    '## Nothing fires',
    '',
    ...silent.map(
      ({ name, events }) =>
        `- ${name} (${plural(events, 'event')})${NOTES[name] === undefined ? '' : `: ${NOTES[name]}`}`,
    ),
    '',
    '## By rule',
    '',
    '| rule | recordings | alerts |',
    '| --- | ---: | ---: |',
    ...ranked.map(([rule, { recordings, alerts }]) => `| ${rule} | ${recordings} | ${number(alerts)} |`),
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(RECORDINGS_PAGE, await recordingsPage());
}
