import {
  check,
  type Diagnostic,
  EqlSemanticError,
  type EventQueryNode,
  parse,
  type QueryNode,
  type StringLiteralNode,
  visit,
} from '@eqlite/syntax';
import type { Predicate } from '../event.js';
import { fold } from '../fold.js';
import { RegexError } from '../regex/index.js';
import { type Condition, toCondition } from './condition.js';
import { type CompileOptions, type Settings, settingsOf } from './options.js';
import { Bindings, compileCondition, type DescendantTest } from './predicate.js';

/** A query, ready to run: all that its text decides has been prepared. */
export interface CompiledQuery {
  readonly kind: 'event' | 'sequence' | 'sample';
  readonly query: QueryNode;
  readonly settings: Settings;
  /**
   * Whether an event matches; for a sequence or a sample, whether it satisfies some stage (or `until`), so that it can
   * take part in a match or prevent one. Total: any event gives a verdict.
   */
  readonly matches: Predicate;
}

/**
 * Compiles a query to closures.
 * @throws EqlSyntaxError when the text is no query
 * @throws EqlSemanticError when the query cannot run: an unknown function, a bad regular expression …
 */
export function compile(query: string | QueryNode, options: CompileOptions = {}): CompiledQuery {
  const settings = settingsOf(options);
  const { dialect, limits = {} } = settings;
  const parsed = typeof query === 'string' ? parse(query, { dialect, limits }) : query;
  const source = typeof query === 'string' ? query : undefined;
  refuseErrors(parsed, source, settings);
  const { query: statement } = parsed;
  const stages =
    statement.kind === 'EventQuery'
      ? [statement]
      : [
          ...statement.stages.map((stage) => stage.query),
          ...('until' in statement && statement.until !== null ? [statement.until.query] : []),
        ];
  const predicates = refusingRegexes(parsed, source, () => stages.map((stage) => compileEventQuery(stage, settings)));
  return {
    kind: statement.kind === 'EventQuery' ? 'event' : statement.kind === 'Sample' ? 'sample' : 'sequence',
    query: parsed,
    settings,
    matches: predicates.length === 1 ? predicates[0]! : (event) => predicates.some((matches) => matches(event)),
  };
}

/** @param source the query text, where there is one, for the message */
function refuseErrors(query: QueryNode, source: string | undefined, settings: Settings): void {
  const { dialect, schema, eventCategoryField } = settings;
  const options = { dialect, eventCategoryField, ...(schema === undefined ? {} : { schema }) };
  const errors = check(query, options).filter(({ severity }) => severity === 'error');
  if (isNotEmpty(errors)) throw new EqlSemanticError(errors, source);
}

function isNotEmpty(errors: readonly Diagnostic[]): errors is readonly [Diagnostic, ...Diagnostic[]] {
  return errors.length > 0;
}

/** Runs `build`; a regular expression that cannot be compiled is a fault of the query, at the pattern in its text. */
function refusingRegexes<T>(query: QueryNode, source: string | undefined, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    const literal = findPattern(query, error.pattern);
    if (literal === undefined) throw error;
    const { message, hint } = error;
    const span = spanInPattern(literal, error.offset, source);
    throw new EqlSemanticError([{ severity: 'error', code: 'bad_regex', message, span, hint }], source);
  }
}

function findPattern(query: QueryNode, pattern: string): StringLiteralNode | undefined {
  let found: StringLiteralNode | undefined;
  visit(query, (node) => {
    if (node.kind !== 'TextMatch' || !node.operator.startsWith('regex')) return;
    found ??= node.patterns.find((literal) => literal.type === 'string' && literal.value === pattern) as typeof found;
  });
  return found;
}

/** The character at fault where the text has the pattern as it is; the whole literal where it is written with escapes. */
function spanInPattern({ value, span }: StringLiteralNode, offset: number, source: string | undefined) {
  if (source === undefined) return span;
  const start = span.start + (source.startsWith('"""', span.start) ? 3 : 1);
  if (!source.startsWith(value, start)) return span;
  return { start: start + offset, end: start + offset + 1 };
}

/** What stages of one query share. */
export interface StageContext {
  readonly bindings?: Bindings;
  /** The aliases of earlier stages. */
  readonly aliases?: ReadonlySet<string>;
  readonly descendantTest?: DescendantTest;
}

/** The predicate of one `category where condition`. */
export function compileEventQuery(query: EventQueryNode, settings: Settings, stage: StageContext = {}): Predicate {
  const context = {
    schema: settings.schema,
    nowMs: settings.nowMs,
    aliases: stage.aliases,
    bindings: stage.bindings ?? new Bindings(),
    descendantTest: stage.descendantTest ?? (() => () => false),
  };
  return compileCondition(conditionOf(query, settings, stage.aliases), context);
}

/** The whole condition of an event query, its category included. */
export function conditionOf(
  query: EventQueryNode,
  settings: Settings,
  aliases: ReadonlySet<string> | undefined = undefined,
): Condition {
  const condition = toCondition(fold(query.condition, settings), { schema: settings.schema, aliases });
  if (query.category === null) return condition;
  const { span } = query;
  const category = toCondition(
    {
      kind: 'Comparison',
      operator: '==',
      left: { kind: 'Field', path: settings.eventCategoryField.split('.'), isOptional: false, span },
      right: { kind: 'Literal', type: 'string', value: query.category, span },
      span,
    },
    { schema: settings.schema },
  );
  return condition.kind === 'All'
    ? { kind: 'All', terms: [category, ...condition.terms] }
    : { kind: 'All', terms: [category, condition] };
}
