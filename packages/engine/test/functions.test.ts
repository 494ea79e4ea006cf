import { evaluate } from '@eqlite/engine';
import { FUNCTIONS } from '@eqlite/syntax';
import { expect, test } from 'vitest';

/** Every example line of the function table is `expression // value`, the value in EQL notation. */
test.each(FUNCTIONS.flatMap<string>(({ examples }) => examples))('%s', (example) => {
  const [expression, value] = example.split(/ \/\/ (?=[^/]*$)/) as [string, string];
  expect(evaluate(expression, {})).toBe(evaluate(value, {}));
});
