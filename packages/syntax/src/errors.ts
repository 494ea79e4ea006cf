import type { Span } from './ast.js';
import { formatDiagnostic } from './format-diagnostic.js';

/** What is wrong with a query. Programs switch on it; it is part of the API. */
export type ErrorCode = string;

export interface Diagnostic {
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

  constructor(diagnostic: Diagnostic, source: string | undefined) {
    super(formatDiagnostic(diagnostic, source));
    this.code = diagnostic.code;
    this.summary = diagnostic.message;
    this.span = diagnostic.span;
    this.hint = diagnostic.hint;
  }
}

/** The text is not EQL. Thrown by `parse` and `parseExpression`, at the first error. */
export class EqlSyntaxError extends EqlError {
  override readonly name = 'EqlSyntaxError';
}

/** Refuses the query `source`. */
export function fail(diagnostic: Diagnostic, source: string): never {
  throw new EqlSyntaxError(diagnostic, source);
}
