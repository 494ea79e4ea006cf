import { compile } from '@eqlite/engine';
import { type ExpressionNode, parse, print } from '@eqlite/syntax';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../src/lint/terms/judge.js';
import { isDisjoint, isWithin, type Member } from '../src/lint/terms/value-set.js';

const RUNS = Number(process.env.EQLITE_LINT_RUNS ?? 3000);

// ---------------------------------------------------------------- sets

const text = (maxLength: number, characters: string) => fc.string({ unit: fc.constantFrom(...characters), maxLength });
const member = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: text(3, 'abAB'), foldCase: fc.boolean() }),
  fc.record({ kind: fc.constant('pattern' as const), text: text(4, 'abAB*?'), foldCase: fc.boolean() }),
);
const set = fc.array(member, { minLength: 1, maxLength: 3 }).map((members) => ({ members }));

/** All texts of up to four letters. */
const TEXTS = (() => {
  const texts = [''];
  for (let from = 0, length = 0; length < 4; length++) {
    const to = texts.length;
    for (; from < to; from++) for (const letter of 'abAB') texts.push(texts[from]! + letter);
  }
  return texts;
})();

/** The obvious way. */
function isIn(value: string, { members }: { readonly members: readonly Member[] }): boolean {
  return members.some((one) => {
    if (one.kind !== 'text' && one.kind !== 'pattern') throw new Error(one.kind);
    const source = one.kind === 'text' ? one.text : one.text.replaceAll('*', '.*').replaceAll('?', '.');
    return new RegExp(`^(?:${source})$`, one.foldCase ? 'i' : '').test(value);
  });
}

describe('sets of texts', () => {
  test('what is within is', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        if (isWithin(a, b)) expect(TEXTS.filter((value) => isIn(value, a) && !isIn(value, b))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  test('disjoint are those without a common text, and only those', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const common = TEXTS.filter((value) => isIn(value, a) && isIn(value, b));
        if (isDisjoint(a, b)) expect(common).toEqual([]);
        // Patterns of four symbols may need up to eight letters to meet.
        else if (a.members.length === 1 && b.members.length === 1 && !/[*]/.test(JSON.stringify([a, b]))) {
          expect(common).not.toEqual([]);
        }
      }),
      { numRuns: RUNS },
    );
  });

  const one = (pattern: string, foldCase = false) => ({
    members: [{ kind: 'pattern' as const, text: pattern, foldCase }],
  });
  test.each([
    ['cmd.exe', '*.exe', true, false],
    ['*.exe', 'cmd.exe', false, false],
    ['a*', '*a', false, false],
    ['a*b', 'a*', true, false],
    ['a*', 'b*', false, true],
    ['*a', '*b', false, true],
    ['a?c', 'a*c', true, false],
    ['a*c', 'a?c', false, false],
    ['??', '?', false, true],
    ['*x*', '*y*', false, false],
    ['C:\\Windows\\*', '?:\\*', true, false],
    ['*', '*?', false, false],
    ['a*a', 'aa*', false, false],
  ])('%s and %s', (a, b, within, disjoint) => {
    expect([isWithin(one(a), one(b)), isDisjoint(one(a), one(b))]).toEqual([within, disjoint]);
  });

  test('time grows with the lengths', () => {
    const long = one(`${'*a'.repeat(2000)}*`);
    const start = performance.now();
    isWithin(one(`${'ab'.repeat(2000)}c`), long);
    isDisjoint(one(`${'*b'.repeat(2000)}c`), long);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

// ---------------------------------------------------------------- terms

/** One that has one value, one that may have many, a number, and a field ECS does not know. */
const FIELDS = ['process.name', 'process.args', 'process.pid', 'x.y'] as const;

const value = text(2, 'abA').map((one) => JSON.stringify(one));
const pattern = text(3, 'abA*?').map((one) => JSON.stringify(one));
const list = (item: fc.Arbitrary<string>) =>
  fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => `(${items.join(', ')})`);
const number = fc.integer({ min: -1, max: 3 }).map(String);
const textField = fc.constantFrom('process.name', 'process.args', 'x.y');

const leaf: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(textField, fc.constantFrom('==', '!='), value).map((parts) => parts.join(' ')),
  fc.tuple(textField, fc.constantFrom('in', 'in~', 'not in', 'not in~'), list(value)).map((parts) => parts.join(' ')),
  fc.tuple(textField, fc.constantFrom(':', 'like', 'like~'), list(pattern)).map((parts) => parts.join(' ')),
  fc.tuple(textField, fc.constantFrom('regex', 'regex~'), value).map((parts) => parts.join(' ')),
  fc
    .tuple(fc.constantFrom('process.pid', 'x.y'), fc.constantFrom('==', '!=', '<', '<=', '>', '>='), number)
    .map((parts) => parts.join(' ')),
  fc.tuple(number, fc.constantFrom('<', '>='), fc.constant('process.pid')).map((parts) => parts.join(' ')),
  fc.tuple(fc.constantFrom(...FIELDS), fc.constantFrom('==', '!=')).map((parts) => `${parts.join(' ')} null`),
  fc
    .tuple(fc.constantFrom('startsWith', 'endsWith~', 'stringContains'), textField, value)
    .map(([name, field, text]) => `${name}(${field}, ${text})`),
);

const condition = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc
      .tuple(fc.constantFrom(' and ', ' or '), fc.array(tie('any'), { minLength: 2, maxLength: 3 }))
      .map(([operator, terms]) => terms.map((term) => `(${term})`).join(operator)),
    tie('any').map((term) => `not (${term})`),
  ),
})).any;

const one = text(2, 'abA');
const event = fc.record(
  {
    event: fc.record({ category: fc.subarray(['process', 'file'], { minLength: 1 }) }),
    process: fc.record(
      { name: one, args: fc.array(one, { maxLength: 3 }), pid: fc.integer({ min: -1, max: 3 }) },
      { requiredKeys: [] },
    ),
    x: fc.record({ y: fc.array(fc.oneof(one, fc.integer({ min: -1, max: 3 })), { maxLength: 2 }) }),
  },
  { requiredKeys: ['event', 'process'] },
);

describe('terms judged by each other', () => {
  test('each may be replaced by what it is said to be: the query means the same', () => {
    let judged = 0;
    fc.assert(
      fc.property(
        condition,
        fc.constantFrom('process', 'any'),
        fc.array(event, { minLength: 20, maxLength: 20 }),
        (text, category, events) => {
          const query = print(parse(`${category} where ${text}`));
          const tree = parse(query);
          if (tree.query.kind !== 'EventQuery') throw new Error(query);
          const { matches } = compile(query);
          for (const { leaf, value } of judge(tree.query, 'event.category')) {
            judged++;
            const literal: ExpressionNode = { kind: 'Literal', type: 'boolean', value, span: leaf.node.span };
            const replaced = replace(tree, leaf.node, literal);
            const other = compile(replaced);
            for (const event of events) {
              expect([print(replaced), event, other.matches(event)]).toEqual([print(replaced), event, matches(event)]);
            }
          }
        },
      ),
      { numRuns: RUNS },
    );
    expect(judged).toBeGreaterThan(RUNS / 20);
  });
});

/** `tree` with `replacement` in the place of `node`. */
function replace<T>(tree: T, node: ExpressionNode, replacement: ExpressionNode): T {
  if ((tree as unknown) === node) return replacement as T;
  if (Array.isArray(tree)) return tree.map((item) => replace(item, node, replacement)) as T;
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, replace(item, node, replacement)])) as T;
}
