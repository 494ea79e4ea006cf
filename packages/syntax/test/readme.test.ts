import { readFileSync } from 'node:fs';
import * as syntax from '@eqlite/syntax';
import { expect, test } from 'vitest';

test('the first lines of the README run, and print what it says', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, code = '', output = ''] = /```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(readme) ?? [];
  const printed: string[] = [];
  const body = code.replace(/import (.*) from '@eqlite\/syntax';/, 'const $1 = syntax;');
  new Function('syntax', 'console', body)(syntax, { log: (...words: unknown[]) => printed.push(words.join(' ')) });
  expect(`${printed.join('\n')}\n`).toBe(output);
});
