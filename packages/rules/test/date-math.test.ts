import { compileDateMath } from '@eqlite/rules';
import { afterEach, describe, expect, test } from 'vitest';

const NOW = '2024-03-31T00:30:15.250Z'; // an hour before clocks change in Berlin

const resolve = (text: string, rounding: 'start' | 'end' = 'start') =>
  new Date(compileDateMath(text, rounding)(Date.parse(NOW))).toISOString();

const CASES = [
  ['now', '2024-03-31T00:30:15.250Z', undefined],
  ['now-6m', '2024-03-31T00:24:15.250Z', undefined],
  ['now-119m', '2024-03-30T22:31:15.250Z', undefined],
  ['now+90s', '2024-03-31T00:31:45.250Z', undefined],
  ['now-1d', '2024-03-30T00:30:15.250Z', undefined],
  ['now+1d', '2024-04-01T00:30:15.250Z', undefined],
  ['now-1M', '2024-02-29T00:30:15.250Z', undefined],
  ['now-1y-1M', '2023-02-28T00:30:15.250Z', undefined],
  ['now-1H', '2024-03-30T23:30:15.250Z', undefined],
  ['now/d', '2024-03-31T00:00:00.000Z', '2024-03-31T23:59:59.999Z'],
  ['now-1d/d', '2024-03-30T00:00:00.000Z', '2024-03-30T23:59:59.999Z'],
  ['now/d-1s', '2024-03-30T23:59:59.000Z', '2024-03-31T23:59:58.999Z'],
  ['now/w', '2024-03-25T00:00:00.000Z', '2024-03-31T23:59:59.999Z'],
  ['now/M', '2024-03-01T00:00:00.000Z', '2024-03-31T23:59:59.999Z'],
  ['now/h', '2024-03-31T00:00:00.000Z', '2024-03-31T00:59:59.999Z'],
  ['2024-01-01||', '2024-01-01T00:00:00.000Z', undefined],
  ['2024-05-01', '2024-05-01T00:00:00.000Z', undefined],
  ['2024-05-01T12:00:00+02:00', '2024-05-01T10:00:00.000Z', undefined],
  ['2024-01-31||+1M/d', '2024-02-29T00:00:00.000Z', '2024-02-29T23:59:59.999Z'],
] as const;

describe('date math is Elasticsearch’s, in UTC', () => {
  const { TZ } = process.env;
  afterEach(() => {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  });

  test.each(CASES)('%s', (text, start, end: string = start) => {
    for (const zone of ['UTC', 'Europe/Berlin', 'America/Los_Angeles']) {
      process.env.TZ = zone; // of the machine: no matter
      expect([resolve(text, 'start'), resolve(text, 'end')]).toEqual([start, end]);
    }
  });

  test('or in a zone with days of its own', () => {
    const [start, end] = (['start', 'end'] as const).map((rounding) =>
      new Date(compileDateMath('now/d', rounding, 'Europe/Berlin')(Date.parse(NOW))).toISOString(),
    );
    expect([start, end]).toEqual(['2024-03-30T23:00:00.000Z', '2024-03-31T21:59:59.999Z']); // 23 hours
  });

  test.each(['', 'yesterday', 'now-', 'now-5', 'now-5x', 'now/', 'now /d', '2024-13-01', '+1d', 'now-1.5h'])(
    '%j is none',
    (text) => {
      expect(() => compileDateMath(text)).toThrow(new RangeError(`not date math: "${text}"`));
    },
  );
});
