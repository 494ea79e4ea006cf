import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import {
  compileRegex,
  literalShape,
  matchesByReference,
  parseRegex,
  type RegexError,
  requiredAlternatives,
  requiredLiterals,
} from '../src/regex/index.js';

/** A pattern beside the same in JavaScript's dialect (flags `su`); `js` is undefined where there is none. */
interface Twin {
  readonly lucene: string;
  readonly js: string | undefined;
}

const twin = (lucene: string, js: string | undefined = lucene): Twin => ({ lucene, js });
const onlyLucene = (lucene: string): Twin => ({ lucene, js: undefined });

/** Joins twins; one without a JavaScript form leaves the whole without. */
const compose = (parts: readonly Twin[], build: (parts: readonly string[]) => string, js = build): Twin => ({
  lucene: build(parts.map(({ lucene }) => lucene)),
  js: parts.every((part) => part.js !== undefined) ? js(parts.map((part) => part.js!)) : undefined,
});

const atom = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...['a', 'b', 'A', 'é', '😀', '0', '1'].map((char) => twin(char))) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      twin('.'),
      twin('[ab]'),
      twin('[^a]'),
      twin('[a-c]'),
      twin('[^a-b0]'),
      twin('[é-😀]'),
      twin('[\\d_]'),
      twin('[^\\W1]', '[^1\\0-/:-@[-^`{-\\u{10ffff}]'),
      twin('\\d'),
      twin('\\w'),
      twin('\\s', '[\\t\\n\\r ]'),
      twin('\\D'),
      twin('\\S', '[^\\t\\n\\r ]'),
      twin('^', '\\^'),
      twin('()', '(?:)'),
      twin('"a.b"', 'a\\.b'),
      twin('""', '(?:)'),
      twin('@', '.*'),
      twin('#', '[]'),
      twin('<8-11>', '(?:8|9|10|11)'),
      twin('<08-11>', '(?:08|09|10|11)'),
      twin('<0-1>', '(?:0|1)'),
      twin('<7-101>', '(?:[7-9]|[1-9][0-9]|100|101)'),
    ),
  },
);

const quantifier = fc.constantFrom('?', '*', '+', '{0}', '{2}', '{1,}', '{2,}', '{0,2}', '{1,3}', '{3}');

const pattern = fc.letrec<{ pattern: Twin }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'pattern' },
    { weight: 3, arbitrary: atom },
    {
      weight: 4,
      arbitrary: fc
        .array(tie('pattern'), { minLength: 2, maxLength: 4 })
        .map((parts) => compose(parts, (texts) => texts.map((text) => `(${text})`).join(''), jsJoin(''))),
    },
    {
      weight: 2,
      arbitrary: fc
        .array(tie('pattern'), { minLength: 2, maxLength: 3 })
        .map((parts) => compose(parts, (texts) => `(${texts.join('|')})`, jsJoin('|'))),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(tie('pattern'), quantifier).map(([part, suffix]) =>
        compose(
          [part],
          ([text]) => `(${text})${suffix}`,
          ([text]) => `(?:(?:${text})${suffix})`,
        ),
      ),
    },
    { weight: 1, arbitrary: tie('pattern').map(({ lucene }) => onlyLucene(`~(${lucene})`)) },
    {
      weight: 1,
      arbitrary: fc
        .array(tie('pattern'), { minLength: 2, maxLength: 3 })
        .map((parts) => onlyLucene(`((${parts.map(({ lucene }) => lucene).join(')&(')}))`)),
    },
  ),
})).pattern;

const jsJoin = (separator: string) => (texts: readonly string[]) =>
  `(?:${texts.map((text) => `(?:${text})`).join(separator)})`;

const text = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      'A',
      'B',
      'c',
      '0',
      '1',
      '8',
      '9',
      '.',
      '_',
      '^',
      ' ',
      '\n',
      'é',
      '😀',
      '\ud83d',
      '\ude00',
    ),
    {
      maxLength: 8,
    },
  )
  .map((chars) => chars.join(''));

const texts = fc.array(text, { minLength: 4, maxLength: 12 });
const RUNS = { numRuns: 4_000 };

vi.setConfig({ testTimeout: 60_000 });

test('the compiled matcher agrees with the reference, in both case modes', () => {
  fc.assert(
    fc.property(pattern, texts, fc.boolean(), ({ lucene }, values, foldCase) => {
      const node = parseRegex(lucene);
      const matches = compileRegex([lucene], { foldCase });
      for (const value of values)
        expect([value, matches(value)]).toEqual([value, matchesByReference(node, value, foldCase)]);
    }),
    RUNS,
  );
});

test('and without room to remember states', () => {
  fc.assert(
    fc.property(pattern, texts, fc.boolean(), ({ lucene }, values, foldCase) => {
      const node = parseRegex(lucene);
      const matches = compileRegex([lucene], { foldCase, limits: { cacheWords: 0 } });
      for (const value of [...values, ...values]) {
        expect([value, matches(value)]).toEqual([value, matchesByReference(node, value, foldCase)]);
      }
    }),
    RUNS,
  );
});

test("the reference agrees with V8's RegExp where the dialects overlap", () => {
  fc.assert(
    fc.property(pattern, texts, ({ lucene, js }, values) => {
      fc.pre(js !== undefined);
      const node = parseRegex(lucene);
      const v8 = new RegExp(`^(?:${js})$`, 'su');
      for (const value of values) expect([value, matchesByReference(node, value)]).toEqual([value, v8.test(value)]);
    }),
    RUNS,
  );
});

test('a list matches what any of its members matches', () => {
  fc.assert(
    fc.property(fc.array(pattern, { minLength: 2, maxLength: 4 }), texts, fc.boolean(), (members, values, foldCase) => {
      const patterns = members.map(({ lucene }) => lucene);
      const matches = compileRegex(patterns, { foldCase });
      const nodes = patterns.map((member) => parseRegex(member));
      for (const value of values) {
        const expected = nodes.some((node) => matchesByReference(node, value, foldCase));
        expect([value, matches(value)]).toEqual([value, expected]);
      }
    }),
    RUNS,
  );
});

test('every matching text contains the required literals, and one of the required alternatives', () => {
  fc.assert(
    fc.property(pattern, texts, fc.boolean(), ({ lucene }, values, foldCase) => {
      const node = parseRegex(lucene);
      const fold = (value: string) => (foldCase ? value.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : value);
      const literals = requiredLiterals(node).map(fold);
      const alternatives = requiredAlternatives(node).map(fold);
      for (const value of values.filter((candidate) => matchesByReference(node, candidate, foldCase)).map(fold)) {
        expect(literals.filter((literal) => !value.includes(literal))).toEqual([]);
        expect(alternatives.length === 0 || alternatives.some((literal) => value.includes(literal))).toBe(true);
      }
    }),
    RUNS,
  );
});

test('any text at all parses, or is refused at a place inside it', () => {
  const anything = fc.string({ unit: fc.constantFrom(...'ab-01^$.#@~&|()[]{}<>"\\*+?,dwé😀'), maxLength: 20 });
  fc.assert(
    fc.property(anything, texts, (source, values) => {
      let node: ReturnType<typeof parseRegex>;
      try {
        node = parseRegex(source);
      } catch (error) {
        const { name, pattern: culprit, offset } = error as RegexError;
        expect({ name, culprit, isInside: offset >= 0 && offset <= source.length }).toEqual({
          name: 'RegexError',
          culprit: source,
          isInside: true,
        });
        return;
      }
      const matches = compileRegex([source], { foldCase: false });
      for (const value of [...values, source])
        expect([value, matches(value)]).toEqual([value, matchesByReference(node, value)]);
      const shape = literalShape(node);
      if (shape !== undefined) expect(matches(shape.text)).toBe(true);
    }),
    { numRuns: 20_000 },
  );
});
