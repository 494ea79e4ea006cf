import { type LoadedRule, parseRules } from '@eqlite/rules';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTestFile } from '../src/testing/test-file.js';

const RULE = {
  rule_id: 'r',
  name: 'n',
  description: 'd',
  severity: 'low',
  risk_score: 1,
  type: 'eql',
  query: 'any where true',
  tags: ['a', 'b'],
  threat: [{ framework: 'f', tactic: { id: 'T', name: 'n', reference: 'r' }, technique: [] }],
};

const TOML = `[rule]\nname = 'x' # "\nquery = '''\na = "b"\n'''\n[[rule.threat]]\ntactic = { id = "T" }\n`;
const YAML = `define: &a { x: 1 }\ncases:\n  - name: a\n    events: [{ <<: *a, at: +3s }, { raw: {} }]\n    expect: [[1]]\n`;

/** A text cut, and with a few characters put in at random. */
const damaged = (text: string) =>
  fc
    .tuple(
      fc.nat(text.length),
      fc.nat(text.length),
      fc.string({ maxLength: 6 }),
      fc.constantFrom('', '[', '{', '"', "'''", '\0', '&x', '*x'),
    )
    .map(([from, to, noise, sign]) => text.slice(0, from) + noise + sign + text.slice(to));

test.each([
  ['rule.json', JSON.stringify({ rule: RULE }, null, 2)],
  ['rule.ndjson', `${JSON.stringify(RULE)}\n${JSON.stringify(RULE)}\n`],
  ['rule.yaml', `- ${JSON.stringify(RULE)}\n- rule: ${JSON.stringify(RULE)}\n`],
  ['rule.toml', TOML],
])('a damaged %s gives rules and errors, whatever the damage', (path, text) => {
  fc.assert(
    fc.property(damaged(text), (broken) => {
      const items: LoadedRule[] = [...parseRules(broken, path)];
      for (const item of items) {
        if (item.status === 'failed') expect(item.error.message).toMatch(/^rule\.\w+/);
        else expect(item.line === undefined || item.line >= 1).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('a damaged test file is a test file or an error, whatever the damage', () => {
  fc.assert(
    fc.property(damaged(YAML), (broken) => {
      const file = parseTestFile(broken, 'rule.test.yaml');
      expect('cases' in file || file.message.startsWith('rule.test.yaml')).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('values of any kind in a rule are refused by name', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(RULE)), fc.jsonValue({ maxDepth: 2 }), (key, value) => {
      const [item] = [...parseRules(JSON.stringify({ rule: { ...RULE, [key]: value } }), 'rule.json')];
      expect(['loaded', 'failed', 'skipped']).toContain(item?.status);
      if (item?.status === 'failed') expect(item.error.message).toContain(`rule.${key}`);
    }),
  );
});

/** Parsers that recurse would end the process. */
test.each([
  ['a.json', `[${'['.repeat(100_000)}${']'.repeat(100_000)}]`, 'not valid JSON: nested deeper than 200 levels'],
  ['a.ndjson', `{"a":${'['.repeat(300)}${']'.repeat(300)}}`, '1: not valid JSON: nested deeper than 200 levels'],
  ['a.yaml', `${'{a: '.repeat(100_000)}`, 'not valid YAML: nested deeper than 200 levels'],
  ['a.yaml', `${'- '.repeat(100_000)}a`, 'not valid YAML: nested deeper than 200 levels'],
  ['a.yaml', `a: |\n${' '.repeat(500)}b`, 'not valid YAML: nested deeper than 200 levels'],
  ['a.yaml', 'a: &a [*a, *a]', 'not valid YAML: an alias stands for something that it is a part of'],
  ['a.yaml', 'a: &a { <<: *a }', 'not valid YAML: an alias stands for something that it is a part of'],
  [
    'a.yaml',
    `a0: &a0 [x]\n${Array.from({ length: 20 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}]\n`).join('')}`,
    'not valid YAML: Excessive alias count indicates a resource exhaustion attack',
  ],
  [
    'a.toml',
    `a = ${'['.repeat(100_000)}`,
    '1:1005: not valid TOML: document contains excessively nested structures. aborting.',
  ],
])('%s, %#: nested without end, or multiplied', (path, text, message) => {
  const [item] = parseRules(text, path);
  const told = item?.status === 'failed' ? item.error.message : item?.status;
  expect(told).toBe(`${path}:${/^\d/.test(message) ? '' : ' '}${message}`);
});

test('brackets in texts, hundreds of lines and wide blocks are no nesting', () => {
  const rule = { ...RULE, description: '([{'.repeat(60) + 'x'.repeat(500), note: '- - - '.repeat(50) };
  for (const [path, text] of [
    ['a.json', JSON.stringify(rule)],
    ['a.yaml', `${JSON.stringify(rule)}\n# ${'- '.repeat(500)}`],
    ['a.ndjson', '{"a":[\n'.repeat(500) + JSON.stringify(rule)],
  ] as const) {
    expect([...parseRules(text, path)].at(-1)?.status).toBe('loaded');
  }
});
