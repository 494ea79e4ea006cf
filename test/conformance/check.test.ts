import { check, formatDiagnostic } from '@eqlite/syntax';
import { describe, expect, test } from 'vitest';
import { SUITES, SUITES_FOLDER } from './suites.js';

describe.skipIf(SUITES_FOLDER === undefined)(
  "queries of Elasticsearch's suites, with the schema of their mappings",
  () => {
    test.each(Object.keys(SUITES))('%s check without an error', (name) => {
      const { cases, documents } = SUITES[name]!();
      const errors = cases.flatMap(({ query }) =>
        check(query, { schema: documents.schema })
          .filter(({ severity }) => severity === 'error')
          .map((diagnostic) => formatDiagnostic(diagnostic, query)),
      );
      expect(errors).toEqual([]);
    });
  },
);
