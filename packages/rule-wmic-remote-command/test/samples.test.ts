import { readFileSync } from 'node:fs';
import { toEcs } from '@eqlite/ecs';
import { wmicRemoteCommand } from '@eqlite/rule-wmic-remote-command';
import { createRuleRunner } from '@eqlite/rules';
import { expect, test } from 'vitest';

/** One story as four sources tell it: the same three commands are found in each, on these lines. */
const HITS = [
  { file: 'elastic-defend.ndjson', lines: [20, 24, 30] },
  { file: 'elastic-endgame.ndjson', lines: [11, 14, 18] },
  { file: 'sysmon.ndjson', lines: [19, 25, 30] },
  { file: 'security.ndjson', lines: [17, 21, 26] },
];

test.each(HITS)('$file has three hits among other events', ({ file, lines }) => {
  const runner = createRuleRunner([wmicRemoteCommand]);
  const text = readFileSync(new URL(`../samples/${file}`, import.meta.url), 'utf8');
  const alerts = text
    .trim()
    .split('\n')
    .flatMap((line, index) => {
      const event = toEcs(JSON.parse(line));
      if (event === undefined) throw new Error(`${file}:${index + 1} is of no known kind`);
      return runner.push(event, { file, line: index + 1 });
    });
  const found = alerts.map(({ 'eqlite.origin': origin, process }) => [
    origin?.line,
    (process as { command_line: string }).command_line,
  ]);
  expect(found).toEqual([
    [lines[0], 'wmic  /node:WS-014 computersystem get Model,TotalPhysicalMemory'],
    [
      lines[1],
      '"C:\\Windows\\System32\\Wbem\\WMIC.exe" /node:WS-022 process call create "cmd.exe /c ipconfig > C:\\Users\\Public\\o.txt"',
    ],
    [
      lines[2],
      'WMIC /NODE:"FS-01" /user:HARBOR\\svc-inventory useraccount where name="svc-inventory" set Disabled=false',
    ],
  ]);
});
