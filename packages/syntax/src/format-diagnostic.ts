import type { Diagnostic } from './errors.js';

/** Longer lines are cut around the caret, in columns of a terminal. */
const MAX_WIDTH = 100;
/** How much of a cut line stays visible before the caret. */
const CONTEXT = 40;

/** Characters that a terminal shows two columns wide: East Asian ones and emoji. */
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
const INVISIBLE = /\p{M}|\p{Cf}|\p{Cc}/u;

/** One character as shown: what a terminal would obey or swallow becomes a space, so that columns stay columns. */
const shown = (character: string): string => (INVISIBLE.test(character) ? ' ' : character);
const widthOf = (character: string): number => (WIDE.test(character) ? 2 : 1);

/** The line and column, both from 1, of `offset` in `source`. Columns are UTF-16 units, as in most editors. */
export function locate(source: string, offset: number): { readonly line: number; readonly column: number } {
  const before = source.slice(0, offset).split(/\r\n|[\r\n]/);
  return { line: before.length, column: (before.at(-1) as string).length + 1 };
}

/**
 * `diagnostic` as text for people: where, what, the line with a caret under the culprit, and what to do.
 * @param source the query text; without it, text that needs no location
 */
export function formatDiagnostic(diagnostic: Diagnostic, source?: string): string {
  const label = diagnostic.severity === 'warning' ? 'warning: ' : '';
  const hint = diagnostic.hint === undefined ? [] : [`hint: ${diagnostic.hint}`];
  if (source === undefined) return [label + diagnostic.message, ...hint].join('\n');
  const { line, column } = locate(source, diagnostic.span.start);
  const lineStart = diagnostic.span.start - (column - 1);
  const text = source.slice(lineStart).split(/\r\n|[\r\n]/, 1)[0] as string;
  const from = column - 1;
  const to = Math.min(Math.max(diagnostic.span.end - lineStart, from + 1), Math.max(text.length, from + 1));
  return [`${line}:${column}: ${label}${diagnostic.message}`, ...frame(line, text, from, to), ...hint].join('\n');
}

/** The line `text` with carets under `[from, to)`. */
function frame(line: number, text: string, from: number, to: number): string[] {
  const start = text.length > MAX_WIDTH && from > MAX_WIDTH - CONTEXT ? from - CONTEXT : 0;
  let code = start > 0 ? '…' : '';
  let carets = start > 0 ? ' ' : '';
  let at = start;
  for (const character of text.slice(start)) {
    if (code.length >= MAX_WIDTH) {
      code += '…';
      break;
    }
    code += shown(character);
    if (at < to) carets += (at < from ? ' ' : '^').repeat(widthOf(character));
    at += character.length;
  }
  if (!carets.includes('^')) carets += '^'; // At the end of the line.
  const gutter = String(line);
  return [`${gutter} | ${code}`.trimEnd(), `${' '.repeat(gutter.length)} | ${carets}`];
}
