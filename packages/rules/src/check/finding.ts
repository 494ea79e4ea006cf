import { type Diagnostic, formatDiagnostic, locate, type Span } from '@eqlite/syntax';
import type { RuleError } from '../file/rule-error.js';
import type { EmbeddedText } from '../file/source-document.js';

/** Something about a rule or query that is wrong, or hardly means what it says. */
export interface Finding {
  /** The file, as given or found; `-` for standard input, empty for a text of no file. */
  readonly path: string;
  /** The rule's name, where there is one. */
  readonly rule: string | undefined;
  /** An `error` cannot run; a `warning` can, but hardly means what it says. */
  readonly severity: 'error' | 'warning';
  /** What programs switch on: one of `ERROR_CODES` of @eqlite/syntax, of `RuleErrorCode`, or the code of a lint. */
  readonly code: string;
  /** One sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string | undefined;
  /** The text of the file. */
  readonly source: string | undefined;
  /** The characters of `source` at fault, in UTF-16 units. */
  readonly span: Span | undefined;
  /** Where `span` starts, or the line alone where no more is known; both from 1, columns in UTF-16 units. */
  readonly line: number | undefined;
  readonly column: number | undefined;
}

/** What a query was found in. */
export interface QueryPlace {
  readonly path: string;
  readonly rule: string | undefined;
  readonly source: string;
  /** Where the query stands in `source`; `undefined` when only its line is known. */
  readonly text: EmbeddedText | undefined;
  readonly line: number | undefined;
}

/** What is wrong with a query; `code` may be that of a lint. */
export type QueryDiagnostic = Omit<Diagnostic, 'code'> & { readonly code: string };

export function findingIn(place: QueryPlace, diagnostic: QueryDiagnostic): Finding {
  const { path, rule, source, text } = place;
  const { severity, code, message, hint } = diagnostic;
  const span = text && spanInFile(text, diagnostic.span);
  const { line, column } = span ? locate(source, span.start) : { line: place.line, column: undefined };
  return { path, rule, severity, code, message, hint, source, span, line, column };
}

function spanInFile({ offsets }: EmbeddedText, { start, end }: Span): Span {
  const from = offsets[start]!;
  return { start: from, end: end > start ? Math.max(offsets[end - 1]! + 1, from) : from };
}

export function findingsOfRuleError({ code, path, rule, problems }: RuleError): readonly Finding[] {
  return problems.map(({ line, column, field, summary, hint }) => {
    const message = field === '' ? summary : `${field}: ${summary}`;
    return { path, rule, severity: 'error', code, message, hint, source: undefined, span: undefined, line, column };
  });
}

/** `finding` as text for people: where, what, the code, the line of the file with a caret under the culprit, what to do. */
export function formatFinding(finding: Finding): string {
  const { path, source, span, line, column, severity, code, hint } = finding;
  const message = `${finding.message} [${code}]`;
  if (source !== undefined && span !== undefined) {
    // Lints have codes of their own.
    return `${path === '' ? '' : `${path}:`}${formatDiagnostic({ severity, code, message, hint, span } as Diagnostic, source)}`;
  }
  const place = [path, line, column].filter((part) => part !== undefined && part !== '').join(':');
  const label = severity === 'warning' ? 'warning: ' : '';
  return `${place}: ${label}${message}${hint === undefined ? '' : `\nhint: ${hint}`}`;
}
