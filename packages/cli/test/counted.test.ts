import { expect, test } from 'vitest';
import { grouped } from '../src/output/counted.js';

test.each([0, 7, 12, 999, 1000, 12_345, 999_999, 1_000_000, Number.MAX_SAFE_INTEGER])('grouped(%i)', (count) => {
  expect(grouped(count)).toBe(count.toLocaleString('en'));
});
