import { tokenize } from '../lexer.js';
import { DEFAULT_LIMITS } from '../limits.js';
import { checkOptions } from '../options.js';
import { type ParseOptions, parse } from '../parse.js';
import { DEFAULT_WIDTH, render } from './doc.js';
import { layout } from './layout.js';

export interface FormatOptions extends ParseOptions {
  /** Columns that a line should not exceed. Default 100. */
  readonly width?: number;
}

/**
 * The query `text` in canonical layout: only white space changes, so every token and comment stays as it is, and
 * formatting again changes nothing. What fits the width is one line, except that each stage has its own; longer lists
 * are wrapped, longer conditions have a term on each line, with `and` and `or` at its end. An empty line between terms
 * or stages stays. Lines end in CRLF where some of `text` do; the last one has no
 * end.
 * @throws EqlSyntaxError when `text` is no query
 * @throws TypeError for an option, limit or dialect that does not exist
 */
export function format(text: string, options: FormatOptions = {}): string {
  checkOptions(options, ['dialect', 'limits', 'width']);
  const { width = DEFAULT_WIDTH, ...parseOptions } = options;
  parse(text, parseOptions);
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return render(layout(tokenize(text, { ...DEFAULT_LIMITS, ...options.limits })), width, lineEnd);
}
