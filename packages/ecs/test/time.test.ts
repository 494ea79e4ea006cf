import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTime } from '../src/time.js';

test('times in their most frequent form are read as all others are', () => {
  const form = fc.constantFrom('2024-05-06 07:08:09', '2024-05-06 07:08:09.012', '0099-13-32 25:61:61.999');
  const change = fc.tuple(fc.nat(), fc.constantFrom(...'0123456789-: .T/', 'é'));
  fc.assert(
    fc.property(form, fc.array(change, { maxLength: 3 }), (text, changes) => {
      const changed = [...text];
      for (const [at, character] of changes) changed[at % changed.length] = character;
      expect(parseTime(changed.join(''))).toBe(parseTime(`${changed.join('')}Z`));
    }),
    { numRuns: 3000 },
  );
  expect(parseTime('2024-05-06 07:08:09.012')).toBe(Date.UTC(2024, 4, 6, 7, 8, 9, 12));
});
