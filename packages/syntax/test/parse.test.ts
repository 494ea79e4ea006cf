import {
  DEFAULT_LIMITS,
  EqlSyntaxError,
  type ExpressionNode,
  type Node,
  type ParseOptions,
  parse,
  parseExpression,
  visit,
} from '@eqlite/syntax';
import { describe, expect, test } from 'vitest';
import { withoutSpans } from './without-spans.js';

/** The kinds of a tree, in brackets: what stands where, at a glance. */
function shape(node: ExpressionNode): string {
  switch (node.kind) {
    case 'Literal':
      return node.type === 'string' ? JSON.stringify(node.value) : 'text' in node ? node.text : String(node.value);
    case 'Field':
      return (node.isOptional ? '?' : '') + node.path.join('.');
    case 'Variable':
      return `$${[node.name, ...node.path].join('.')}`;
    case 'FunctionCall':
      return `${node.name}${node.foldCase ? '~' : ''}(${node.arguments.map(shape).join(' ')})`;
    case 'Arithmetic':
    case 'Comparison':
      return `(${shape(node.left)} ${node.operator} ${shape(node.right)})`;
    case 'Negate':
      return `(- ${shape(node.operand)})`;
    case 'InSet':
      return `(${shape(node.value)} in${node.foldCase ? '~' : ''} ${node.items.map(shape).join(' ')})`;
    case 'TextMatch':
      return `(${shape(node.value)} ${node.operator} ${node.patterns.map(shape).join(' ')})`;
    case 'Not':
      return `(not ${shape(node.term)})`;
    case 'And':
    case 'Or':
      return `(${node.kind.toLowerCase()} ${node.terms.map(shape).join(' ')})`;
    case 'Relation':
      return `(${node.relation} of ${node.query.category} ${shape(node.query.condition)})`;
  }
}

describe('an expression', () => {
  const CASES: readonly [rule: string, text: string, shape: string, options?: ParseOptions][] = [
    ['terms of one operator are one node', 'a and b and c', '(and a b c)'],
    ['and before or', 'a or b and c or d', '(or a (and b c) d)'],
    ['parentheses keep terms apart', 'a or (b or c)', '(or a (or b c))'],
    ['not before and', 'not a == 1 and b == 2', '(and (not (a == 1)) (b == 2))'],
    ['not after not', 'not not a == 1', '(not (not (a == 1)))'],
    ['product before sum before comparison', 'a + b * c == d - -e', '((a + (b * c)) == (d - (- e)))'],
    ['to the left', 'a - b - c', '((a - b) - c)'],
    ['to the left, products', 'a / b * c % d', '(((a / b) * c) % d)'],
    ['minus before product', '-2 * 3', '((- 2) * 3)'],
    ['plus leaves nothing', '+ + a', 'a'],
    ['signs in a row', '- + - a', '(- (- a))'],
    ['a list belongs to the nearest operand', 'a + b in (1)', '(a + (b in 1))'],
    ['a list and a comparison', 'a in (1) == true', '((a in 1) == true)'],
    ['not in', 'a not in (1, b + 1)', '(not (a in 1 (b + 1)))'],
    ['in that ignores case', 'a in~ ("x")', '(a in~ "x")'],
    ['a pattern', 'a : "x*"', '(a : "x*")'],
    ['patterns', 'a regex~ ("x", "y")', '(a regex~ "x" "y")'],
    ['patterns of all literals parse', 'a like (null, 1, 1.5, true, "x")', '(a like null 1 1.5 true "x")'],
    ['minus after a pattern’s operand', '- a : "x"', '(- (a : "x"))'],
    ['calls', 'f() == g~ (a, b(c))', '(f() == g~(a b(c)))'],
    ['a condition as an argument', 'string(a > 1 and not b)', 'string((and (a > 1) (not b)))'],
    ['names that look like keywords', 'whereabouts == AND or not_x == in1', '(or (whereabouts == AND) (not_x == in1))'],
    ['words that are keywords by position only', 'runs == head and as == fork', '(and (runs == head) (as == fork))'],
    ['an @ at the front', '@timestamp == @a.@b', '(@timestamp == @a.@b)'],
    ['white space in a path', 'a . b\n.c == 1', '(a.b.c == 1)'],
    ['comments in a path', 'a /* . */ . /**/ b // .c\n . c', 'a.b.c'],
    ['backquotes', '`a-b`.`in`.c == `x``y`', '(a-b.in.c == x`y)'],
    ['dots in backquotes', '`a.b`.c', 'a.b.c'],
    ['a line break in backquotes', '`a\nb`', 'a\nb'],
    ['an optional field', '?a.b == ? c', '(?a.b == ?c)'],
    ['comments nest', 'a /* one /* two */ three */ == 1 // and b', '(a == 1)'],
    ['a comment at the end without a line break', 'a//', 'a'],
    ['no space where none is needed', 'a==1and b<=2or"x":"y"', '(or (and (a == 1) (b <= 2)) ("x" : "y"))'],
    ['variables, endpoint dialect', '$e.name : "x" and $e', '(and ($e.name : "x") $e)', { dialect: 'endpoint' }],
    ['dollars in strings', '"$env:x" == a', '("$env:x" == a)', { dialect: 'endpoint' }],
    [
      'descendant of, endpoint dialect',
      'not descendant of [process where a] and descendant == 1',
      '(and (not (descendant of process a)) (descendant == 1))',
      { dialect: 'endpoint' },
    ],
  ];
  test.each(CASES)('%s: %s', (_rule, text, expected, options) => {
    expect(shape(parseExpression(text, options))).toBe(expected);
  });
});

describe('a string', () => {
  test.each([
    ['escapes', String.raw`"\b\t\n\f\r\"\'\\"`, '\b\t\n\f\r"\'\\'],
    ['code points', String.raw`"\u{41}\u{0001f4a9}\u{00e9}"`, 'A💩é'],
    ['single quotes are characters', `"it's"`, "it's"],
    ['raw: no escapes', String.raw`"""C:\x"""`, String.raw`C:\x`],
    ['raw: quotes at both ends', '""""a"b"""""', '"a"b""'],
    ['raw: empty', '""""""', ''],
    ['raw: two quotes in front', '"""""a"""', '""a'],
    ['raw: one quote', '"""""""', '"'],
    ['raw: two quotes', '""""""""', '""'],
    ['plain: empty', '""', ''],
    ['characters beyond the first plane', '"💩"', '💩'],
  ])('%s: %s', (_rule, text, value) => {
    expect(parseExpression(text)).toMatchObject({ type: 'string', value });
  });
});

describe('a number', () => {
  test.each([
    ['0', 'integer', 0],
    ['2147483647', 'integer', 2147483647],
    ['2147483648', 'long', 2147483648],
    ['9223372036854775807', 'long', 2 ** 63],
    ['9223372036854775808', 'double', 2 ** 63],
    ['1.', 'double', 1],
    ['.5', 'double', 0.5],
    ['1e3', 'double', 1000],
    ['1.5E-3', 'double', 0.0015],
    ['.5e+3', 'double', 500],
    ['007', 'integer', 7],
  ])('%s is %s', (text, type, value) => {
    expect(parseExpression(text)).toMatchObject({ type, value, text });
  });
});

describe('a query', () => {
  const literal = { kind: 'Literal', type: 'boolean', value: true };
  const event = (category: string | null) => ({ kind: 'EventQuery', category, condition: literal });
  const field = (...path: string[]) => ({ kind: 'Field', path, isOptional: false });
  const stage = (category: string | null, more: object = {}) => ({
    kind: 'Stage',
    query: event(category),
    isMissing: false,
    joinKeys: [],
    runs: 1,
    alias: null,
    ...more,
  });
  const piped = (query: object, ...pipes: object[]) => ({ kind: 'PipedQuery', query, pipes });
  const sequence = { kind: 'Sequence', joinKeys: [], maxSpan: null, until: null };

  const CASES: readonly [rule: string, text: string, tree: object, options?: ParseOptions][] = [
    ['category', 'process where true', piped(event('process'))],
    ['any', 'any where true', piped(event(null))],
    ['any in quotes is a category', '"any" where true', piped(event('any'))],
    ['category in raw quotes', '"""a\\b""" where true', piped(event('a\\b'))],
    ['words that are keywords by position only', 'head where true', piped(event('head'))],
    [
      'pipes in order',
      'any where true | tail 10 | head 0',
      piped(
        event(null),
        { kind: 'PipeCommand', name: 'tail', count: 10 },
        { kind: 'PipeCommand', name: 'head', count: 0 },
      ),
    ],
    ['sequence', 'sequence [a where true] [b where true]', piped({ ...sequence, stages: [stage('a'), stage('b')] })],
    [
      'sequence with everything',
      'sequence by ?x, y.z with maxspan = 5 m [a where true] by k, ?l with runs=3 ![b where true] by k, l until [c where true] by k, l | head 1',
      piped(
        {
          kind: 'Sequence',
          joinKeys: [{ ...field('x'), isOptional: true }, field('y', 'z')],
          maxSpan: { kind: 'MaxSpan', amount: 5, unit: 'm' },
          stages: [
            stage('a', { joinKeys: [field('k'), { ...field('l'), isOptional: true }], runs: 3 }),
            stage('b', { joinKeys: [field('k'), field('l')], isMissing: true }),
          ],
          until: stage('c', { joinKeys: [field('k'), field('l')] }),
        },
        { kind: 'PipeCommand', name: 'head', count: 1 },
      ),
    ],
    [
      'maxspan without by',
      'sequence with maxspan=1ms [a where true] [b where true]',
      piped({
        ...sequence,
        maxSpan: { kind: 'MaxSpan', amount: 1, unit: 'ms' },
        stages: [stage('a'), stage('b')],
      }),
    ],
    [
      'one stage several times over',
      'sequence [a where true] with runs=2',
      piped({ ...sequence, stages: [stage('a', { runs: 2 })] }),
    ],
    [
      'sample',
      'sample by k [a where true] [b where true] by l',
      piped({
        kind: 'Sample',
        joinKeys: [field('k')],
        stages: [stage('a'), stage('b', { joinKeys: [field('l')] })],
      }),
    ],
    [
      'join',
      'join by k [a where true] [b where true] until [c where true]',
      piped({ kind: 'Join', joinKeys: [field('k')], stages: [stage('a'), stage('b')], until: stage('c') }),
    ],
    [
      'aliases, endpoint dialect',
      'sequence [a where true] by k as event0 [b where true] as event1',
      piped({
        ...sequence,
        stages: [stage('a', { joinKeys: [field('k')], alias: 'event0' }), stage('b', { alias: 'event1' })],
      }),
      { dialect: 'endpoint' },
    ],
  ];
  test.each(CASES)('%s: %s', (_rule, text, tree, options) => {
    expect(withoutSpans(parse(text, options) as Node)).toEqual(tree);
  });
});

describe('spans', () => {
  const text = `sequence by user.id with maxspan = 1m // comment
  [process where not (a.b == -1) and startsWith~ (c, "x") or ?d not in (1, 2)] with runs=2
  ![any where e : ("y", "z")]
| head 3 `;

  test('each node spans its own text', () => {
    const spans: string[] = [];
    visit(parse(text), ({ kind, span }) =>
      spans.push(`${kind}: ${text.slice(span.start, span.end).replace(/\s+/g, ' ')}`),
    );
    const stage = '[process where not (a.b == -1) and startsWith~ (c, "x") or ?d not in (1, 2)] with runs=2';
    const sequence = `sequence by user.id with maxspan = 1m // comment ${stage} ![any where e : ("y", "z")]`;
    expect(spans).toEqual([
      `PipedQuery: ${sequence} | head 3`,
      `Sequence: ${sequence}`,
      'Field: user.id',
      'MaxSpan: with maxspan = 1m',
      `Stage: ${stage}`,
      'EventQuery: process where not (a.b == -1) and startsWith~ (c, "x") or ?d not in (1, 2)',
      'Or: not (a.b == -1) and startsWith~ (c, "x") or ?d not in (1, 2)',
      'And: not (a.b == -1) and startsWith~ (c, "x")',
      'Not: not (a.b == -1)',
      'Comparison: a.b == -1',
      'Field: a.b',
      'Negate: -1',
      'Literal: 1',
      'FunctionCall: startsWith~ (c, "x")',
      'Field: c',
      'Literal: "x"',
      'Not: ?d not in (1, 2)',
      'InSet: ?d not in (1, 2)',
      'Field: ?d',
      'Literal: 1',
      'Literal: 2',
      'Stage: ![any where e : ("y", "z")]',
      'EventQuery: any where e : ("y", "z")',
      'TextMatch: e : ("y", "z")',
      'Field: e',
      'Literal: "y"',
      'Literal: "z"',
      'PipeCommand: | head 3',
    ]);
  });
});

const refusal = (text: string, options?: ParseOptions): EqlSyntaxError => {
  try {
    parse(text, options);
  } catch (error) {
    if (error instanceof EqlSyntaxError) return error;
    throw error;
  }
  throw new Error('parsed');
};

describe('hostile queries', () => {
  const many = (count: number, text: string, separator: string) => Array<string>(count).fill(text).join(separator);
  const CASES: readonly [what: string, text: string, code: string, options?: ParseOptions][] = [
    ['parentheses', `any where ${'('.repeat(100_000)}`, 'too_deep'],
    ['parentheses that close', `any where ${'('.repeat(101)}a${')'.repeat(101)}`, 'too_deep'],
    ['calls', `any where ${'f('.repeat(101)}a${')'.repeat(101)}`, 'too_deep'],
    ['brackets', `any where ${'descendant of [any where '.repeat(200)}`, 'too_deep', { dialect: 'endpoint' }],
    ['negations', `any where ${'not '.repeat(20_000)}a`, 'too_deep'],
    ['a few too many negations', `any where ${'not '.repeat(100)}a`, 'too_deep'],
    ['a long path', `any where ${many(101, 'a', '.')} == 1`, 'too_deep'],
    ['signs', `any where ${'-'.repeat(20_000)}a`, 'too_deep'],
    ['a sum to the left', `any where ${many(20_000, 'a', ' + ')} > 1`, 'too_deep'],
    [
      'parentheses beyond the stack',
      `any where ${'('.repeat(5000)}a${')'.repeat(5000)}`,
      'too_deep',
      { limits: { maxDepth: 1e6 } },
    ],
    ['tokens', `any where ${many(30_000, 'a', ' or ')}`, 'too_many_tokens'],
    ['items', `any where a in (${many(20_001, '1', ',')})`, 'too_many_items'],
    ['patterns', `any where a : (${many(20_001, '"x"', ',')})`, 'too_many_items'],
    ['arguments', `any where f(${many(20_001, 'a', ',')})`, 'too_many_items'],
    ['characters', `any where "${'x'.repeat(1_000_000)}"`, 'too_long'],
    ['a limit of one’s own', 'any where a in (1, 2, 3)', 'too_many_items', { limits: { maxListItems: 2 } }],
    ['an open comment', `any where ${'/*'.repeat(400_000)}`, 'unterminated'],
    ['white space after a name', `any where a${' '.repeat(900_000)}$`, 'unexpected_character'],
    ['comments after a name', `any where a${'/**/ // /* \n'.repeat(60_000)}$`, 'unexpected_character'],
    ['backslashes in an open string', `any where "${'\\\\'.repeat(400_000)}`, 'unterminated'],
    ['quotes', `any where ${'"'.repeat(900_001)}`, 'too_many_tokens'],
    ['backquotes', `any where ${'`'.repeat(900_001)}`, 'unterminated'],
    ['an array index of a million digits', `any where a[${'1'.repeat(900_000)}]`, 'unsupported'],
    ['a number of a million digits', `any where a == ${'1'.repeat(900_000)}`, 'bad_number'],
  ];
  test.each(CASES)(
    '%s',
    (_what, text, code, options) => {
      const start = performance.now();
      const error = refusal(text, options);
      expect(error.code).toBe(code);
      expect(error.message.length).toBeLessThan(600);
      expect(performance.now() - start).toBeLessThan(10_000);
    },
    30_000,
  );

  test('the limits are the default ones', () => {
    expect(DEFAULT_LIMITS).toEqual({ maxLength: 1_000_000, maxTokens: 50_000, maxListItems: 20_000, maxDepth: 100 });
  });

  test('what is just within the limits parses', () => {
    parse(`any where ${'('.repeat(98)}a${')'.repeat(98)}`);
    parse(`any where ${'not '.repeat(97)}a`);
    parse(`any where a in (${many(20_000, '1', ',')})`);
    parse(`any where ${many(12_000, 'a == 1', ' or ')}`);
  });

  test('names of Object’s own are names', () => {
    expect(parseExpression('__proto__.constructor == toString')).toMatchObject({
      left: { path: ['__proto__', 'constructor'] },
      right: { path: ['toString'] },
    });
    expect(refusal('any where true | constructor 1').summary).toBe('unknown pipe "constructor"');
    expect(refusal(String.raw`any where "\constructor"`).summary).toBe(
      String.raw`\`\c\` is not an escape`.replaceAll('\\`', '`'),
    );
  });
});

describe('options', () => {
  const message = (options: object): string => {
    try {
      parse('any where true', options);
    } catch (error) {
      return String(error);
    }
    return 'no error';
  };
  test.each([
    [{ dialct: 'endpoint' }, 'TypeError: unknown option "dialct"; the options are dialect, limits'],
    [{ dialect: 'sql' }, 'TypeError: unknown dialect "sql"; the dialects are elasticsearch, endpoint'],
    [
      { limits: { depth: 1 } },
      'TypeError: unknown option "depth"; the options are maxLength, maxTokens, maxListItems, maxDepth',
    ],
    [{}, 'no error'],
  ])('%j', (options, expected) => {
    expect(message(options)).toBe(expected);
  });
});
