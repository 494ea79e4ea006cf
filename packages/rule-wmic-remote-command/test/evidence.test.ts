import { fileURLToPath } from 'node:url';
import { toEcs } from '@eqlite/ecs';
import { type RuleTestResult, runRuleTests } from '@eqlite/rules';
import { describe, expect, test } from 'vitest';

const results: RuleTestResult[] = [];
for await (const result of runRuleTests(fileURLToPath(new URL('../evidence', import.meta.url)), {
  convert: toEcs,
  coverage: true,
})) {
  results.push(result);
}

test('there is evidence for every source', () => {
  expect(results.map(({ path }) => path.split('/').at(-1))).toEqual([
    'elastic-defend.test.yaml',
    'elastic-endgame.test.yaml',
    'security.test.yaml',
    'sysmon.test.yaml',
  ]);
});

describe.each(results)('$path', ({ error, cases, coverage }) => {
  test('can be run', () => expect(error).toBeUndefined());

  test.each(cases)('$name', ({ message }) => expect(message).toBeUndefined());

  test('shows every term true', () => {
    expect(coverage?.filter(({ shownTrue }) => !shownTrue)).toEqual([]);
  });
});

test('the near misses show every term false', () => {
  const [defend] = results;
  expect(defend?.coverage?.map(({ shownFalse, text }) => [shownFalse, text])).toEqual([
    [true, 'host.os.type == "windows"'],
    [true, 'event.type == "start"'],
    [true, 'process.name : "WMIC.exe"'],
    [true, 'process.args : "*node:*"'],
    [true, 'process.args : ("call", "set", "get")'],
    [true, 'process.args : ("*/node:localhost*", "*/node:\\"127.0.0.1\\"*", "/node:127.0.0.1")'],
  ]);
});
