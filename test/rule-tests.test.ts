import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorkplace, EQLITE, ROOT } from './support/command-line.js';

let place: Awaited<ReturnType<typeof createWorkplace>>;
beforeAll(async () => {
  place = await createWorkplace();
  await place.write(
    'rules/tool.toml',
    rule('tool', 'process where event.type == "start" and process.name : "tool.exe"'),
  );
  await place.write('rules/tool.test.yaml', TOOL_TESTS);
  await place.write('rules/pair.toml', rule('pair', 'sequence with maxspan=1m [file where true] [process where true]'));
  await place.write('rules/pair.test.yaml', PAIR_TESTS);
  await place.write('broken/none.test.yaml', 'cases: []\n');
});
afterAll(() => place.remove());

const rule = (id: string, query: string) => `[rule]
rule_id = "${id}"
name = "A <${id}>"
description = "For tests."
severity = "low"
risk_score = 1
type = "eql"
query = '''${query}'''
`;

const TOOL_TESTS = `defaults: { event: { category: process, type: start } }
cases:
  - name: 'the tool & its "case"'
    events: [{ process.name: TOOL.exe }]
    expect: match
  - name: 'another #1'
    events: [{ process.name: tools.exe }, { id: b, process.name: tool.exe }]
    expect: ["1"]
`;

const PAIR_TESTS = `cases:
  - name: soon
    events: [{ id: saved, event.category: file }, { at: +61s, id: run, event.category: process }]
    expect: [[saved, run]]
`;

/** Without what differs from run to run. */
const untimed = (text: string) => text.replace(/\d+\.\d\d s/, '0.00 s').replace(/time="[\d.]+"/, 'time="0"');

test('as text: a line per file, and why a case failed', async () => {
  const { stdout, stderr, code } = await place.eqlite(['test', 'rules']);
  expect(untimed(stdout)).toMatchInlineSnapshot(`
    "✗ rules/pair.test.yaml 1 of 1 case failed

      ✗ soon rules/pair.test.yaml:2
        expected [saved, run], found no match
        - [saved, run]

        2 events, 0 sequences found

        stage 1: 1 event  file where true
        stage 2: 1 event  process where true

        all events: came to 1 of 2 events
          ┌ 2024-01-01T00:00:00.000Z stage 1: starts  event saved
          ✗ +1 min 1 s               stage 2: maxspan exceeded by 1 s: given up  event run

    ✗ rules/tool.test.yaml 1 of 2 cases failed

      ✗ another #1 rules/tool.test.yaml:6
        expected 1, found 1 alert: b
        - 1
        + b

        event 1, line 7:
        does not match, decided by 1 of 3 terms
          ✓ event.category == "process"  "process"
          ✓ event.type == "start"        "start"
          ✗ process.name : "tool.exe"    "tools.exe" differs from "tool.exe" in one character

        event b, line 7:
        matches
          ✓ event.category == "process"  "process"
          ✓ event.type == "start"        "start"
          ✓ process.name : "tool.exe"    "tool.exe"

    2 failed · 1 passed · 3 cases in 2 files · 0.00 s
    "
  `);
  expect({ stderr, code }).toEqual({ stderr: '', code: 1 });
});

test('as JUnit', async () => {
  const { stdout, code } = await place.eqlite(['test', 'rules', '--format', 'junit']);
  expect(untimed(stdout)).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites tests="3" failures="2" errors="0" time="0">
      <testsuite name="rules/pair.test.yaml" tests="1" failures="1" errors="0">
        <testcase classname="rules/pair.test.yaml" name="soon" file="rules/pair.test.yaml" line="2">
          <failure message="expected [saved, run], found no match">expected [saved, run], found no match
    - [saved, run]

    2 events, 0 sequences found

    stage 1: 1 event  file where true
    stage 2: 1 event  process where true

    all events: came to 1 of 2 events
      ┌ 2024-01-01T00:00:00.000Z stage 1: starts  event saved
      ✗ +1 min 1 s               stage 2: maxspan exceeded by 1 s: given up  event run</failure>
        </testcase>
      </testsuite>
      <testsuite name="rules/tool.test.yaml" tests="2" failures="1" errors="0">
        <testcase classname="rules/tool.test.yaml" name="the tool &amp; its &quot;case&quot;" file="rules/tool.test.yaml" line="3"/>
        <testcase classname="rules/tool.test.yaml" name="another #1" file="rules/tool.test.yaml" line="6">
          <failure message="expected 1, found 1 alert: b">expected 1, found 1 alert: b
    - 1
    + b

    event 1, line 7:
    does not match, decided by 1 of 3 terms
      ✓ event.category == &quot;process&quot;  &quot;process&quot;
      ✓ event.type == &quot;start&quot;        &quot;start&quot;
      ✗ process.name : &quot;tool.exe&quot;    &quot;tools.exe&quot; differs from &quot;tool.exe&quot; in one character

    event b, line 7:
    matches
      ✓ event.category == &quot;process&quot;  &quot;process&quot;
      ✓ event.type == &quot;start&quot;        &quot;start&quot;
      ✓ process.name : &quot;tool.exe&quot;    &quot;tool.exe&quot;</failure>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
  expect(code).toBe(1);
});

test('as TAP', async () => {
  const { stdout, code } = await place.eqlite(['test', 'rules/tool.toml', '--format', 'tap']);
  expect(stdout).toMatchInlineSnapshot(`
    "TAP version 14
    ok 1 - rules/tool.test.yaml: the tool & its "case"
    not ok 2 - rules/tool.test.yaml: another \\#1
      ---
      message: "expected 1, found 1 alert: b"
      at: "rules/tool.test.yaml:6"
      details: "expected 1, found 1 alert: b\\n- 1\\n+ b\\n\\nevent 1, line 7:\\ndoes not match, decided by 1 of 3 terms\\n  ✓ event.category == \\"process\\"  \\"process\\"\\n  ✓ event.type == \\"start\\"        \\"start\\"\\n  ✗ process.name : \\"tool.exe\\"    \\"tools.exe\\" differs from \\"tool.exe\\" in one character\\n\\nevent b, line 7:\\nmatches\\n  ✓ event.category == \\"process\\"  \\"process\\"\\n  ✓ event.type == \\"start\\"        \\"start\\"\\n  ✓ process.name : \\"tool.exe\\"    \\"tool.exe\\""
      ...
    1..2
    "
  `);
  expect(code).toBe(1);
});

test('as JSON', async () => {
  const { stdout } = await place.eqlite(['test', 'rules/tool.test.yaml', '--format', 'json', '--coverage']);
  const { results, milliseconds, ...totals } = JSON.parse(stdout);
  expect(milliseconds).toBeGreaterThan(0);
  expect(totals).toEqual({ passed: 1, failed: 1, errors: 0, files: 1 });
  const [{ cases, ...file }] = results;
  expect(file).toMatchObject({ path: 'rules/tool.test.yaml', status: 'failed', rule: { rule_id: 'tool' } });
  expect(file.coverage).toHaveLength(2);
  expect(cases[0]).toEqual({
    name: 'the tool & its "case"',
    line: 3,
    status: 'passed',
    expected: 'match',
    found: [['1']],
    diff: [],
  });
  const explained = cases[1].explanations.map(
    ({ event, explanation }: { event: { id: string }; explanation: { matches: boolean } }) => [
      event.id,
      explanation.matches,
    ],
  );
  expect(explained).toEqual([
    ['1', false],
    ['b', true],
  ]);
});

test('coverage: terms that no case has shown both ways', async () => {
  const { stdout } = await place.eqlite(['test', 'rules/tool.toml', '--coverage']);
  expect(stdout.slice(stdout.indexOf('Terms'), stdout.indexOf('\n\n', stdout.indexOf('Terms')))).toBe(
    ['Terms shown true and false:', '○ rules/tool.toml 1 of 2', '    never false   event.type == "start"'].join('\n'),
  );
});

test('the evidence of the WMIC rule, raw records and all, and the example rules: all pass, every term shown both ways', async () => {
  const paths = [join(ROOT, 'packages/rule-wmic-remote-command'), join(ROOT, 'examples/rules')];
  const { stdout, stderr, code } = await place.eqlite(['test', ...paths, '--coverage']);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  expect(stdout).not.toContain('never');
  expect(untimed(stdout)).toMatch(/\n172 passed · 172 cases in 14 files · 0\.00 s\n$/);
});

test('1,000 cases run in two seconds', async () => {
  const cases = Array.from({ length: 20 }, (_, i) => {
    const [name, expected] = i % 2 === 0 ? ['tool.exe', 'match'] : [`tool${i}.exe`, 'no match'];
    return `  - { name: case ${i}, events: [{ process.name: ${name} }, { at: +3s }], expect: ${expected} }\n`;
  });
  const query = 'process where event.type == "start" and process.name : "tool.exe"';
  for (let i = 0; i < 50; i++) {
    await place.write(`many/rule${i}.toml`, rule(`many-${i}`, query));
    const head = 'defaults: { event: { category: process, type: start } }\ncases:\n';
    await place.write(`many/rule${i}.test.yaml`, head + cases.join(''));
  }
  const { stdout } = await place.eqlite(['test', 'many', '--format', 'json']);
  const { passed, failed, errors, milliseconds } = JSON.parse(stdout);
  expect({ passed, failed, errors }).toEqual({ passed: 1000, failed: 0, errors: 0 });
  expect(milliseconds).toBeLessThan(2000);
});

test('what cannot be used', async () => {
  const broken = await place.eqlite(['test', 'broken']);
  expect({ ...broken, stdout: untimed(broken.stdout) }).toMatchInlineSnapshot(`
    {
      "code": 2,
      "stderr": "",
      "stdout": "✗ broken/none.test.yaml cannot run
        broken/none.test.yaml: no rule to test
          hint: name one in "rule", or put it beside as none.toml, none.yaml, none.yml, none.json

    1 file could not run · 0 passed · 0 cases in 1 file · 0.00 s
    ",
    }
  `);
  const none = await place.eqlite(['test', 'nothing-here']);
  expect({ ...none, stdout: untimed(none.stdout) }).toMatchInlineSnapshot(`
    {
      "code": 2,
      "stderr": "",
      "stdout": "✗ nothing-here cannot run
        nothing-here: no such file or folder

    1 file could not run · 0 passed · 0 cases in 1 file · 0.00 s
    ",
    }
  `);
});

test('--watch runs again after a change, and ends with Ctrl-C', async () => {
  await place.write('watched/tool.toml', rule('tool', 'any where process.name == "a"'));
  const cases = (name: string) => `cases: [{ name: one, events: [{ process.name: ${name} }], expect: match }]\n`;
  await place.write('watched/tool.test.yaml', cases('b'));
  const child = spawn(process.execPath, [EQLITE, 'test', 'watched', '--watch'], {
    cwd: place.folder,
    env: { ...process.env, NO_COLOR: '1' },
  });
  let told = '';
  const until = (text: string) =>
    new Promise<void>((resolve) => {
      child.stdout.on('data', () => told.includes(text) && resolve());
    });
  child.stdout.on('data', (chunk) => {
    told += chunk;
  });
  const failed = until('1 failed · 0 passed');
  const waiting = new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk) => String(chunk).includes('Waiting') && resolve());
  });
  await Promise.all([failed, waiting]);
  const passed = until('1 passed');
  await place.write('watched/tool.test.yaml', cases('a'));
  await passed;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  expect(await ended).toBe(0);
});
