import { readFileSync } from 'node:fs';
import { EqlSyntaxError, parse } from '@eqlite/syntax';
import { describe, expect, test } from 'vitest';

/**
 * Wrong queries and what is printed about them, whole. Each case of the file is `=== what is wrong`, the query, `---`,
 * the code and the message.
 */
const CASES = readFileSync(new URL('bad-queries.txt', import.meta.url), 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((text) => {
    const [head, answer] = text.split('\n---\n') as [string, string];
    const end = head.indexOf('\n');
    return { name: head.slice(0, end), query: head.slice(end + 1), printed: answer.trimEnd() };
  });

const errorOf = (query: string, name: string): unknown => {
  try {
    return parse(query, { dialect: name.endsWith('endpoint dialect') ? 'endpoint' : 'elasticsearch' });
  } catch (error) {
    return error;
  }
};

describe('a wrong query', () => {
  test.each(CASES.map((one) => [one.name, one] as const))('%s', (_name, { name, query, printed }) => {
    const error = errorOf(query, name);
    if (!(error instanceof EqlSyntaxError)) throw error;
    expect(`${error.code}\n${error.message}`).toBe(printed);
    expect(error.message).toContain(error.summary);
  });

  test('has a name of its own', () => {
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  });
});
