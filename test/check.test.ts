import { describe, expect, test } from 'vitest';
import { workplacePerTest } from './support/command-line.js';

/** `eqlite check` as a user meets it. */

const { write, eqlite } = workplacePerTest();

const rule = (query: string, id = 'r1') => `[rule]
rule_id = "${id}"
name = "Rule ${id}"
description = "Finds things."
severity = "low"
risk_score = 21
type = "eql"
query = '''
${query}
'''
`;
const FINE = 'process where process.name : "x*"';

describe('text', () => {
  test('nothing found', async () => {
    await write('a.toml', rule(FINE));
    await write('b.eql', FINE);
    expect(await eqlite(['check', '.'])).toEqual({ code: 0, stdout: '', stderr: 'nothing found in 2 rules\n' });
  });

  test('places are those of the file', async () => {
    await write('rules/a.toml', rule('process where\n  process.nmae : "x" and process.pid == "abc"'));
    await write(
      'rules/b.yaml',
      `rule_id: r2\nname: n\ndescription: d\nseverity: low\nrisk_score: 1\ntype: eql\nquery: >\n  process where\n  endWith(process.name, "x")\n`,
    );
    await write(
      'rules/c.ndjson',
      `{"type":"query","language":"kuery","name":"other","rule_id":"r4","query":"a:b"}\n{"rule_id":"r3","name":"n","description":"d","severity":"low","risk_score":1,"type":"eql","query":"process where\\n user.id = 1"}\n`,
    );
    await write('rules/d.toml', '[rule]\nname = "n"\n');
    expect(await eqlite(['check', 'rules'])).toEqual({
      code: 1,
      stdout: `rules/a.toml:10:3: warning: unknown field "process.nmae" [unknown_field]
10 |   process.nmae : "x" and process.pid == "abc"
   |   ^^^^^^^^^^^^
hint: did you mean "process.name", "process.start" or "process.title"?

rules/a.toml:10:41: the field "process.pid" holds numbers, which \`"abc"\` is not [bad_constant]
10 |   process.nmae : "x" and process.pid == "abc"
   |                                         ^^^^^

rules/b.yaml:9:3: unknown function "endWith" [unknown_function]
9 |   endWith(process.name, "x")
  |   ^^^^^^^
hint: did you mean "endsWith"?

rules/c.ndjson:2:124: \`=\` does not compare [unexpected_token]
2 | …:"eql","query":"process where\\n user.id = 1"}
  |                                          ^
hint: write \`==\`

rules/d.toml:1: rule.rule_id: missing; expected a text that is not empty [invalid]

rules/d.toml:1: rule.description: missing; expected a text that is not empty [invalid]

rules/d.toml:1: rule.severity: missing; expected one of low, medium, high, critical [invalid]

rules/d.toml:1: rule.risk_score: missing; expected a whole number from 0 to 100 [invalid]

rules/d.toml:1: rule.type: missing; expected "eql" [invalid]

rules/d.toml:1: rule.query: missing; expected a text that is not empty [invalid]
`,
      stderr: '9 errors, 1 warning in 4 of 4 rules · 1 of other languages skipped\n',
    });
  });

  test('a query on standard input', async () => {
    expect(await eqlite(['check', '-'], 'process where user.nmae == null')).toEqual({
      code: 1,
      stdout: `-:1:15: warning: unknown field "user.nmae" [unknown_field]
1 | process where user.nmae == null
  |               ^^^^^^^^^
hint: did you mean "user.name", "user.email" or "user.domain"?
`,
      stderr: '1 warning in 1 of 1 rule\n',
    });
  });

  test('warnings may pass', async () => {
    expect((await eqlite(['check', '-', '--fail-on', 'error'], 'process where user.nmae == null')).code).toBe(0);
    expect((await eqlite(['check', '-', '--fail-on', 'error'], 'process where user.name = null')).code).toBe(1);
  });

  test('a file that is not there', async () => {
    expect(await eqlite(['check', 'none.toml'])).toEqual({
      code: 2,
      stdout: 'none.toml: no such file or folder [not_found]\n',
      stderr: 'no rule checked · 1 not checked\n',
    });
  });

  test('the dialect of Elastic Endpoint', async () => {
    expect((await eqlite(['check', '-'], 'process where process.name == user.name')).code).toBe(1);
    expect(
      (await eqlite(['check', '-', '--dialect', 'endpoint'], 'process where process.name == user.name')).code,
    ).toBe(0);
  });
});

describe('fields', () => {
  const QUERY =
    'process where acme.badge : "x*" and acme.bagde != null and acme.colour : "y" and acme.colour.keyword == "y"';
  const SCHEMAS = {
    'flat.json': '{ "acme.badge": "keyword", "acme.colour": "text", "acme.colour.keyword": "keyword" }',
    'nested.yaml': 'acme:\n  badge: keyword\n  colour: text\n  colour.keyword: keyword\n',
    'mapping.json': JSON.stringify({
      'logs-acme': {
        mappings: {
          properties: {
            acme: {
              properties: {
                badge: { type: 'keyword' },
                colour: { type: 'text', fields: { keyword: { type: 'keyword' } } },
              },
            },
          },
        },
      },
    }),
  };

  test('of an object that no schema knows are passed over', async () => {
    expect((await eqlite(['check', '-'], QUERY)).code).toBe(0);
  });

  test.each(Object.entries(SCHEMAS))('from %s', async (file, schema) => {
    await write(file, schema);
    expect(await eqlite(['check', '-', '--schema', file], QUERY)).toEqual({
      code: 1,
      stdout: `-:1:37: warning: unknown field "acme.bagde" [unknown_field]
1 | process where acme.badge : "x*" and acme.bagde != null and acme.colour : "y" and acme.colour.keyword…
  |                                     ^^^^^^^^^^
hint: did you mean "acme.badge" or "message"?
`,
      stderr: '1 warning in 1 of 1 rule\n',
    });
  });

  test('a schema that is none', async () => {
    await write('s.json', '[]');
    expect(await eqlite(['check', '-', '--schema', 's.json'], QUERY)).toEqual({
      code: 2,
      stdout: '',
      stderr:
        's.json: holds no fields\n  hint: a schema is a table of fields and their types, as in { "acme.badge": "keyword" }, or an Elasticsearch mapping\n',
    });
  });

  test('--no-schema', async () => {
    expect((await eqlite(['check', '-', '--no-schema'], 'process where process.nmae == 1')).code).toBe(0);
  });
});

describe('formats for programs', () => {
  const QUERY = 'process where user.nmae == null and process.pid == "a,b: 50%"';

  test('json', async () => {
    expect(JSON.parse((await eqlite(['check', '-', '--format', 'json'], QUERY)).stdout)).toEqual([
      {
        path: '-',
        line: 1,
        column: 15,
        endLine: 1,
        endColumn: 24,
        severity: 'warning',
        code: 'unknown_field',
        message: 'unknown field "user.nmae"',
        hint: 'did you mean "user.name", "user.email" or "user.domain"?',
      },
      {
        path: '-',
        line: 1,
        column: 52,
        endLine: 1,
        endColumn: 62,
        severity: 'error',
        code: 'bad_constant',
        message: 'the field "process.pid" holds numbers, which `"a,b: 50%"` is not',
      },
    ]);
    expect((await eqlite(['check', '-', '--format', 'json'], FINE)).stdout).toBe('[]\n');
  });

  const place = (startColumn: number, endColumn: number) => ({
    physicalLocation: {
      artifactLocation: { uri: '-' },
      region: { startLine: 1, startColumn, endLine: 1, endColumn },
    },
  });

  test('sarif', async () => {
    expect(JSON.parse((await eqlite(['check', '-', '--format', 'sarif'], QUERY)).stdout)).toEqual({
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'eqlite', rules: [{ id: 'bad_constant' }, { id: 'unknown_field' }] } },
          columnKind: 'utf16CodeUnits',
          results: [
            {
              ruleId: 'unknown_field',
              ruleIndex: 1,
              level: 'warning',
              message: {
                text: 'unknown field "user.nmae"\nhint: did you mean "user.name", "user.email" or "user.domain"?',
              },
              locations: [place(15, 24)],
            },
            {
              ruleId: 'bad_constant',
              ruleIndex: 0,
              level: 'error',
              message: { text: 'the field "process.pid" holds numbers, which `"a,b: 50%"` is not' },
              locations: [place(52, 62)],
            },
          ],
        },
      ],
    });
  });

  test('github', async () => {
    expect((await eqlite(['check', '-', '--format', 'github'], QUERY)).stdout).toBe(
      `::warning file=-,line=1,col=15,endColumn=24,title=unknown_field::unknown field "user.nmae"%0Ahint: did you mean "user.name", "user.email" or "user.domain"?
::error file=-,line=1,col=52,endColumn=62,title=bad_constant::the field "process.pid" holds numbers, which \`"a,b: 50%25"\` is not
`,
    );
  });
});
