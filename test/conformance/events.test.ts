import { search } from '@eqlite/engine';
import { parse } from '@eqlite/syntax';
import { describe, expect, test } from 'vitest';
import { type Case, SUITES, SUITES_FOLDER, type Suite } from './suites.js';

const isEventQuery = ({ query }: Case) => parse(query).query.kind === 'EventQuery';

function idsFound(suite: Suite, { query, size = 50 }: Case, resultPosition: 'head' | 'tail'): unknown[] {
  const { events, schema } = suite.documents;
  const { tiebreakerField, idField } = suite;
  const options = { schema, size, resultPosition, ...(tiebreakerField === undefined ? {} : { tiebreakerField }) };
  return (search(query, events, options).hits.events ?? []).map(({ _source }) => _source[idField]);
}

describe.skipIf(SUITES_FOLDER === undefined).each(['main', 'date nanos', 'extra'])(
  "Elasticsearch's suite %s",
  (name) => {
    const suite = SUITES_FOLDER === undefined ? undefined : SUITES[name]!();
    const cases = suite?.cases.filter(isEventQuery) ?? [];
    describe.each(['head', 'tail'] as const)('resultPosition %s', (resultPosition) => {
      test.each(cases.map((query) => [query.name, query] as const))('%s', (_name, query) => {
        expect(idsFound(suite!, query, resultPosition)).toEqual(query.expected_event_ids);
      });
    });
  },
);
