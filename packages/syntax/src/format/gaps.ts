import type { Span } from '../ast.js';
import { commentEnd, type Tokens, tokenize } from '../lexer.js';
import { NO_LIMITS } from '../limits.js';

/** The comments between two tokens, and how they stand there. */
export interface Gap {
  /** On the row of the token before, with a line break behind them. */
  readonly trailing: readonly string[];
  /** Rows of nothing but comments. */
  readonly rows: readonly Row[];
  /** On the row of the token behind. */
  readonly inline: readonly string[];
  /** Whether an empty row stands before the row of the token behind. */
  readonly isDouble: boolean;
}

interface Row {
  readonly comments: readonly string[];
  /** Whether an empty row stands before this one. */
  readonly isDouble: boolean;
}

/** The gaps before the first token, between each two, and behind the last. */
export function gapsOf({ source, starts, ends }: Tokens): Gap[] {
  const gaps: Gap[] = [];
  for (let i = 0; i <= starts.length; i++) {
    const [first = [], ...rows] = rowsOf(source, ends[i - 1] ?? 0, starts[i] ?? source.length);
    // The text starts and ends as if by line breaks.
    if (i === 0) rows.unshift(first);
    if (i === starts.length) rows.push([]);
    gaps.push(rows.length === 0 ? { ...EMPTY, inline: first } : gapOf(i === 0 ? [] : first, rows));
  }
  return gaps;
}

const EMPTY: Gap = { trailing: [], rows: [], inline: [], isDouble: false };

/** @param rows those behind the one of the token before */
function gapOf(trailing: readonly string[], rows: readonly (readonly string[])[]): Gap {
  const alone: Row[] = [];
  let isDouble = false;
  for (const comments of rows.slice(0, -1)) {
    if (comments.length > 0) alone.push({ comments, isDouble });
    isDouble = comments.length === 0;
  }
  return { trailing, rows: alone, inline: rows.at(-1) ?? [], isDouble };
}

/** The gap of two tokens with an operator between them that stays with the first: the comments before it move behind it. */
export function joinGaps(before: Gap, behind: Gap): Gap {
  const isDouble = before.isDouble || behind.isDouble;
  if (!hasLineBreak(before)) return { ...behind, isDouble };
  if (!hasLineBreak(behind)) {
    // On one row with the operator, perhaps, and therefore with the token behind.
    return { ...before, inline: [...before.inline, ...behind.trailing, ...behind.inline], isDouble };
  }
  const row = [...before.inline, ...behind.trailing];
  const rows = row.length > 0 ? [...before.rows, { comments: row, isDouble: before.isDouble }] : [...before.rows];
  return { trailing: before.trailing, rows: [...rows, ...behind.rows], inline: behind.inline, isDouble };
}

/** Whether comments force one. */
export const hasLineBreak = ({ trailing, rows }: Gap): boolean => trailing.length > 0 || rows.length > 0;

/** Comments row by row; at least one row. */
function rowsOf(source: string, start: number, end: number): string[][] {
  let row: string[] = [];
  const rows = [row];
  for (const part of partsOf(source, start, end)) {
    if (source[part.start] === '/') row.push(source.slice(part.start, part.end));
    else {
      row = [];
      rows.push(row);
    }
  }
  return rows;
}

/** The comments and line breaks between two tokens. */
function partsOf(source: string, start: number, end: number): Span[] {
  const parts: Span[] = [];
  const mark = /\r\n|[\r\n]|\/\/[^\r\n]*|\/\*/g;
  mark.lastIndex = start;
  for (let match = mark.exec(source); match && match.index < end; match = mark.exec(source)) {
    if (match[0] === '/*') mark.lastIndex = commentEnd(source, match.index);
    parts.push({ start: match.index, end: mark.lastIndex });
  }
  return parts;
}

/**
 * Where the comments of a query stand, in source order.
 * @throws EqlSyntaxError where the text has no token
 */
export function commentsOf(text: string): readonly Span[] {
  const { starts, ends } = tokenize(text, NO_LIMITS);
  return [...starts, text.length]
    .flatMap((start, i) => partsOf(text, ends[i - 1] ?? 0, start))
    .filter(({ start }) => text[start] === '/');
}
