import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openWorkplace, WMIC_RULE } from './eqlite.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RECORDINGS = resolve(ROOT, process.env.EQLITE_DATA ?? '../shared/data', 'mordor');

const { eqlite } = await openWorkplace();

test('a wrong query: the caret frame, exit code 2', async () => {
  const { code, stderr } = await eqlite(['search', 'process where process.name = "x"', '-']);
  expect({ code, stderr }).toMatchInlineSnapshot(`
    {
      "code": 2,
      "stderr": "1:28: \`=\` does not compare
    1 | process where process.name = "x"
      |                            ^
    hint: write \`==\`
    ",
    }
  `);
});

test('a misspelt command', async () => {
  const { code, stderr } = await eqlite(['serch']);
  expect({ code, stderr }).toEqual({ code: 2, stderr: "error: unknown command 'serch'\n(Did you mean search?)\n" });
});

test('the sample records: twelve alerts, as NDJSON and as a table', async () => {
  const samples = join(ROOT, 'packages/rule-wmic-remote-command/samples');
  const asNdjson = await eqlite(['run', WMIC_RULE, '--on', samples, '--format', 'ndjson']);
  const alerts = asNdjson.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(alerts).toHaveLength(12);
  expect(new Set(alerts.map((alert) => alert['kibana.alert.rule.name']))).toEqual(new Set(['WMIC Remote Command']));
  expect(
    asNdjson.stderr,
  ).toBe(`Time set right for 8 events in 1 file, recorded in local time without a zone: -1 h (see --no-time-repair)
Time wrong for 9 events: no Sysmon record beside them tells by how much
12 alerts · 1 rule · 119 events in 4 files
`);
  const asTable = await eqlite(['run', WMIC_RULE, '--on', samples]);
  const lines = asTable.stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(13);
  expect(lines.every((line) => line.length <= 120)).toBe(true);
});

const hasRecordings = existsSync(RECORDINGS);
if (!hasRecordings)
  console.warn(`Skipped: recorded attacks are not at ${RECORDINGS}; set EQLITE_DATA to the folder that has them.`);

test.skipIf(!hasRecordings)('over all recordings: exactly the two records of the one act', async () => {
  const { stdout, stderr, code } = await eqlite(['run', WMIC_RULE, '--on', RECORDINGS, '--format', 'ndjson']);
  const file = join(RECORDINGS, 'empire_wmic_add_user_backdoor.ndjson.gz');
  const alerts = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(alerts.map((alert) => [alert['eqlite.origin'], alert['kibana.alert.original_event.provider']])).toEqual([
    [{ file, line: 165 }, 'Microsoft-Windows-Sysmon'],
    [{ file, line: 634 }, 'Microsoft-Windows-Security-Auditing'],
  ]);
  expect(stderr).toMatch(/2 alerts · 1 rule · 342,0\d\d events in 64 files/);
  expect(code).toBe(0);
});
