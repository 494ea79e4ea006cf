import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatFinding, formatRules, parseRules } from '@eqlite/rules';
import { describe, expect, test } from 'vitest';

const toml = (query: string) => `# a rule
[metadata]
maturity = "production" # 'query = """'

[rule]
rule_id = "r1"
name = "Rule one"
description = """
query = 'not this one'
"""
severity = "low"
risk_score = 21
type = "eql"
query = ${query}
note = "after"
`;
const yaml = (query: string) => `# a rule
rule_id: r1
name: Rule one
description: >
  query: not this one
severity: low
risk_score: 21
type: eql
query: ${query}
note: after # it
`;
const fields = {
  rule_id: 'r1',
  name: 'Rule one',
  description: 'Finds things.',
  severity: 'low',
  risk_score: 21,
  type: 'eql',
};

const LONG =
  'process where event.type=="start" and process.name : ("cmd.exe","powershell.exe") and user.id != "S-1-5-18" // not the system';
const LONG_LINES = [
  'process where event.type == "start" and',
  '  process.name : ("cmd.exe", "powershell.exe") and',
  '  user.id != "S-1-5-18" // not the system',
];

interface Case {
  readonly name: string;
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

const CASES: readonly Case[] = [
  {
    name: 'TOML, literal over lines: what stands around the query stays',
    file: 'a.toml',
    before: toml(`'''\n\n${LONG}\n\n'''  # why`),
    after: toml(`'''\n\n${LONG_LINES.join('\n')}\n\n'''  # why`),
  },
  {
    name: 'TOML, basic over lines, with escapes',
    file: 'a.toml',
    before: toml(`"""\nprocess where file.path=="C:\\\\\\\\Temp" and x == ""\\"raw"\\""\n"""`),
    after: toml(`"""\nprocess where file.path == "C:\\\\\\\\Temp" and x == ""\\"raw""\\"\n"""`),
  },
  {
    name: 'TOML, on one line',
    file: 'a.toml',
    before: toml(`'process where a=="b"'`),
    after: toml(`'process where a == "b"'`),
  },
  {
    name: 'TOML, on one line with escapes',
    file: 'a.toml',
    before: toml(String.raw`"process where a==\"b\\\\c\""`),
    after: toml(String.raw`"process where a == \"b\\\\c\""`),
  },
  {
    name: 'TOML, on one line that becomes several',
    file: 'a.toml',
    before: toml(`'${LONG}'`),
    after: toml(`'''\n${LONG_LINES.join('\n')}\n'''`),
  },
  {
    name: 'TOML, the same with what a literal cannot hold',
    file: 'a.toml',
    before: toml(JSON.stringify(LONG.replace('the', "'''the"))),
    after: toml(`"""\n${LONG_LINES.join('\n').replace('the', "'''the")}\n"""`),
  },
  {
    name: 'TOML, CRLF',
    file: 'a.toml',
    before: toml(`'''\n${LONG}\n'''`).replaceAll('\n', '\r\n'),
    after: toml(`'''\n${LONG_LINES.join('\n')}\n'''`).replaceAll('\n', '\r\n'),
  },
  {
    name: 'YAML, literal block',
    file: 'a.yaml',
    before: yaml(`|  # why\n    ${LONG}\n`),
    after: yaml(`|  # why\n${LONG_LINES.map((line) => `    ${line}`).join('\n')}\n`),
  },
  {
    name: 'YAML, literal block with an indentation of its own and all line breaks kept',
    file: 'a.yaml',
    before: yaml('|2+\n    process where\n    a==1\n\n\n'),
    after: yaml('|2+\n    process where a == 1\n\n\n'),
  },
  {
    name: 'YAML, folded block that becomes several lines: literal',
    file: 'a.yaml',
    before: yaml(
      `>-\n  process where event.type=="start" and process.name : ("cmd.exe","powershell.exe") and\n  user.id != "S-1-5-18" // not the system`,
    ),
    after: yaml(`|-\n${LONG_LINES.map((line) => `  ${line}`).join('\n')}`),
  },
  {
    name: 'YAML, folded block that becomes one line',
    file: 'a.yaml',
    before: yaml('>-\n  process where\n  a==1'),
    after: yaml('>-\n  process where a == 1'),
  },
  { name: 'YAML, plain', file: 'a.yaml', before: yaml('process where a==1'), after: yaml('process where a == 1') },
  {
    name: 'YAML, plain that has to be quoted',
    file: 'a.yaml',
    before: yaml('process where a :"it\'s"'),
    after: yaml(`'process where a : "it''s"'`),
  },
  {
    name: 'YAML, plain that becomes several lines',
    file: 'a.yml',
    before: yaml('process where\n  a==1 and // it\n  b==2').replace(' // it', ' /* it */'),
    after: yaml('process where a == 1 and /* it */ b == 2'),
  },
  {
    name: 'YAML, single quotes',
    file: 'a.yaml',
    before: yaml(`'process where a=="it''s"'`),
    after: yaml(`'process where a == "it''s"'`),
  },
  {
    name: 'YAML, quotes around what becomes several lines',
    file: 'a.yaml',
    before: yaml(`'${LONG}'`),
    after: yaml(`|-\n${LONG_LINES.map((line) => `  ${line}`).join('\n')}`),
  },
  {
    name: 'YAML, the same with a comment behind',
    file: 'a.yaml',
    before: yaml(`${JSON.stringify(LONG)} # why`),
    after: yaml(`${JSON.stringify(LONG_LINES.join('\n'))} # why`),
  },
  {
    name: 'YAML, in a list',
    file: 'a.yaml',
    before:
      `- rule: { ${yaml('').split('\n').slice(1, 3).join(', ')}, description: x, severity: low, risk_score: 1, type: eql, query: 'any where a==1' }\n- query: any where a==1 and // b\n    c\n  rule_id: r2\n  name: n\n  description: x\n  severity: low\n  risk_score: 1\n  type: eql\n`.replace(
        ' // b',
        '',
      ),
    after: `- rule: { ${yaml('').split('\n').slice(1, 3).join(', ')}, description: x, severity: low, risk_score: 1, type: eql, query: 'any where a == 1' }\n- query: any where a == 1 and c\n  rule_id: r2\n  name: n\n  description: x\n  severity: low\n  risk_score: 1\n  type: eql\n`,
  },
  {
    name: 'JSON',
    file: 'a.json',
    before: JSON.stringify({ rule: { ...fields, query: `${LONG}\n`, note: 'query' } }, null, 4),
    after: JSON.stringify({ rule: { ...fields, query: `${LONG_LINES.join('\n')}\n`, note: 'query' } }, null, 4),
  },
  {
    name: 'JSON, a list, with escapes of its own',
    file: 'a.json',
    before: `[${JSON.stringify({ ...fields, query: 'any where a=="é\\\\"' }).replace('é', '\\u00e9')}, ${JSON.stringify({ ...fields, rule_id: 'r2', query: 'any where true' })}]`,
    after: `[${JSON.stringify({ ...fields, query: 'any where a == "é\\\\"' })}, ${JSON.stringify({ ...fields, rule_id: 'r2', query: 'any where true' })}]`,
  },
  {
    name: 'NDJSON, a Kibana export: other lines stay',
    file: 'a.ndjson',
    before: `${JSON.stringify({ ...fields, query: 'any where a==1' })}\r\n${JSON.stringify({ ...fields, rule_id: 'r2', query: 'a=1', type: 'query', language: 'kuery' })}\n\n${JSON.stringify({ ...fields, rule_id: 'r3', query: 'any where  b' })}\n{"exported_count":3}\n`,
    after: `${JSON.stringify({ ...fields, query: 'any where a == 1' })}\r\n${JSON.stringify({ ...fields, rule_id: 'r2', query: 'a=1', type: 'query', language: 'kuery' })}\n\n${JSON.stringify({ ...fields, rule_id: 'r3', query: 'any where b' })}\n{"exported_count":3}\n`,
  },
  { name: 'a query alone', file: 'a.eql', before: '\n  any where\n\n a', after: 'any where a\n' },
  { name: 'a query alone, CRLF', file: 'a.eql', before: '// a\r\nany where\r\n a', after: '// a\r\nany where a\r\n' },
];

describe('only the query changes', () => {
  test.each(CASES)('$name', ({ file, before, after }) => {
    expect(formatRules(before, file)).toEqual({ text: after, findings: [] });
    expect(formatRules(after, file)).toEqual({ text: after, findings: [] });
  });
});

const told = (text: string, file: string) => formatRules(text, file).findings.map(formatFinding);

describe('what cannot be formatted stays, and is told', () => {
  test.each([
    [
      'a query that does not parse, beside one that does',
      'a.ndjson',
      `${JSON.stringify({ ...fields, query: 'any where\n a=1' })}\n${JSON.stringify({ ...fields, rule_id: 'r2', query: 'any where  b' })}\n`,
      `${JSON.stringify({ ...fields, query: 'any where\n a=1' })}\n${JSON.stringify({ ...fields, rule_id: 'r2', query: 'any where b' })}\n`,
      [
        `a.ndjson:1:133: \`=\` does not compare [unexpected_token]
1 | …":21,"type":"eql","query":"any where\\n a=1"}
  |                                          ^
hint: write \`==\``,
      ],
    ],
    [
      'a rule that is broken otherwise',
      'a.toml',
      toml(`'any where  a'`).replace('"low"', '"lov"'),
      toml(`'any where  a'`).replace('"low"', '"lov"'),
      ['a.toml:11: rule.severity: expected one of low, medium, high, critical, found "lov" [invalid]'],
    ],
    [
      'a file that is no TOML',
      'a.toml',
      'query = ',
      'query = ',
      ['a.toml:1:9: not valid TOML: invalid value [syntax]'],
    ],
    [
      'a query alone',
      'a.eql',
      'any',
      'any',
      [
        'a.eql:1:4: expected `where`, found the end of the query [unexpected_end]\n1 | any\n  |    ^\nhint: after the event category comes `where`, as in `process where …`',
      ],
    ],
  ])('%s', (_name, file, before, after, messages) => {
    expect(formatRules(before, file).text).toBe(after);
    expect(told(before, file)).toEqual(messages);
  });
});

const root =
  process.env.EQLITE_CONFORMANCE ?? fileURLToPath(new URL('../../../../shared/conformance', import.meta.url));
const corpus = `${root}/detection-rules`;
const isThere = existsSync(corpus);
if (!isThere) console.warn(`SKIPPED: no rule corpus in ${corpus}; name its parent folder in EQLITE_CONFORMANCE`);

test.skipIf(!isThere)('every file of the corpus is formatted once and for all, and nothing else in it changes', () => {
  const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.toml'));
  expect(files).toHaveLength(1081);
  for (const file of files) {
    const text = readFileSync(join(corpus, file), 'utf8');
    const { text: formatted, findings } = formatRules(text, file);
    expect(findings).toEqual([]);
    expect(formatRules(formatted, file)).toEqual({ text: formatted, findings: [] });
    const queryOf = (source: string) =>
      [...parseRules(source, file)].map((item) => (item.status === 'loaded' ? item.rule.query.trim() : ''));
    const [query = '', laidOut = ''] = [...queryOf(text), ...queryOf(formatted)];
    // In the few files where the query is a text on one line it becomes a literal over lines.
    if (text.includes(query)) expect(formatted).toBe(text.replace(query, () => laidOut));
  }
});
