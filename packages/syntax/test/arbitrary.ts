import type {
  ComparisonOperator,
  Dialect,
  EventQueryNode,
  ExpressionNode,
  FieldNode,
  LiteralNode,
  QueryNode,
  Span,
  StageNode,
  TextMatchOperator,
  TimeUnit,
} from '@eqlite/syntax';
import fc from 'fast-check';

/** What random trees are made of. */
export interface Vocabulary {
  readonly dialect?: Dialect;
  /** Default: names of all kinds, among them keywords and such that need backquotes. */
  readonly fields?: fc.Arbitrary<readonly string[]>;
  /** Values of string literals. Default: texts with quotes, backslashes, wildcards, control characters. */
  readonly strings?: fc.Arbitrary<string>;
  /** Function names; calls take up to three arguments. */
  readonly functions?: fc.Arbitrary<string>;
}

/** Random trees have no text, so all spans are this one. */
const NOWHERE: Span = { start: 0, end: 0 };

const WORDS = [
  'process',
  'name',
  'pid',
  '@timestamp',
  '_x',
  'runs',
  'head',
  'as',
  'sequence',
  'in',
  'a-b',
  'é',
  '',
  '`',
  '0',
];
const NAMES = fc.constantFrom('process', 'pid', 'event0', 'runs', 'AND', '_a1');

const FIELDS = fc
  .oneof(
    { weight: 4, arbitrary: fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => text.split('.')) },
  )
  .filter((path) => path.join('.') !== '');

const STRINGS = fc.oneof(
  fc.constantFrom('', 'cmd.exe', 'C:\\Windows\\*', 'say "hi"', '""', '\\"', '"""', "it's", '\n\t\r', '$x', 'a*b?'),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', '\\', 'a', '*', '\n') }),
);

const literal = (strings: fc.Arbitrary<string>): fc.Arbitrary<LiteralNode> =>
  fc.oneof(
    strings.map((value): LiteralNode => ({ kind: 'Literal', type: 'string', value, span: NOWHERE })),
    fc
      .oneof(
        fc.constantFrom('0', '42', '2147483647').map((text) => ({ type: 'integer' as const, text })),
        fc.constantFrom('2147483648', '9223372036854775807').map((text) => ({ type: 'long' as const, text })),
        fc
          .constantFrom('9223372036854775808', '1.5', '.5', '1.', '1e3', '2.5E-3')
          .map((text) => ({ type: 'double' as const, text })),
      )
      .map(({ type, text }): LiteralNode => ({ kind: 'Literal', type, value: Number(text), text, span: NOWHERE })),
    fc.boolean().map((value): LiteralNode => ({ kind: 'Literal', type: 'boolean', value, span: NOWHERE })),
    fc.constant<LiteralNode>({ kind: 'Literal', type: 'null', value: null, span: NOWHERE }),
  );

const field = (paths: fc.Arbitrary<readonly string[]>): fc.Arbitrary<FieldNode> =>
  fc.record({ kind: fc.constant('Field' as const), path: paths, isOptional: fc.boolean(), span: fc.constant(NOWHERE) });

/** Random expressions: every kind of node, each where the grammar takes it. */
export function expressions(vocabulary: Vocabulary = {}): fc.Arbitrary<ExpressionNode> {
  const { dialect = 'elasticsearch', fields = FIELDS, strings = STRINGS } = vocabulary;
  const { functions = fc.constantFrom('length', 'startsWith', 'concat', 'noSuchFunction') } = vocabulary;
  const isEndpoint = dialect === 'endpoint';
  const span = fc.constant(NOWHERE);
  const kind = <K extends string>(name: K) => fc.constant(name);
  return fc.letrec<{ any: ExpressionNode }>((tie) => {
    const any = tie('any');
    const some = (minLength: number, maxLength: number) => fc.array(any, { minLength, maxLength });
    const inSet = fc.record({ kind: kind('InSet'), value: any, items: some(1, 3), foldCase: fc.boolean(), span });
    return {
      any: fc.oneof(
        { maxDepth: 5, depthSize: 'small' },
        literal(strings),
        field(fields),
        ...(isEndpoint
          ? [fc.record({ kind: kind('Variable'), name: NAMES, path: fc.oneof(fc.constant([]), fields), span })]
          : []),
        fc.record({ kind: kind('FunctionCall'), name: functions, foldCase: fc.boolean(), arguments: some(0, 3), span }),
        fc.record({
          kind: kind('Arithmetic'),
          operator: fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const, '%' as const),
          left: any,
          right: any,
          span,
        }),
        fc.record({ kind: kind('Negate'), operand: any, span }),
        fc.record({
          kind: kind('Comparison'),
          operator: fc.constantFrom<ComparisonOperator>('==', '!=', '<', '<=', '>', '>='),
          left: any,
          right: any,
          span,
        }),
        inSet,
        inSet.map((term) => ({ kind: 'Not' as const, term, span: NOWHERE })),
        fc.record({
          kind: kind('TextMatch'),
          operator: fc.constantFrom<TextMatchOperator>(':', 'like', 'like~', 'regex', 'regex~'),
          value: any,
          patterns: fc.array(literal(strings), { minLength: 1, maxLength: 3 }),
          span,
        }),
        fc.record({ kind: kind('Not'), term: any, span }),
        fc.record({ kind: kind('And'), terms: some(2, 3), span }),
        fc.record({ kind: kind('Or'), terms: some(2, 3), span }),
        ...(isEndpoint
          ? [fc.record({ kind: kind('Relation'), relation: kind('descendant'), query: eventQuery(any), span })]
          : []),
      ),
    };
  }).any;
}

const eventQuery = (condition: fc.Arbitrary<ExpressionNode>): fc.Arbitrary<EventQueryNode> =>
  fc.record({
    kind: fc.constant('EventQuery' as const),
    category: fc.constantFrom(null, 'process', 'any', 'sample', 'my-category', ''),
    condition,
    span: fc.constant(NOWHERE),
  });

/** Random statements: event queries, sequences, samples and joins, with pipes. */
export function queries(vocabulary: Vocabulary = {}): fc.Arbitrary<QueryNode> {
  const { dialect = 'elasticsearch', fields = FIELDS } = vocabulary;
  const span = fc.constant(NOWHERE);
  const event = eventQuery(expressions(vocabulary));
  const joinKeys = fc.array(field(fields), { maxLength: 2 });
  const plain = {
    kind: fc.constant('Stage' as const),
    query: event,
    isMissing: fc.constant(false),
    joinKeys,
    runs: fc.constant(1),
    alias: fc.constant(null),
    span,
  };
  const plainStage: fc.Arbitrary<StageNode> = fc.record(plain);
  const stage: fc.Arbitrary<StageNode> = fc.record({
    ...plain,
    runs: fc.constantFrom(1, 1, 2, 100),
    alias: dialect === 'endpoint' ? fc.option(NAMES) : fc.constant(null),
  });
  const missing: fc.Arbitrary<StageNode> = fc.record({ ...plain, isMissing: fc.constant(true) });
  const until = fc.option(plainStage);
  const maxSpan = fc.record({
    kind: fc.constant('MaxSpan' as const),
    amount: fc.integer({ min: 1 }),
    unit: fc.constantFrom<TimeUnit>('ms', 's', 'm', 'h', 'd'),
    span,
  });
  const mayHaveSpan = fc.option(maxSpan);
  const sequence = { kind: fc.constant('Sequence' as const), joinKeys, until, span };
  const twoStages = fc.tuple(stage, stage);
  const pipes = fc.array(
    fc.record({
      kind: fc.constant('PipeCommand' as const),
      name: fc.constantFrom('head' as const, 'tail' as const),
      count: fc.nat(),
      span,
    }),
    { maxLength: 2 },
  );
  const piped = (query: fc.Arbitrary<QueryNode['query']>) =>
    fc.record({ kind: fc.constant('PipedQuery' as const), query, pipes, span });
  const plainStages = fc.array(plainStage, { minLength: 2, maxLength: 3 });
  return fc.oneof(
    { weight: 3, arbitrary: piped(event) },
    piped(fc.record({ ...sequence, maxSpan: mayHaveSpan, stages: twoStages })),
    piped(
      fc.record({
        ...sequence,
        maxSpan,
        stages: fc.tuple(stage, missing, stage).chain((stages) => fc.shuffledSubarray(stages, { minLength: 3 })),
      }),
    ),
    piped(fc.record({ kind: fc.constant('Join' as const), joinKeys, stages: plainStages, until, span })),
    piped(fc.record({ kind: fc.constant('Sample' as const), joinKeys, stages: plainStages, span })).map((query) => ({
      ...query,
      pipes: [],
    })),
  );
}
