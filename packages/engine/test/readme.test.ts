import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import * as engine from '@eqlite/engine';
import { DEFAULT_REGEX_LIMITS } from '@eqlite/engine';
import { DEFAULT_LIMITS } from '@eqlite/syntax';
import { expect, test } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the first lines of the README run, and print what it says', () => {
  const [, code = '', output = ''] = /```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(readme) ?? [];
  const printed: string[] = [];
  const body = code.replace(/import (.*) from '@eqlite\/engine';/, 'const $1 = engine;');
  new Function('engine', 'console', body)(engine, {
    log: (...words: unknown[]) => printed.push(words.map((word) => inspect(word)).join(' ')),
  });
  expect(`${printed.join('\n')}\n`).toBe(output);
});

test('the limits of the README are the default ones', () => {
  const rows = [...readme.matchAll(/^\| `([\w.]+)` +\| ([\d,]+) +\|/gm)].map(([, name, value]) => [
    name,
    Number(value!.replaceAll(',', '')),
  ]);
  expect(Object.fromEntries(rows)).toEqual({
    ...DEFAULT_LIMITS,
    ...Object.fromEntries(Object.entries(DEFAULT_REGEX_LIMITS).map(([name, value]) => [`regex.${name}`, value])),
  });
});
