import { compile, matchesByReference } from '@eqlite/engine';
import { check, parse, print } from '@eqlite/syntax';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { condition, event, SCHEMA } from './arbitrary.js';

/** `EQLITE_PAIRS` pairs of an expression and an event; more by hand, fewer in the ordinary run. */
const RUNS = Number(process.env.EQLITE_PAIRS ?? 20_000) / 10;

test.each([
  ['without a schema', {}],
  ['with a schema', { schema: SCHEMA }],
])(
  'compiled queries agree with the reference, %s',
  (_name, options) => {
    fc.assert(
      fc.property(condition, fc.array(event, { minLength: 10, maxLength: 10 }), (source, events) => {
        const query = parse(`any where ${source}`);
        // Some are refused: a text operator on a number field, two fields compared …
        fc.pre(check(query, options).every(({ severity }) => severity !== 'error'));
        const compiled = compile(query, options);
        if (query.query.kind !== 'EventQuery') throw new Error('an event query was meant');
        for (const one of events) {
          expect(compiled.matches(one), `${print(query)} over ${JSON.stringify(one)}`).toBe(
            matchesByReference(query.query, one, options),
          );
        }
      }),
      { numRuns: RUNS },
    );
  },
  300_000,
);
