import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const example = (path: string) =>
  execFileSync('node', [fileURLToPath(new URL(`../examples/${path}`, import.meta.url))], { encoding: 'utf8' });

test('embed', () => {
  expect(example('embed/embed.js')).toBe('WMIC.exe true\ncmd.exe false\n');
});

test('wmic: three hits in the samples of each source', () => {
  const files = example('wmic/wmic.js')
    .trim()
    .split('\n')
    .map((line) => line.split(':')[0]);
  expect(files).toEqual(
    ['elastic-defend', 'elastic-endgame', 'security', 'sysmon'].flatMap((name) => Array(3).fill(`${name}.ndjson`)),
  );
});

test('custom-rule', () => {
  expect(example('custom-rule/custom-rule.js')).toMatchInlineSnapshot(`
    "process event with process rundll32.exe, on WS-07 created medium alert Rundll32 Without Arguments.
    "
  `);
});

test('sequence: the same in a batch and live', () => {
  expect(example('sequence/sequence.js')).toMatchInlineSnapshot(`
    "batch
      FS-01: 09:07:02 admin from 10.0.0.7, 09:07:03 psexesvc.exe
      DC-01: 09:08:30 admin from 10.0.0.7, 09:08:41 kjwqe.exe
    live
      at 09:08:30  FS-01: 09:07:02 admin from 10.0.0.7, 09:07:03 psexesvc.exe
      at 09:09:30  DC-01: 09:08:30 admin from 10.0.0.7, 09:08:41 kjwqe.exe
      0 begun and not complete, 1 too slow, 0 late
    "
  `);
});
