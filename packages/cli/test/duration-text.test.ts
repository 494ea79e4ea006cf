import { expect, test } from 'vitest';
import { durationText } from '../src/output/duration-text.js';

test.each([
  [0, '0s'],
  [0.25, '0.25ms'],
  [12, '12ms'],
  [1000, '1s'],
  [3250, '3.25s'],
  [59_999.9, '59.999s'],
  [60_000, '1m 00s'],
  [65_900, '1m 05s'],
  [3_599_999, '59m 59s'],
  [7_510_000, '2h 05m 10s'],
  [86_400_000, '1d 00h 00m'],
  [273_900_000, '3d 04h 05m'],
])('%d ms is %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
