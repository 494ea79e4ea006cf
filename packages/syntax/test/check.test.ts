import { readFileSync } from 'node:fs';
import {
  type CheckOptions,
  check,
  EqlError,
  EqlSemanticError,
  FUNCTIONS,
  formatDiagnostic,
  parse,
  parseExpression,
} from '@eqlite/syntax';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCidr, isDate } from '../src/check/constants.js';
import { queries } from './arbitrary.js';

const SCHEMA = {
  '@timestamp': 'date',
  'event.category': 'keyword',
  'process.name': 'keyword',
  'process.command_line': 'wildcard',
  'process.pid': 'long',
  'process.score': 'float',
  'process.is_signed': 'boolean',
  'source.ip': 'ip',
  'package.version': 'version',
  message: 'match_only_text',
  title: 'text',
  'title.keyword': 'keyword',
  location: 'geo_point',
  threads: 'nested',
  'threads.id': 'long',
  empty: 'object',
  'host.id': 'keyword',
};
const { 'event.category': _category, ...WITHOUT_CATEGORY } = SCHEMA;

/** The options that a case's name tells in its last parentheses. */
const optionsOf = (name: string): CheckOptions => {
  const words = /\(([^()]*)\)$/.exec(name)?.[1] ?? '';
  return {
    ...(words.includes('endpoint') ? { dialect: 'endpoint' } : {}),
    ...(words.includes('schema') ? { schema: SCHEMA } : {}),
    ...(words.includes('no category field') ? { schema: WITHOUT_CATEGORY } : {}),
  };
};

/**
 * Queries and all that is found in them, whole. Each case of the file is `=== the rule (options)`, the query, `---`, and
 * for each diagnostic its code and the message.
 */
const CASES = readFileSync(new URL('checked-queries.txt', import.meta.url), 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((text) => {
    const [head, found] = text.split('\n---\n') as [string, string];
    const end = head.indexOf('\n');
    return { name: head.slice(0, end), query: head.slice(end + 1), found: found.trimEnd() };
  });

const report = (query: string, options: CheckOptions, tree: string | ReturnType<typeof parse> = query): string => {
  const found = check(tree, options).map((one) => `${one.code}\n${formatDiagnostic(one, query)}`);
  return found.length === 0 ? 'nothing' : found.join('\n');
};

describe('check', () => {
  test.each(CASES.map((one) => [one.name, one] as const))('%s', (_name, { name, query, found }) => {
    const options = optionsOf(name);
    // A tree of one dialect may be checked in another.
    const tree = name.endsWith('[ast endpoint]') ? parse(query, { dialect: 'endpoint' }) : query;
    expect(report(query, options, tree)).toBe(found);
  });

  test('a tree is checked as its text is', () => {
    for (const { name, query, found } of CASES) {
      if (name === 'text that does not parse' || name.endsWith('[ast endpoint]')) continue;
      const { dialect = 'elasticsearch' } = optionsOf(name);
      expect(report(query, optionsOf(name), parse(query, { dialect }))).toBe(found);
    }
  });

  test.each(FUNCTIONS.flatMap(({ examples }) => examples))('finds nothing in %s', (example) => {
    const call = parseExpression(example.split(' // ')[0] as string);
    const condition = { kind: 'Comparison', operator: '==', left: call, right: call, span: call.span } as const;
    const query = { kind: 'EventQuery', category: null, condition, span: call.span } as const;
    expect(check({ kind: 'PipedQuery', query, pipes: [], span: call.span })).toEqual([]);
  });

  test('another field for the category', () => {
    const schema = { kind: 'keyword' };
    expect(check('a where true', { schema, eventCategoryField: 'kind' })).toEqual([]);
    expect(check('a where true', { schema })).toHaveLength(1);
  });

  test('names of Object’s own are no fields of a schema', () => {
    expect(
      check('any where constructor == 1 and __proto__.x == 1', { schema: SCHEMA }).map(({ code }) => code),
    ).toEqual(['unknown_field', 'unknown_field']);
  });

  test('thousands of unknown names take no longer than their number', () => {
    const schema = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`field.number.f${i}.name`, 'keyword']));
    const query = `any where ${Array.from({ length: 5000 }, (_, i) => `field.numer.f${i}.name == 1`).join(' or ')}`;
    const start = performance.now();
    expect(check(query, { schema })).toHaveLength(5000);
    expect(performance.now() - start).toBeLessThan(10_000);
  }, 30_000);

  test('any tree has diagnostics in source order, and never throws', () => {
    fc.assert(
      fc.property(queries({ dialect: 'endpoint' }), fc.constantFrom(undefined, SCHEMA), (query, schema) => {
        for (const dialect of ['elasticsearch', 'endpoint'] as const) {
          const found = check(query, { dialect, ...(schema ? { schema } : {}) });
          expect(found.every((one, i) => i === 0 || (found[i - 1]?.span.start as number) <= one.span.start)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  test.each([
    [{ schma: {} }, 'unknown option "schma"; the options are schema, dialect, eventCategoryField, limits'],
    [{ dialect: 'sql' }, 'unknown dialect "sql"; the dialects are elasticsearch, endpoint'],
    [{ limits: { deep: 1 } }, 'unknown option "deep"; the options are maxLength, maxTokens, maxListItems, maxDepth'],
  ])('options %j', (options, message) => {
    expect(() => check('any where true', options as CheckOptions)).toThrow(new TypeError(message));
  });

  test('a limit is a diagnostic too', () => {
    expect(check('any where true', { limits: { maxTokens: 2 } })).toMatchObject([{ code: 'too_many_tokens' }]);
  });
});

test('a semantic error prints all that was found', () => {
  const source = 'any where foo(a) and length()';
  const [first, ...rest] = check(source);
  const error = new EqlSemanticError([first as NonNullable<typeof first>, ...rest], source);
  expect(error).toBeInstanceOf(EqlError);
  expect(error).toMatchObject({
    name: 'EqlSemanticError',
    code: 'unknown_function',
    summary: 'unknown function "foo"',
  });
  expect(error.diagnostics.map(({ code }) => code)).toEqual(['unknown_function', 'wrong_arity', 'condition_type']);
  expect(error.message).toBe(`1:11: unknown function "foo"
1 | any where foo(a) and length()
  |           ^^^
1:22: "length" takes 1 argument, not 0
1 | any where foo(a) and length()
  |                      ^^^^^^
hint: write \`length(source)\`
1:22: a condition is true or false, not an integer
1 | any where foo(a) and length()
  |                      ^^^^^^^^`);
});

describe('addresses and dates', () => {
  test('any IPv4 and IPv6 address with any prefix is a block', () => {
    fc.assert(
      fc.property(fc.oneof(fc.tuple(fc.ipV4(), fc.nat(32)), fc.tuple(fc.ipV6(), fc.nat(128))), ([address, prefix]) => {
        expect(isCidr(address)).toBe(true);
        expect(isCidr(`${address}/${prefix}`)).toBe(true);
      }),
    );
  });

  test('any instant in ISO 8601 is a date', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
        const text = date.toISOString();
        for (const length of [4, 7, 10, 13, 16, 19, 24]) {
          expect(isDate(text.slice(0, length))).toBe(true);
        }
        expect(isDate(`${text}||-1d/d`)).toBe(true);
      }),
    );
  });

  test.each([
    '',
    '2020-1-1',
    '2020-00-01',
    '2020-01-32',
    '2021-02-29',
    '2020-01-01T24:00',
    '2020-01-01T10:60',
    'now+',
    'now-1x',
    '||',
    'x||/d',
    '20200101T000000Z',
    '1e3',
  ])('%j is no date', (text) => expect(isDate(text)).toBe(false));

  test.each([
    '',
    '/8',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.4/33',
    '1.2.3.4/-1',
    '01.2.3.4',
    '1.2.3.4/8/8',
    ':',
    ':::',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '::/129',
    'g::',
    '::1.2.3',
    '1.2.3.4::',
    '::1%eth0',
  ])('%j is no block', (text) => expect(isCidr(text)).toBe(false));
});
