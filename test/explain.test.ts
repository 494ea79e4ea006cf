import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorkplace, ROOT, WMIC_RULE } from './support/command-line.js';

let place: Awaited<ReturnType<typeof createWorkplace>>;
beforeAll(async () => {
  place = await createWorkplace();
  await place.write('events.ndjson', EVENTS.map((event) => `${JSON.stringify(event)}\n`).join(''));
});
afterAll(() => place.remove());

const at = (second: number) => `2026-02-03T04:05:${String(second).padStart(2, '0')}.000Z`;
const EVENTS = [
  { '@timestamp': at(0), event: { category: 'process' }, host: { id: 'h1' }, process: { name: 'Cmd.exe' } },
  { '@timestamp': at(1), event: { category: 'process' }, host: { id: 'h1' }, process: { name: 'cmd.exe' } },
  { '@timestamp': at(20), event: { category: 'file' }, host: { id: 'h1' }, file: { path: 'C:\\x\u001b[2J' } },
];
const QUERY = 'process where process.name == "cmd.exe"';

test('the nearest misses', async () => {
  const { stdout, stderr, code } = await place.eqlite(['explain', QUERY, 'events.ndjson']);
  expect(stdout).toMatchInlineSnapshot(`
    "3 events, 1 match

    The nearest misses:

    events.ndjson:1 · Cmd.exe
    does not match, decided by 1 of 2 terms
      ✓ event.category == "process"  "process"
      ✗ process.name == "cmd.exe"    "Cmd.exe" differs from "cmd.exe" only in case

    events.ndjson:3 · C:\\x·[2J
    does not match, decided by 2 of 2 terms
      ✗ event.category == "process"  "file"
      ✗ process.name == "cmd.exe"    process.name is absent
    "
  `);
  expect({ stderr, code }).toEqual({ stderr: '1 match · 3 events in 1 file\n', code: 0 });
});

test('a sequence: a timeline', async () => {
  const query = 'sequence by host.id with maxspan=10s [process where process.name : "cmd.exe"] [file where true]';
  const { stdout } = await place.eqlite(['explain', query, 'events.ndjson']);
  expect(stdout).toMatchInlineSnapshot(`
    "3 events, 0 sequences found

    stage 1: 2 events  process where process.name : "cmd.exe"
    stage 2: 1 event  file where true

    "h1": came to 1 of 2 events
      ┌ 2026-02-03T04:05:00.000Z stage 1: starts  events.ndjson:1 · Cmd.exe
      ┌ +1 s                     stage 1: starts anew: overtakes the one begun 1 s before  events.ndjson:2 · cmd.exe
      ✗ +20 s                    stage 2: maxspan exceeded by 9 s: given up  events.ndjson:3 · C:\\x·[2J
    "
  `);
});

test('as JSON', async () => {
  const { stdout } = await place.eqlite(['explain', QUERY, 'events.ndjson', '--nearest', '1', '--format', 'json']);
  const { kind, events, matches, nearest } = JSON.parse(stdout);
  expect({ kind, events, matches, found: nearest.length }).toEqual({ kind: 'event', events: 3, matches: 1, found: 1 });
  expect(nearest[0]).toMatchObject({ position: 0, origin: { file: 'events.ndjson', line: 1 }, event: EVENTS[0] });
});

test('a rule file, and raw records, which become ECS', async () => {
  const samples = join(ROOT, 'packages/rule-wmic-remote-command/samples/sysmon.ndjson');
  const { stdout } = await place.eqlite(['explain', WMIC_RULE, samples, '--nearest', '1']);
  expect(stdout.replace(samples, 'sysmon.ndjson')).toMatchInlineSnapshot(`
    "35 events, 3 matches

    The nearest misses:

    sysmon.ndjson:11 · wmic os get Caption,Version /format:csv
    does not match, decided by 1 of 7 terms
      ✓ event.category == "process"            "process"
      ✓ host.os.type == "windows"              "windows"
      ✓ event.type == "start"                  "start"
      ✓ process.name : "WMIC.exe"              "WMIC.exe"
      ✗ process.args : "*node:*"               "wmic", "os", "get", "Caption,Version" and 1 more
      ✓ process.args : ("call", "set", "get")  "get"
      ✓ not process.args : ("*/node:localhost*", "*/node:\\"127.0.0.1\\"*", "/node:127.0.0.1")
          "wmic", "os", "get", "Caption,Version" and 1 more
    "
  `);
});

test('a folder of rules: one is to be chosen', async () => {
  const rules = join(ROOT, 'examples/rules');
  const none = await place.eqlite(['explain', rules, 'events.ndjson']);
  expect({ ...none, stderr: none.stderr.replace(rules, 'rules') }).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'rules: 10 rules in it; choose one with --rule NAME:\n  Account Changed Without a Second Factor\n' +
      '  Program Run Soon After Its Download\n  PowerShell With an Encoded Command\n' +
      '  Security Agent Stopped and Not Started Again\n  Host Surveyed\n',
  });
  const one = await place.eqlite(['explain', rules, 'events.ndjson', '--rule', 'Host Surveyed']);
  expect(one.stdout).toMatch(/^3 events, 0 samples found\n/);
  const other = await place.eqlite(['explain', rules, 'events.ndjson', '--rule', 'No Such Rule']);
  expect(other.stderr).toContain('no rule "No Such Rule" in it; there are:\n  Account');
});

test('a wrong query', async () => {
  const { stderr, code } = await place.eqlite(['explain', 'process where x ==', 'events.ndjson']);
  expect(stderr).toContain('1 | process where x ==\n');
  expect(code).toBe(2);
});
