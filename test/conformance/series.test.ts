import { describe, expect, test } from 'vitest';
import { readSeries, runSeries } from './series.js';
import { readSuiteFile, SUITES_FOLDER } from './suites.js';

describe.skipIf(SUITES_FOLDER === undefined)("Elasticsearch's series of sequences", () => {
  const all = SUITES_FOLDER === undefined ? [] : readSeries(readSuiteFile('sequences.series.spec'));

  test('are all read', () => {
    expect(all.length).toBe(25);
  });

  describe.each(['head', 'tail'] as const)('resultPosition %s', (resultPosition) => {
    test.each(all.map((series) => [series.name, series] as const))('%s', (_name, series) => {
      expect(runSeries(series, resultPosition)).toEqual(series.expected);
    });
  });
});
