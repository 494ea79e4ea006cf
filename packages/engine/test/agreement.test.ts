import { compile, type Event, matchesByReference, type Schema } from '@eqlite/engine';
import {
  check,
  type Dialect,
  FUNCTIONS,
  type FunctionParam,
  type FunctionSignature,
  parse,
  print,
} from '@eqlite/syntax';
import fc from 'fast-check';
import { expect, test } from 'vitest';

/**
 * Two engines, one meaning: compiled queries agree with the reference over random conditions and events. Conditions are
 * made of every operator and every function of the table; fields, constants and values are few, so that they often meet.
 */

// ---------------------------------------------------------------- constants

const TEXTS = ['', 'a', 'A', 'ab', 'aB', 'abc', 'b*', 'a?', '5', '5.0', 'true', 'É', 'é', 'x😀', '0x1f', '1e1', 'zz'];
const PATTERNS = ['*', 'a*', '*b', 'A?', '*B*', 'a*c', '??', 'ab', '*a*b*', '', '?', 'x?', 'É*', '5*', 'b*'];
const REGEXES = [
  'a.*',
  '[a-b]+',
  '~(ab)',
  'a|b',
  '.*b.*',
  'AB?',
  '"b*"',
  '<1-5>',
  '@&~(.*c)',
  'a(b|c)*',
  '.',
  '#',
  'é',
];
const ADDRESSES = ['10.1.2.3', '10.1.2.4', '192.168.0.1', '::1', 'fe80::17', 'FE80:0::17', '::ffff:10.1.2.3'];
const BLOCKS = ['10.0.0.0/8', '10.1.2.3', '::/0', '192.168.0.0/16', 'fe80::/10', '10.1.2.2/31', '::1'];
const VERSIONS = ['1.2.3', '1.10.0', '1.2.3-rc.1', '1.2.3-rc.10', 'bad', '1.2.3+b', '2'];
const DATES = ['2026-01-31', '2026-01-31T12:34:56.789Z', '2026-01', '1769862896789', '2026-01-31T13:34+01:00'];
const MATH = ['now', 'now-1d/d', '2026-01-30||+1d', '2026-02-15||-1M/M', '2026||/y'];
const NUMBERS = ['0', '1', '5', '-3', '2.5', '10', '5.0', '9007199254740993', '9223372036854775807', '1e7', '-0.0'];
const NOW_MS = Date.UTC(2026, 0, 31, 18);

const quoted = (value: string): string => JSON.stringify(value);
const one = (choices: readonly string[]) => fc.constantFrom(...choices);
const text = one(TEXTS).map(quoted);
const number = one(NUMBERS);
const listed = (items: readonly string[]): string => `(${items.join(', ')})`;
const list = (item: fc.Arbitrary<string>, maxLength = 4) => fc.array(item, { minLength: 1, maxLength }).map(listed);
/** Long lists take other ways than short ones. */
const patterns = fc.oneof(
  list(one(PATTERNS).map(quoted)),
  list(one(PATTERNS).map(quoted), 20),
  one(PATTERNS).map(quoted),
);
const regexes = fc.oneof(list(one(REGEXES).map(quoted)), one(REGEXES).map(quoted));

// ---------------------------------------------------------------- conditions

type FieldKind = 'text' | 'number' | 'boolean' | 'date' | 'ip' | 'version';

interface Mode {
  readonly options: { readonly schema?: Schema; readonly dialect?: Dialect; readonly nowMs: number };
  /** Fields by what they hold. Without a schema any field may hold anything. */
  readonly fields: { readonly [K in FieldKind]: readonly string[] };
}

const ANY_FIELDS = ['a', 'a.b', 'a.b.c', 'n', 'flag', '?x.y'];

const MODES: { readonly [name: string]: Mode } = {
  'without a schema': {
    options: { nowMs: NOW_MS },
    fields: {
      text: ANY_FIELDS,
      number: ANY_FIELDS,
      boolean: ANY_FIELDS,
      date: ANY_FIELDS,
      ip: ANY_FIELDS,
      version: ANY_FIELDS,
    },
  },
  'with a schema': {
    options: {
      nowMs: NOW_MS,
      schema: {
        a: 'keyword',
        'a.b': 'keyword',
        'a.b.c': 'ip',
        n: 'long',
        d: 'double',
        flag: 'boolean',
        t: 'date',
        'x.y': 'version',
      },
    },
    fields: {
      text: ['a', '?a', 'a.b', '?u'],
      number: ['n', 'd', '?u'],
      boolean: ['flag', '?u'],
      date: ['t'],
      ip: ['a.b.c'],
      version: ['x.y', '?x.y'],
    },
  },
  'in the endpoint dialect': {
    options: { nowMs: NOW_MS, dialect: 'endpoint' },
    fields: {
      text: ANY_FIELDS,
      number: ANY_FIELDS,
      boolean: ANY_FIELDS,
      date: ANY_FIELDS,
      ip: ANY_FIELDS,
      version: ANY_FIELDS,
    },
  },
};

const SIGNATURES: readonly FunctionSignature[] = FUNCTIONS;

interface Expressions {
  readonly numeric: string;
  readonly textual: string;
  readonly condition: string;
}

function conditionOf({ fields, options }: Mode): fc.Arbitrary<string> {
  const isEndpoint = options.dialect === 'endpoint';
  const elements = isEndpoint ? ['$e', '$e.b', '$e.b.c', '$e.c'] : [];
  const field = (kind: FieldKind) => one([...fields[kind], ...elements]);
  const anyField = one([...new Set(Object.values(fields).flat()), ...elements]);
  const COMPARE = ['==', '!=', '<', '<=', '>', '>='];
  const IN = ['in', 'in~', 'not in', 'not in~'];
  const compare = (left: fc.Arbitrary<string>, right: fc.Arbitrary<string>) =>
    fc
      .tuple(left, one(COMPARE), right, fc.boolean())
      .map(([l, o, r, isMirrored]) => (isMirrored ? `${r} ${o} ${l}` : `${l} ${o} ${r}`));
  const within = (left: fc.Arbitrary<string>, item: fc.Arbitrary<string>) =>
    fc.tuple(left, one(IN), list(item)).map(([l, o, items]) => `${l} ${o} ${items}`);
  const join = (...parts: readonly (string | fc.Arbitrary<string>)[]) =>
    fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((all) => all.join(''));

  const { condition } = fc.letrec<Expressions>((tie: fc.LetrecTypedTie<Expressions>) => {
    const argument = ({ type, name }: FunctionParam): fc.Arbitrary<string> => {
      switch (type) {
        case 'string':
          return name === 'cidr' ? one(BLOCKS).map(quoted) : fc.oneof(field('text'), text, tie('textual'));
        case 'number':
          return tie('numeric');
        case 'integer':
          return fc.oneof(one(['0', '1', '2', '-1', '-3', '16', '8', '10', 'null']), field('number'));
        case 'boolean':
          return fc.oneof(
            one(['true', 'false', 'null']),
            field('boolean'),
            tie('condition').map((c) => `(${c})`),
          );
        case 'ip':
          return fc.oneof(
            field('ip'),
            one(ADDRESSES).map(quoted),
            field('ip').map((f) => `string(${f})`),
          );
        case 'any':
          return fc.oneof(anyField, number, text, one(['true', 'null']), tie('textual'), tie('numeric'));
        case 'condition':
          return tie('condition');
        case 'array':
          return one(['a', 'a.b', 'x', '$e', '$e.b']);
        case 'variable':
          return fc.constant('$e');
      }
    };
    const call = ({ name, params, caseFolding }: FunctionSignature): fc.Arbitrary<string> => {
      const given = params.map((param) => {
        if (param.isVariadic) return fc.array(argument(param), { minLength: 1, maxLength: 3 });
        return fc.array(argument(param), { minLength: param.isOptional ? 0 : 1, maxLength: 1 });
      });
      return fc
        .tuple(fc.boolean(), fc.tuple(...given))
        .map(([foldsCase, args]) => `${name}${foldsCase && caseFolding ? '~' : ''}(${args.flat().join(', ')})`);
    };
    const calls = (...types: readonly FunctionSignature['returns'][]) =>
      fc.oneof(
        ...SIGNATURES.filter(({ dialect }) => dialect === undefined || isEndpoint)
          .filter(({ returns }) => types.includes(returns))
          .map(call),
      );
    const numbers = calls('number', 'integer');
    const texts = calls('string');
    const truths = calls('boolean');
    return {
      numeric: fc.oneof(
        { maxDepth: 2 },
        field('number'),
        number,
        numbers,
        join('(', tie('numeric'), one([' + ', ' - ', ' * ', ' / ', ' % ']), tie('numeric'), ')'),
        join('-', tie('numeric')).map((negated) => `(${negated})`),
      ),
      textual: fc.oneof({ maxDepth: 2 }, field('text'), text, texts),
      condition: fc.oneof(
        { maxDepth: 3 },
        compare(field('text'), fc.oneof(text, number, one(['true', 'null']))),
        compare(field('number'), fc.oneof(number, text, one(['null']))),
        compare(field('boolean'), one(['true', 'false', 'null', '"true"', '""'])),
        compare(field('date'), fc.oneof(one([...DATES, ...MATH]).map(quoted), one(['1769862896789', '0', 'null']))),
        compare(field('ip'), one([...ADDRESSES, ...BLOCKS]).map(quoted)),
        compare(field('version'), one(VERSIONS).map(quoted)),
        within(field('text'), fc.oneof(text, one(['null']))),
        within(field('number'), fc.oneof(number, one(['null']))),
        within(anyField, fc.oneof(text, number, one(['true', 'null']))),
        within(field('ip'), one(BLOCKS).map(quoted)),
        within(field('date'), one([...DATES, ...MATH]).map(quoted)),
        join(field('text'), one([' : ', ' like ', ' like~ ']), patterns),
        join(field('text'), one([' regex ', ' regex~ ']), regexes),
        join(tie('textual'), one([' : ', ' like ', ' like~ ']), patterns),
        join(tie('textual'), one([' regex ', ' regex~ ']), regexes),
        compare(tie('numeric'), fc.oneof(number, one(['null']))),
        compare(tie('textual'), fc.oneof(text, one(['null']))),
        within(tie('numeric'), number),
        within(tie('textual'), text),
        ...(isEndpoint
          ? [compare(anyField, anyField), compare(tie('textual'), tie('textual')), within(anyField, anyField)]
          : []),
        truths,
        truths,
        field('boolean'),
        join('(', tie('condition'), one([') == ', ') != ']), one(['true', 'false', 'null'])),
        join('not (', tie('condition'), ')'),
        join('(', tie('condition'), one([') and (', ') or (']), tie('condition'), ')'),
        join('(', tie('condition'), ') and (', tie('condition'), ') and not (', tie('condition'), ')'),
      ),
    };
  });
  if (!isEndpoint) return condition;
  // Elements of lists are there inside of a search only.
  return join('_arraysearch(', one(['a', 'x', 'a.b']), ', $e, ', condition, ')');
}

// ---------------------------------------------------------------- events

const scalar = fc.oneof(
  fc.constantFrom<unknown>(...TEXTS, ...PATTERNS, ...ADDRESSES, ...VERSIONS, ...DATES),
  fc.constantFrom<unknown>(
    0,
    1,
    5,
    -3,
    2.5,
    10,
    -0,
    2 ** 53,
    5.9,
    1e7,
    1769862896789,
    true,
    false,
    null,
    'ABC',
    'garbage',
  ),
);
const value = fc.oneof(scalar, scalar, fc.array(scalar, { maxLength: 3 }));
const inner = fc.dictionary(
  fc.constantFrom('b', 'b.c', 'c', 'y', 'length', '__proto__', ''),
  fc.oneof(value, fc.dictionary(fc.constantFrom('b', 'c', 'd'), value)),
);
const event: fc.Arbitrary<Event> = fc.dictionary(
  fc.constantFrom('a', 'a.b', 'a.b.c', 'n', 'd', 't', 'flag', 'x', 'x.y', 'u', 'constructor', ''),
  fc.oneof(value, inner, fc.array(fc.oneof(inner, value), { maxLength: 3 })),
);

// ---------------------------------------------------------------- agreement

/** `EQLITE_PAIRS` pairs of a condition and an event in each mode; `EQLITE_SEED` to repeat a failure. */
const EVENTS = 10;
const numRuns = Number(process.env.EQLITE_PAIRS ?? 20_000) / EVENTS;
const seed = process.env.EQLITE_SEED === undefined ? {} : { seed: Number(process.env.EQLITE_SEED) };

test.each(Object.keys(MODES))(
  'compiled queries agree with the reference, %s',
  (name) => {
    const mode = MODES[name]!;
    const { nowMs, ...options } = mode.options;
    const events = fc.array(event, { minLength: EVENTS, maxLength: EVENTS });
    let given = 0;
    fc.assert(
      fc.property(conditionOf(mode), events, (source, all) => {
        const query = parse(`any where ${source}`, options.dialect === undefined ? {} : { dialect: options.dialect });
        given++;
        // Some are refused: a text operator on a number field, two fields compared …
        fc.pre(check(query, options).every(({ severity }) => severity !== 'error'));
        const compiled = compile(query, { ...options, nowMs });
        if (query.query.kind !== 'EventQuery') throw new Error('an event query was meant');
        for (const each of all) {
          expect(compiled.matches(each), `${print(query)} over ${JSON.stringify(each)}`).toBe(
            matchesByReference(query.query, each, { ...options, nowMs }),
          );
        }
      }),
      { numRuns, maxSkipsPerRun: 1_000, ...seed },
    );
    // Most conditions are meant to run.
    expect(given).toBeLessThan(2 * numRuns);
  },
  3_600_000,
);
