import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RunningCount } from '../src/output/running-count.js';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What is written when so many items are done, one each 50 ms. */
function written(isTTY: boolean, items: number): string {
  let text = '';
  const stream = { isTTY, write: (part: string) => (text += part) } as unknown as NodeJS.WriteStream;
  const count = new RunningCount(stream, 'rules');
  for (let i = 1; i <= items; i++) {
    vi.advanceTimersByTime(50);
    count.show(i * 1000);
  }
  count.clear();
  return text;
}

test.each<[string, boolean, number, string]>([
  ['in a pipe', false, 100, ''],
  ['short work', true, 9, ''],
  ['long work', true, 13, '\r10,000 rules\r12,000 rules\r\x1b[K'],
])('%s', (_name, isTTY, items, text) => expect(written(isTTY, items)).toBe(text));
