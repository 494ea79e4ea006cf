import { commentsOf, type Span } from '@eqlite/syntax';
import type { QueryDiagnostic } from './finding.js';

/**
 * `eqlite-ignore CODE: reason` in a comment of the query. Above the query it concerns all of it; elsewhere the row it
 * stands on, or the next row with code where it stands alone.
 */
const SILENCE = /^(?:\/\/|\/\*)\s*eqlite-ignore\b\s*([\w\s,]*?)\s*(?::\s*(.*?))?\s*(?:\*\/)?$/s;

interface Silence {
  readonly codes: readonly string[];
  readonly reason: string;
  readonly span: Span;
  /** What it concerns: findings that start here. */
  readonly scope: Span;
}

/**
 * `diagnostics` without those that the comments of the query silence; instead, what is wrong with those comments. Errors
 * cannot be silenced: the query does not run.
 * @param known the codes that there are
 */
export function applySilences(
  text: string,
  diagnostics: readonly QueryDiagnostic[],
  known: ReadonlySet<string>,
): readonly QueryDiagnostic[] {
  if (!text.includes('eqlite-ignore')) return diagnostics;
  const silences = silencesOf(text);
  const silenced = new Set<QueryDiagnostic>();
  const complaints: QueryDiagnostic[] = [];
  for (const silence of silences) {
    const complain = (code: string, message: string, hint: string) =>
      complaints.push({ severity: 'warning', code, message, span: silence.span, hint });
    if (silence.codes.length === 0) complain('bad_silence', 'says not what to ignore', SYNTAX);
    else if (silence.reason === '') complain('bad_silence', 'gives no reason', SYNTAX);
    for (const code of silence.codes) {
      if (!known.has(code)) {
        complain('bad_silence', `there is no finding "${code}"`, 'the codes are in docs/lints.md');
        continue;
      }
      const concerned = diagnostics.filter(
        (one) => one.severity === 'warning' && one.code === code && isIn(one.span.start, silence.scope),
      );
      if (concerned.length === 0)
        complain('unused_silence', `nothing here is found as "${code}"`, 'remove the comment');
      if (silence.reason !== '') for (const one of concerned) silenced.add(one);
    }
  }
  const left = diagnostics.filter((one) => !silenced.has(one));
  return [...left, ...complaints].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

const SYNTAX = 'as in `// eqlite-ignore literal_wildcard: the file is really called so`';

const isIn = (at: number, { start, end }: Span) => start <= at && at < end;

function silencesOf(text: string): Silence[] {
  const comments = commentsOf(text);
  /** Comments as spaces, so that what is left is code. */
  const code = comments.reduce(
    (left, { start, end }) => left.slice(0, start) + left.slice(start, end).replace(/[^\r\n]/g, ' ') + left.slice(end),
    text,
  );
  const firstCode = code.search(/\S/);
  return comments.flatMap((span) => {
    const match = SILENCE.exec(text.slice(span.start, span.end));
    if (match === null) return [];
    const [, codes = '', reason = ''] = match;
    return { codes: codes.split(/[\s,]+/).filter((one) => one !== ''), reason, span, scope: scopeOf(span) };
  });

  function scopeOf({ start, end }: Span): Span {
    if (end <= firstCode) return { start: 0, end: text.length };
    const row = { start: code.lastIndexOf('\n', start) + 1, end: rowEnd(end) };
    if (/\S/.test(code.slice(row.start, row.end))) return row;
    const next = row.end + Math.max(code.slice(row.end).search(/\S/), 0);
    return { start: next, end: rowEnd(next) };
  }

  function rowEnd(from: number): number {
    const at = code.indexOf('\n', from);
    return at < 0 ? code.length : at;
  }
}
