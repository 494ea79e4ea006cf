import { join } from 'node:path';
import { type LoadedRule, loadRules } from '@eqlite/rules';
import { describe, expect, test } from 'vitest';
import { useFolder } from './folder.js';

const toml = (more: string, without: string[] = []) =>
  [
    '[rule]',
    ...Object.entries({
      rule_id: '"r1"',
      name: '"Rule one"',
      description: '"Finds things."',
      severity: '"low"',
      risk_score: '21',
      type: '"eql"',
      query: "'process where true'",
    })
      .filter(([key]) => !without.includes(key))
      .map(([key, value]) => `${key} = ${value}`),
    more,
  ].join('\n');

const fields = {
  rule_id: 'r1',
  name: 'Rule one',
  description: 'Finds things.',
  severity: 'low',
  risk_score: 21,
  type: 'eql',
  query: 'process where true',
};

/** `message` is the whole message of the one broken rule; the other items of the file are told by `others`. */
interface BrokenFile {
  readonly name: string;
  readonly file: string;
  readonly content: string | Uint8Array;
  readonly message: string;
  readonly others?: readonly string[];
}

const BROKEN_FILES: readonly BrokenFile[] = [
  {
    name: 'TOML: a key without a value',
    file: 'a.toml',
    content: '[rule]\nname = "a"\nseverity =\nrisk_score = 3\n',
    message: 'a.toml:3:11: not valid TOML: invalid value',
  },
  {
    name: 'TOML: a key twice',
    file: 'a.toml',
    content: toml('name = "again"'),
    message: 'a.toml:9:1: not valid TOML: trying to redefine an already defined table or value',
  },
  {
    name: 'TOML: a text without an end',
    file: 'a.toml',
    content: "[rule]\nquery = '''\nprocess where true\n",
    message: 'a.toml:2:9: not valid TOML: unfinished string',
  },
  {
    name: 'TOML: nested without end',
    file: 'a.toml',
    content: `a = ${'['.repeat(20_000)}`,
    message: 'a.toml:1:1005: not valid TOML: document contains excessively nested structures. aborting.',
  },
  {
    name: 'YAML: a list without an end',
    file: 'a.yaml',
    content: 'name: a\ntags: [x, y\nseverity: low\n',
    message:
      'a.yaml:3:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  },
  {
    name: 'YAML: a tab for indentation',
    file: 'a.yml',
    content: 'rule:\n\tname: a\n',
    message: 'a.yml:2:1: not valid YAML: Tabs are not allowed as indentation',
  },
  {
    name: 'YAML: a key twice',
    file: 'a.yml',
    content: 'rule:\n  name: a\n  name: b\n',
    message: 'a.yml:3:3: not valid YAML: Map keys must be unique',
  },
  {
    name: 'YAML: aliases that multiply',
    file: 'a.yaml',
    content: `a: &a [${'x,'.repeat(9)}]\n${[...'bcdefgh']
      .map((key, i) => `${key}: &${key} [${`*${'abcdefg'[i]},`.repeat(9)}]`)
      .join('\n')}\n`,
    message: 'a.yaml: not valid YAML: Excessive alias count indicates a resource exhaustion attack',
  },
  {
    name: 'YAML: a broken document does not hide the others',
    file: 'a.yaml',
    content: `${JSON.stringify(fields)}\n---\nname: [\n---\n${JSON.stringify({ ...fields, rule_id: 'r2' })}\n`,
    message:
      'a.yaml:4:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    others: ['loaded r1', 'loaded r2'],
  },
  {
    name: 'JSON: a comma too many',
    file: 'a.json',
    content: '{\n  "name": "a",\n}\n',
    message: 'a.json:3:1: not valid JSON: Expected double-quoted property name',
  },
  {
    name: 'JSON: cut off',
    file: 'a.json',
    content: '{\n  "name": "a"',
    message: "a.json:2:14: not valid JSON: Expected ',' or '}' after property value",
  },
  {
    name: 'JSON: several values, one a line',
    file: 'a.json',
    content: `${JSON.stringify(fields)}\n${JSON.stringify(fields)}\n`,
    message:
      'a.json:2:1: not valid JSON: Unexpected non-whitespace character after JSON\n  hint: a file with one JSON value per line ends in .ndjson',
  },
  {
    name: 'NDJSON: a broken line does not hide the others',
    file: 'a.ndjson',
    content: `${JSON.stringify(fields)}\r\n{"name": nope}\r\n${JSON.stringify({ ...fields, rule_id: 'r2' })}\r\n{"exported_count":2}`,
    message: 'a.ndjson:2: not valid JSON: Unexpected token \'o\', "{"name": nope}" is not valid JSON',
    others: ['loaded r1', 'loaded r2'],
  },
  {
    name: 'NDJSON: a line that is no rule',
    file: 'a.ndjson',
    content: `${JSON.stringify(fields)}\n"text"\n`,
    message:
      'a.ndjson:2: not a rule\n  hint: a rule has a table "rule" with its fields, or the fields name, type and query themselves',
    others: ['loaded r1'],
  },
  {
    name: 'an element of a list that is no rule',
    file: 'a.json',
    content: `[\n${JSON.stringify(fields)},\n17\n]`,
    message:
      'a.json:3: [1]: not a rule\n  hint: a rule has a table "rule" with its fields, or the fields name, type and query themselves',
    others: ['loaded r1'],
  },
  { name: 'an empty file', file: 'a.yaml', content: '', message: 'a.yaml: holds no rule: the file is empty' },
  {
    name: 'a file without a rule',
    file: 'a.toml',
    content: '[metadata]\nmaturity = "production"\n',
    message:
      'a.toml:1: not a rule\n  hint: a rule has a table "rule" with its fields, or the fields name, type and query themselves',
  },
  {
    name: 'a kind of file that holds no rules',
    file: 'a.txt',
    content: 'process where true',
    message: 'a.txt: not a kind of file that holds rules\n  hint: rule files end in .toml, .yaml, .yml, .json, .ndjson',
  },
  {
    name: 'bytes that are not UTF-8',
    file: 'a.toml',
    content: Uint8Array.of(0xff, 0xfe, 0x5b, 0x00),
    message: 'a.toml: not UTF-8 text\n  hint: save the file as UTF-8',
  },
  {
    name: 'a field missing',
    file: 'a.toml',
    content: toml('', ['severity']),
    message: 'a.toml:1: rule.severity: missing; expected one of low, medium, high, critical',
  },
  {
    name: 'all problems at once',
    file: 'a.toml',
    content: toml('max_signals = 0\nindex = "logs-*"\ninterval = "5 minutes"', ['name', 'query']),
    message: [
      'a.toml:1: rule.name: missing; expected a text that is not empty',
      'a.toml:1: rule.query: missing; expected a text that is not empty',
      'a.toml:8: rule.index: expected a list of texts, found "logs-*"',
      'a.toml:9: rule.interval: expected a duration such as "5m" (s, m, h or d), found "5 minutes"',
      'a.toml:7: rule.max_signals: expected a whole number from 1 up, found 0',
    ].join('\n'),
  },
  {
    name: 'a mistyped field',
    file: 'a.toml',
    content: toml('intervall = "5m"'),
    message: 'a.toml:9: rule.intervall: no such field\n  hint: did you mean "interval"?',
  },
  {
    name: 'a mistyped field that is also needed is told once',
    file: 'a.toml',
    content: toml('sevrity = "low"', ['severity']),
    message: 'a.toml:8: rule.sevrity: no such field\n  hint: did you mean "severity"?',
  },
  {
    name: 'a value of the wrong kind',
    file: 'a.yaml',
    content:
      'rule:\n  rule_id: r1\n  name: Rule one\n  description: Finds things.\n  severity: Low\n  risk_score: "high"\n  type: eql\n  query: process where true\n',
    message: [
      'a.yaml:5: rule.severity: expected one of low, medium, high, critical, found "Low"',
      'a.yaml:6: rule.risk_score: expected a whole number from 0 to 100, found "high"',
    ].join('\n'),
  },
  {
    name: 'a score out of bounds',
    file: 'a.ndjson',
    content: `${JSON.stringify({ ...fields, risk_score: 101 })}\n`,
    message: 'a.ndjson:1: risk_score: expected a whole number from 0 to 100, found 101',
  },
  {
    name: 'date math that is none',
    file: 'a.toml',
    content: toml('from = "yesterday"\nto = "2024-13-01"'),
    message: [
      'a.toml:9: rule.from: expected date math such as "now-6m", or an ISO 8601 date, found "yesterday"',
      'a.toml:10: rule.to: expected date math such as "now-6m", or an ISO 8601 date, found "2024-13-01"',
    ].join('\n'),
  },
  {
    name: 'an unknown kind of rule',
    file: 'a.toml',
    content: toml('type = "sigma"', ['type']),
    message: 'a.toml:8: rule.type: expected "eql", found "sigma"',
  },
  {
    name: 'deep inside: the second technique of the second tactic',
    file: 'a.toml',
    content: toml(`note = """
[[rule.threat]]
id = "in a text, not a key"
"""
[[rule.threat]]
framework = "MITRE ATT&CK"
tactic = { id = "TA0002", name = "Execution", reference = "https://attack.mitre.org/tactics/TA0002/" }

[[rule.threat]]
framework = "MITRE ATT&CK"
[[rule.threat.technique]]
id = "T1021"
name = "Remote Services"
reference = "https://attack.mitre.org/techniques/T1021/"
[[rule.threat.technique]]
id = 1047
name = "Windows Management Instrumentation"
[rule.threat.tactic]
id = "TA0008"
name = "Lateral Movement"
reference = "https://attack.mitre.org/tactics/TA0008/"
`),
    message: [
      'a.toml:24: rule.threat[1].technique[1].id: expected a text that is not empty, found 1047',
      'a.toml:23: rule.threat[1].technique[1].reference: missing; expected a text that is not empty',
    ].join('\n'),
  },
  {
    name: 'deep inside JSON',
    file: 'a.json',
    content: JSON.stringify(
      { rule: { ...fields, threat: [{ framework: 'MITRE ATT&CK', tactic: 'TA0002' }] } },
      null,
      2,
    ),
    message: 'a.json:13: rule.threat[0].tactic: expected a table with id, name and reference, found "TA0002"',
  },
  {
    name: 'an item of a list',
    file: 'a.yaml',
    content: `- ${JSON.stringify(fields)}\n- ${JSON.stringify({ ...fields, rule_id: 'r2', tags: ['a', 5] })}\n`,
    message: 'a.yaml:2: [1].tags[1]: expected a text, found 5',
    others: ['loaded r1'],
  },
  {
    name: 'an id given twice',
    file: 'a.ndjson',
    content: `${JSON.stringify(fields)}\n${JSON.stringify({ ...fields, name: 'Copy' })}\n`,
    message: 'a.ndjson:2: rule_id: "r1" is already the rule_id of a.ndjson\n  hint: give every rule an id of its own',
    others: ['loaded r1'],
  },
  {
    name: 'a table where a rule’s field is text',
    file: 'a.json',
    content: JSON.stringify({
      ...fields,
      query: { __proto__: 'process where true' },
      constructor: 'x',
      ['__proto__']: 1,
    }),
    message: 'a.json:1: query: expected a text that is not empty, found a table',
  },
];

const folder = useFolder();

async function load(...paths: string[]): Promise<LoadedRule[]> {
  const items: LoadedRule[] = [];
  for await (const item of loadRules(paths)) items.push(item);
  return items;
}

const tell = (item: LoadedRule) =>
  item.status === 'loaded'
    ? `loaded ${item.rule.rule_id}`
    : item.status === 'skipped'
      ? `skipped ${folder.relative(item.path)} ${item.name}: ${item.reason}`
      : `failed ${folder.relative(item.error.message)}`;

describe('a broken file says what is wrong, where, and what to do', () => {
  test.each(BROKEN_FILES)('$name', async ({ file, content, message, others = [] }) => {
    const items = await load(await folder.write(file, content));
    const failures = items.filter(({ status }) => status === 'failed');
    expect(failures.map((item) => folder.relative(item.status === 'failed' ? item.error.message : ''))).toEqual([
      message,
    ]);
    expect(items.filter(({ status }) => status !== 'failed').map(tell)).toEqual(others);
  });

  test('a file that is not there', async () => {
    expect((await load(join(folder.path, 'none.toml'))).map(tell)).toEqual([
      'failed none.toml: no such file or folder',
    ]);
  });
});

describe('a folder', () => {
  test('is read to the bottom in order of names; what is not about rules is passed over or skipped', async () => {
    await folder.write('b/z.toml', toml(''));
    await folder.write('a.ndjson', `${JSON.stringify({ ...fields, rule_id: 'r0' })}\n{"exported_count":1}\n`);
    await folder.write('b/z.test.yaml', 'cases: []');
    await folder.write('b/node_modules/x.toml', toml(''));
    await folder.write('.git/x.toml', toml(''));
    await folder.write('events.ndjson', '{"a":1}\n{"a":2}\n');
    await folder.write('package.json', '{"name":"x"}');
    await folder.write('README.md', '# x');
    await folder.write('c.json', '{');
    expect((await load(folder.path)).map(tell)).toEqual([
      'loaded r0',
      'loaded r1',
      "failed c.json:1:2: not valid JSON: Expected property name or '}'",
      'skipped events.ndjson undefined: holds no rules',
      'skipped package.json undefined: holds no rules',
    ]);
  });

  test('a file reached twice is read once', async () => {
    const path = await folder.write('a.toml', toml(''));
    expect((await load(path, folder.path, path)).map(tell)).toEqual(['loaded r1']);
  });
});

describe('what is not an EQL rule is skipped, with the reason', () => {
  test.each([
    [{ ...fields, type: 'query', language: 'kuery' }, 'Rule one: rule of type query, kuery; only eql rules run here'],
    [{ ...fields, type: 'esql', language: 'esql' }, 'Rule one: rule of type esql; only eql rules run here'],
    [
      { ...fields, type: 'threshold', language: 'lucene' },
      'Rule one: rule of type threshold, lucene; only eql rules run here',
    ],
    [{ name: 'Odd', type: 'machine_learning' }, 'Odd: rule of type machine_learning; only eql rules run here'],
    [{ list_id: 'l', name: 'Exceptions', type: 'rule_default' }, 'Exceptions: an exception list, not a rule'],
    [{ list_id: 'l', item_id: 'i', name: 'Trusted', type: 'simple' }, 'Trusted: an exception, not a rule'],
    [{ type: 'action', attributes: { name: 'Mail' } }, 'undefined: a connector, not a rule'],
  ])('%j', async (value, told) => {
    const items = await load(await folder.write('a.ndjson', JSON.stringify(value)));
    expect(items.map(tell)).toEqual([`skipped a.ndjson ${told}`]);
  });
});
