import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Outcome, openWorkplace } from './support/command-line.js';

/** One table for all commands: 0 fine, 1 findings, 2 not done. */

const { folder, eqlite, write } = await openWorkplace();

const rule = (query: string) =>
  `name = "R"\nrule_id = "r"\ndescription = "d"\nseverity = "low"\nrisk_score = 1\ntype = "eql"\nquery = '${query}'\n`;

await mkdir(join(folder, 'empty'));
await write('other/settings.yaml', 'a: 1\n');
await write('kuery/k.json', '{"name":"k","rule_id":"k","type":"query","language":"kuery","query":"a:b"}');
await write('events.ndjson', '{"event":{"category":"process"}}\n');
await write('fine.toml', rule('process where true'));
await write('fine.test.yaml', 'cases: [{ name: c, events: [{ event.category: process }], expect: match }]\n');
await write('doubtful.toml', rule('process where process.nmae == "x"'));
await write('doubtful.test.yaml', 'cases: [{ name: c, events: [{ event.category: process }], expect: match }]\n');
await write('wrong.toml', rule('process where'));
await write('invalid.toml', 'rule_id = "r"\n');
await write('sloppy.eql', 'process   where true\n');
await write('neat.eql', 'process where true\n');

const ENDINGS = '.toml, .yaml, .yml, .json, .ndjson';
const NOT_A_RULE = `events.ndjson:1: not a rule`;
const HINT = 'hint: a rule has a table "rule" with its fields, or the fields name, type and query themselves\n';

const untimed = ({ stdout, ...rest }: Outcome) => ({ ...rest, stdout: stdout.replace(/ · \d\.\d\d s/, '') });

describe('0: fine', () => {
  test.each<[command: string, stdout: string, stderr: string]>([
    ['check fine.toml', '', 'nothing found in 1 rule\n'],
    ['check kuery', '', 'no rule checked · 1 of other languages skipped\n'],
    ['fmt --check neat.eql', '', '0 of 1 file would change\n'],
    ['test fine.toml', '✓ fine.test.yaml 1 case\n\n1 passed · 1 case in 1 file\n', ''],
  ])('eqlite %s', async (command, stdout, stderr) => {
    const outcome = await eqlite(command.split(' '));
    expect(untimed(outcome)).toEqual({ code: 0, stdout, stderr });
  });
});

describe('1: findings', () => {
  test.each<[command: string, stderr: string]>([
    ['check doubtful.toml', '1 warning in 1 of 1 rule\n'],
    ['check wrong.toml', '1 error in 1 of 1 rule\n'],
    ['check invalid.toml', '6 errors in 1 of 1 rule\n'],
    ['fmt --check sloppy.eql', '1 of 1 file would change\n'],
    ['test doubtful.toml', ''],
  ])('eqlite %s', async (command, stderr) => {
    const outcome = await eqlite(command.split(' '));
    expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 1, stderr });
  });
});

describe('2: not done', () => {
  test.each<[command: string, stdout: string, stderr: string]>([
    [
      'check empty',
      `empty: no file in this folder ends in ${ENDINGS}, .eql [not_found]\n`,
      'no rule checked · 1 not checked\n',
    ],
    ['check other', '', `other: no rule in it; names of rule files end in ${ENDINGS}, those of queries in .eql\n`],
    ['check nope', 'nope: no such file or folder [not_found]\n', 'no rule checked · 1 not checked\n'],
    ['check events.ndjson', `${NOT_A_RULE} [not_a_rule]\n${HINT}`, 'no rule checked · 1 not checked\n'],
    ['check fine.toml nope', 'nope: no such file or folder [not_found]\n', 'nothing found in 1 rule · 1 not checked\n'],
    [
      'fmt empty',
      '',
      `empty: no file in this folder ends in ${ENDINGS}, .eql [not_found]\n0 of 1 file changed · 1 with errors\n`,
    ],
    ['fmt other', '', `other: no rule in it; names of rule files end in ${ENDINGS}, those of queries in .eql\n`],
    ['run empty --on events.ndjson', '', `empty: no file in this folder ends in ${ENDINGS}\nNo rule to run.\n`],
    [
      'run other --on events.ndjson',
      '',
      `other: no rule in it; names of rule files end in ${ENDINGS}\nNo rule to run.\n`,
    ],
    ['run events.ndjson --on events.ndjson', '', `${NOT_A_RULE}\n  ${HINT}No rule to run.\n`],
    ['run kuery --on events.ndjson', '', '1 rule of other languages passed over.\nNo rule to run.\n'],
    [
      'run fine.toml --on empty',
      '',
      'empty: no file in this folder ends in .ndjson, .jsonl, .json, .evtx, .xml, .gz, .zst, .zip\n' +
        '0 alerts · 1 rule · 0 events in 0 files · 1 folder without events\n',
    ],
    ['explain other events.ndjson', '', `other: no rule in it; names of rule files end in ${ENDINGS}\n`],
    ['explain kuery events.ndjson', '', '1 rule of other languages passed over.\n'],
    [
      'test empty',
      '✗ empty cannot run\n    empty: no file in this folder ends in .test.yaml, .test.yml\n\n' +
        '1 file could not run · 0 passed · 0 cases in 1 file\n',
      '',
    ],
  ])('eqlite %s', async (command, stdout, stderr) => {
    const outcome = await eqlite(command.split(' '));
    expect(untimed(outcome)).toEqual({ code: 2, stdout, stderr });
  });
});
