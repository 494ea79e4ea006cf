import { describe, expect, test } from 'vitest';
import { workplacePerTest } from './support/command-line.js';

/** `eqlite fmt` as a user meets it. */

const { write, read, eqlite } = workplacePerTest();

const rule = (query: string) => `[rule]
rule_id = "r1"
name = "Rule one"
description = "Finds things."
severity = "low"
risk_score = 21
type = "eql"
query = '''
${query}
'''
`;
const SLOPPY = 'process where a==1   and // one\n   b : ("x","y")';
const NEAT = 'process where\n  a == 1 and // one\n  b : ("x", "y")';

describe('files', () => {
  test('are laid out in place; those that change are named', async () => {
    await write('rules/a.toml', rule(SLOPPY));
    await write('rules/b.toml', rule(NEAT).replace('r1', 'r2'));
    await write('rules/deep/c.eql', `\uFEFF${SLOPPY}`);
    await write('rules/package.json', '{"name":"x"}');
    expect(await eqlite(['fmt', 'rules'])).toEqual({
      code: 0,
      stdout: 'rules/a.toml\nrules/deep/c.eql\n',
      stderr: '2 of 3 files changed\n',
    });
    expect(await read('rules/a.toml')).toBe(rule(NEAT));
    expect(await read('rules/deep/c.eql')).toBe(`\uFEFF${NEAT}\n`);
    expect(await read('rules/package.json')).toBe('{"name":"x"}');
    expect(await eqlite(['fmt', 'rules'])).toEqual({ code: 0, stdout: '', stderr: '0 of 3 files changed\n' });
  });

  test('stay as they are under --check', async () => {
    await write('a.toml', rule(SLOPPY));
    expect(await eqlite(['fmt', '--check', 'a.toml'])).toEqual({
      code: 1,
      stdout: 'a.toml\n',
      stderr: '1 of 1 file would change\n',
    });
    expect(await read('a.toml')).toBe(rule(SLOPPY));
    await write('a.toml', rule(NEAT));
    expect((await eqlite(['fmt', '--check', 'a.toml'])).code).toBe(0);
  });

  test('a broken one does not hide the others', async () => {
    await write('a.toml', rule('process where a = 1'));
    await write('b.eql', SLOPPY);
    expect(await eqlite(['fmt', 'a.toml', 'b.eql', 'none.toml'])).toEqual({
      code: 2,
      stdout: 'b.eql\n',
      stderr: `a.toml:9:17: \`=\` does not compare [unexpected_token]
9 | process where a = 1
  |                 ^
hint: write \`==\`
none.toml: no such file or folder [not_found]
1 of 3 files changed · 2 with errors
`,
    });
    expect(await read('a.toml')).toBe(rule('process where a = 1'));
  });
});

describe('standard input', () => {
  test('is a query', async () => {
    expect(await eqlite(['fmt', '-'], SLOPPY)).toEqual({ code: 0, stdout: `${NEAT}\n`, stderr: '' });
  });

  test('in another width', async () => {
    expect(await eqlite(['fmt', '-', '--width', '20'], 'any where aaaaaaaa == 1 and bbbbbbbb == 2')).toEqual({
      code: 0,
      stdout: 'any where\n  aaaaaaaa == 1 and\n  bbbbbbbb == 2\n',
      stderr: '',
    });
  });

  test('in the dialect of Elastic Endpoint', async () => {
    const query = 'process where descendant of[process where a==b]';
    expect((await eqlite(['fmt', '-'], query)).code).toBe(2);
    expect((await eqlite(['fmt', '-', '--dialect', 'endpoint'], query)).stdout).toBe(
      'process where descendant of [process where a == b]\n',
    );
  });

  test('is a rule where its name says so', async () => {
    expect(await eqlite(['fmt', '-', '--stdin-path', 'x.toml'], rule(SLOPPY))).toEqual({
      code: 0,
      stdout: rule(NEAT),
      stderr: '',
    });
  });

  test('is given back as it is when it cannot be read', async () => {
    expect(await eqlite(['fmt', '-'], 'process where\n')).toEqual({
      code: 2,
      stdout: 'process where\n',
      stderr: `query.eql:1:14: expected a condition, found the end of the query [unexpected_end]
1 | process where
  |              ^
`,
    });
  });
});
