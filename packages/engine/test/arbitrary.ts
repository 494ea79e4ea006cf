import type { Event } from '@eqlite/engine';
import fc from 'fast-check';

/** Expressions over few fields, texts and numbers, so that they often meet the events. */
const FIELDS = ['a', 'a.b', 'a.b.c', 'n', 'flag', 'x.y'];
const TEXTS = ['', 'a', 'A', 'ab', 'aB', 'abc', 'b*', 'a?', '5', '10.1.2.3', 'É', 'é'];
const PATTERNS = ['*', 'a*', '*b', 'A?', '*B*', 'a*c', '??', 'ab', '*a*b*', ''];

const field = fc.constantFrom(...FIELDS);
const text = fc.constantFrom(...TEXTS).map((value) => JSON.stringify(value));
const number = fc.constantFrom('0', '1', '5', '-3', '2.5', '10', '9007199254740993', '5.0');
const constant = fc.oneof(text, number, fc.constantFrom('true', 'false', 'null'));
const patterns = fc.array(fc.constantFrom(...PATTERNS), { minLength: 1, maxLength: 14 });
const listed = (items: readonly string[]) => `(${items.join(', ')})`;

const expressions = fc.letrec<{ condition: string; numeric: string; textual: string }>(
  (tie) =>
    ({
      numeric: fc.oneof(
        { maxDepth: 2 },
        field,
        number,
        field.map((f) => `length(${f})`),
        fc.tuple(field, text).map(([f, t]) => `indexOf(${f}, ${t})`),
        field.map((f) => `number(${f})`),
        fc
          .tuple(tie('numeric'), fc.constantFrom('+', '-', '*', '/', '%'), tie('numeric'))
          .filter(([l, o, r]) => !(r === '0' && /[/%]/.test(o) && !/[a-z]/.test(l))) // refused
          .map(([l, o, r]) => `(${l} ${o} ${r})`),
      ),
      textual: fc.oneof(
        { maxDepth: 2 },
        field,
        text,
        fc.tuple(field, fc.integer({ min: -4, max: 4 })).map(([f, n]) => `substring(${f}, ${n})`),
        fc.tuple(tie('textual'), tie('textual')).map(([l, r]) => `concat(${l}, ${r})`),
        field.map((f) => `string(${f})`),
        fc.tuple(field, text, text).map(([f, l, r]) => `between~(${f}, ${l}, ${r})`),
      ),
      condition: fc.oneof(
        { maxDepth: 4 },
        fc
          .tuple(field, fc.constantFrom('==', '!=', '<', '<=', '>', '>='), constant)
          .map(([f, o, c]) => `${f} ${o} ${c}`),
        fc
          .tuple(
            field,
            fc.constantFrom('in', 'in~', 'not in', 'not in~'),
            fc.array(constant, { minLength: 1, maxLength: 5 }),
          )
          .map(([f, o, cs]) => `${f} ${o} ${listed(cs)}`),
        fc
          .tuple(field, fc.constantFrom(':', 'like', 'like~'), patterns)
          .map(([f, o, ps]) => `${f} ${o} ${listed(ps.map((p) => JSON.stringify(p)))}`),
        fc
          .tuple(field, fc.constantFrom('regex', 'regex~'), fc.constantFrom('a.*', '[a-b]+', '~(ab)', 'a|b', '.*b.*'))
          .map(([f, o, p]) => `${f} ${o} "${p}"`),
        fc
          .tuple(
            fc.constantFrom('startsWith', 'endsWith', 'stringContains', 'startsWith~', 'endsWith~', 'stringContains~'),
            field,
            fc.oneof(text, field),
          )
          .map(([n, f, t]) => `${n}(${f}, ${t})`),
        fc
          .tuple(field, fc.constantFrom('10.0.0.0/8', '10.1.2.3', '::/0', '192.168.0.0/16'))
          .map(([f, c]) => `cidrMatch(${f}, "${c}")`),
        fc.tuple(tie('numeric'), fc.constantFrom('==', '!=', '<', '>='), number).map(([l, o, r]) => `${l} ${o} ${r}`),
        fc.tuple(tie('textual'), fc.constantFrom('==', '!=', '<'), text).map(([l, o, r]) => `${l} ${o} ${r}`),
        fc.tuple(tie('textual'), patterns).map(([l, ps]) => `${l} : ${listed(ps.map((p) => JSON.stringify(p)))}`),
        field,
        tie('condition').map((c) => `not (${c})`),
        fc
          .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
          .map(([l, o, r]) => `(${l}) ${o} (${r})`),
      ),
    }) as never,
);

/** The text of a condition. */
export const condition = expressions.condition as fc.Arbitrary<string>;

const scalar = fc.oneof(
  fc.constantFrom<unknown>(...TEXTS, ...PATTERNS),
  fc.constantFrom<unknown>(0, 1, 5, -3, 2.5, 10, -0, 2 ** 53, true, false, null, 'ABC', '\ud83d\ude00', '0x1f'),
);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }));
const inner = fc.dictionary(
  fc.constantFrom('b', 'b.c', 'c', 'y', 'length', '__proto__'),
  fc.oneof(value, fc.dictionary(fc.constantFrom('c', 'd'), value)),
);
export const event: fc.Arbitrary<Event> = fc.dictionary(
  fc.constantFrom('a', 'a.b', 'a.b.c', 'n', 'flag', 'x', 'x.y', 'constructor'),
  fc.oneof(value, inner, fc.array(fc.oneof(inner, value), { maxLength: 3 })),
);

export const SCHEMA = { a: 'keyword', 'a.b': 'keyword', 'a.b.c': 'ip', n: 'long', flag: 'boolean', 'x.y': 'version' };
