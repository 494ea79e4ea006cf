import { readFileSync } from 'node:fs';
import { format } from 'node:util';
import * as ecs from '@eqlite/ecs';
import { expect, test } from 'vitest';
import { SOURCES } from '../src/sources/index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const [first, second] = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) =>
  code!.replace(/import (.*) from '@eqlite\/ecs';/, 'const $1 = ecs;'),
);

test('the first lines of the README run, and print what it says', () => {
  const printed: string[] = [];
  const print = { log: (...words: unknown[]) => printed.push(format(...words)) };
  new Function('ecs', 'console', first!)(ecs, print);
  expect(`${printed.join('\n')}\n`).toBe(/```text\n([\s\S]*?)```/.exec(readme)?.[1]);
});

test('the lines about files run', () => {
  const handled: unknown[] = [];
  const lines = ['{"EventID":5,"EventTime":"2024-05-06 09:08:09","Channel":"System"}'];
  const body = `${second}; return { events, notUnderstood, sources, time };`;
  const stats = new Function('ecs', 'lines', 'handle', body)(ecs, lines, (_event: unknown, line: number) =>
    handled.push(line),
  );
  expect(handled).toEqual([0]);
  expect(stats).toMatchObject({ events: 1, notUnderstood: 0 });
});

test('the README counts the ids of Security', () => {
  const security = SOURCES.find(({ name }) => name === 'security')!;
  expect(readme).toContain(`${Object.keys(security.entries).length} ids of Security`);
});
