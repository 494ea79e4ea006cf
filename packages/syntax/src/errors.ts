import type { Span } from './ast.js';
import { formatDiagnostic } from './format-diagnostic.js';

/** Everything that can be wrong with a query. Programs switch on the codes; they are part of the API. */
export const ERROR_CODES = {
  // The text
  unexpected_character: 'A character that starts no token.',
  unterminated: 'A string, comment or backquoted name that does not end.',
  bad_quotes: 'Quotes that EQL does not take: single, typographic, or `?"…"`.',
  bad_escape: 'A backslash in a string with something behind it that is no escape.',
  bad_number: 'A number too large for a double.',
  // The grammar
  unexpected_token: 'A token that cannot stand where it does.',
  unexpected_end: 'The query ends too early.',
  unbalanced: 'A bracket without its partner.',
  reserved_word: 'A keyword used as a name, or spelled in capitals.',
  unsupported: 'EQL of another engine or another dialect.',
  bad_pipe: 'A pipe other than `head` and `tail`, or one without a whole number.',
  bad_join_key: 'A join key that is not a field.',
  bad_maxspan: 'A `maxspan` that is no positive whole number with a unit.',
  bad_runs: 'A `with runs` that is no whole number from 1 to 100, or where there can be none.',
  stage_count: 'Too few or too many stages in a sequence, sample or join.',
  missing_event: 'A stage `![…]` where there can be none.',
  // The limits
  too_long: 'More characters than `limits.maxLength`.',
  too_many_tokens: 'More tokens than `limits.maxTokens`.',
  too_many_items: 'A list of more items than `limits.maxListItems`.',
  too_deep: 'Nesting beyond `limits.maxDepth`.',
  // Functions
  unknown_function: 'A call of a function that does not exist.',
  wrong_arity: 'A call with too few or too many arguments.',
  no_case_folding: 'A `~` behind a function that has no form that ignores case.',
  argument_type: 'An argument of a type that the function does not take.',
  constant_required: 'An argument that depends on the event where only a constant may stand.',
  // Fields
  unknown_field: 'A field that the schema lacks.',
  object_field: 'An object of the schema where a field with values must stand.',
  unsupported_field: 'A field of a type that EQL does not support.',
  text_field: 'A field of analysed text, which has no exact values to compare.',
  // Conditions
  condition_type: 'Something other than true or false where a condition must stand.',
  operand_type: 'An operand of a type that the operator does not take.',
  division_by_zero: 'A whole number divided by zero, both constants.',
  field_comparison: 'A field compared with another field.',
  bad_constant: 'A constant that the field compared with it can never be.',
  bad_regex: 'A regular expression outside the dialect of Lucene, or one that is too large.',
  literal_wildcard: 'A `*` compared with an operator that takes it as it is.',
  // Sequences, samples, joins
  join_key_count: 'Stages with different numbers of join keys, or a sample without any.',
  join_key_type: 'Join keys of types that are never equal.',
  duplicate_join_key: 'A join key of a sample that is given twice.',
  // The endpoint dialect
  bad_alias: 'An alias that is given twice, or used where its stage has not been matched.',
  unknown_variable: 'A `$variable` outside the `_arraysearch` that names it.',
} as const satisfies Record<string, string>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface Diagnostic {
  /** An `error` cannot run; a `warning` can, but hardly means what it says. */
  readonly severity: 'error' | 'warning';
  readonly code: ErrorCode;
  /** One sentence without a location. */
  readonly message: string;
  readonly span: Span;
  /** What to do about it. */
  readonly hint: string | undefined;
}

/** Something wrong with a query. `message` is the whole printed text: location, query line, caret, hint. */
export abstract class EqlError extends Error {
  readonly code: ErrorCode;
  /** One sentence without a location: what an editor shows. */
  readonly summary: string;
  /** What an editor underlines. */
  readonly span: Span;
  /** What to do about it. */
  readonly hint: string | undefined;

  constructor(diagnostic: Diagnostic, message: string) {
    super(message);
    this.code = diagnostic.code;
    this.summary = diagnostic.message;
    this.span = diagnostic.span;
    this.hint = diagnostic.hint;
  }
}

/** The text is not EQL. Thrown by `parse` and `parseExpression`, at the first error. */
export class EqlSyntaxError extends EqlError {
  override readonly name = 'EqlSyntaxError';

  /** @param source the query text */
  constructor(diagnostic: Diagnostic, source: string) {
    super(diagnostic, formatDiagnostic(diagnostic, source));
  }
}

/** The query cannot run. Thrown by whoever runs it, with all errors that `check` finds. */
export class EqlSemanticError extends EqlError {
  override readonly name = 'EqlSemanticError';
  /** All of them, in source order; the first one gives this error its `code`, `summary`, `span` and `hint`. */
  readonly diagnostics: readonly [Diagnostic, ...Diagnostic[]];

  /** @param source the query text, where there is one */
  constructor(diagnostics: readonly [Diagnostic, ...Diagnostic[]], source?: string) {
    super(diagnostics[0], diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, source)).join('\n'));
    this.diagnostics = diagnostics;
  }
}

/** Refuses the query `source`. */
export function fail(diagnostic: Diagnostic, source: string): never {
  throw new EqlSyntaxError(diagnostic, source);
}
