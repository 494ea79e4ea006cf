import { compile, type Event } from '@eqlite/engine';
import { describe, expect, test } from 'vitest';

/** Of a thousand members a list takes at most five times as long as of ten, whatever they are; misses and hits alike. */
const LISTS: readonly { readonly name: string; readonly condition: (count: number) => string }[] = [
  { name: 'wildcards around a fragment', condition: (n) => `f : (${members(n, (i) => `*tool${i}-x*`)})` },
  {
    name: 'wildcards of a folder and an end',
    condition: (n) => `f : (${members(n, (i) => `C:\\\\dir${i}\\\\*.exe`)})`,
  },
  { name: 'wildcards that keep case', condition: (n) => `f like (${members(n, (i) => `*\\\\tool${i}-x.exe`)})` },
  { name: 'wildcards with question marks', condition: (n) => `f : (${members(n, (i) => `*tool${i}??x*`)})` },
  { name: 'texts in any case', condition: (n) => `f : (${members(n, (i) => `tool${i}.exe`)})` },
  { name: 'texts', condition: (n) => `f in (${members(n, (i) => `tool${i}.exe`)})` },
  { name: 'addresses of one host', condition: (n) => `f in (${members(n, (i) => `10.0.${i >> 8}.${i & 255}`)})` },
];

function members(count: number, item: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => `"${item(i)}"`).join(', ');
}

/** Paths that share beginnings and ends with the members; as a reader delivers them, parsed from text. */
const EVENTS: readonly Event[] = JSON.parse(
  JSON.stringify(
    Array.from({ length: 200 }, (_, i) => ({
      f: `${['C:\\dirs\\some\\Tools', 'tool', 'C:\\Windows\\System32\\DriverStore\\tool', '10.0.0.'][i % 4]}${i}y.exe`,
    })),
  ),
);

describe.each(LISTS)('$name', ({ condition }) => {
  test('1,000 take at most 5 times as long as 10', () => {
    const [few, many] = [10, 1_000].map((count) => compile(`any where ${condition(count)}`).matches);
    let hits = 0;
    const timeOf = (matches: (event: Event) => boolean): number => {
      const start = performance.now();
      for (let round = 0; round < 20; round++) for (const event of EVENTS) if (matches(event)) hits++;
      return performance.now() - start;
    };
    // The least of several rounds, taken in turn, so that a busy machine slows both.
    let least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < 15; round++) {
      least = [Math.min(least[0]!, timeOf(few!)), Math.min(least[1]!, timeOf(many!))];
    }
    expect(hits).toBeGreaterThanOrEqual(0);
    expect(least[1]! / least[0]!).toBeLessThanOrEqual(5);
  });
});
