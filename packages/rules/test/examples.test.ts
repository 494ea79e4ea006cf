import { fileURLToPath } from 'node:url';
import { type LoadedRule, loadRules, type RuleTestResult, runRuleTests } from '@eqlite/rules';
import { describe, expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../../../examples/rules', import.meta.url));

const rules: LoadedRule[] = [];
for await (const item of loadRules(folder)) rules.push(item);
const results: RuleTestResult[] = [];
for await (const result of runRuleTests(folder, { coverage: true })) results.push(result);

test('the example rules load without warnings, and each has tests', () => {
  expect(rules.map((item) => (item.status === 'loaded' ? [item.status, item.warnings] : item))).toEqual(
    rules.map(() => ['loaded', []]),
  );
  expect(results.map(({ rulePath }) => rulePath)).toEqual(rules.map(({ path }) => path));
  expect(rules).toHaveLength(10);
});

describe.each(results)('$rule.name', ({ error, cases, coverage }) => {
  test('can be run', () => expect(error).toBeUndefined());

  test.each(cases)('$name', ({ message }) => expect(message).toBeUndefined());

  test('has every term shown true, and false', () => {
    expect(coverage?.filter(({ shownTrue, shownFalse }) => !shownTrue || !shownFalse).map(({ text }) => text)).toEqual(
      [],
    );
  });
});
