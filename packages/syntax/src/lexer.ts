import type { Span } from './ast.js';
import { TOKEN } from './eql-grammar.generated.js';
import { fail } from './errors.js';
import type { Limits } from './limits.js';
import * as messages from './messages.js';

/** A query as tokens, without comments and white space. */
export interface Tokens {
  readonly source: string;
  /** One character per token, its class: what the grammar reads. */
  readonly classes: string;
  /** Where each token starts and ends in `source`. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Words that are no names, neither alone nor as a piece of a path; in lower case only. */
export const KEYWORDS: ReadonlyMap<string, string> = new Map([
  ['and', TOKEN.and],
  ['any', TOKEN.anyCategory],
  ['by', TOKEN.by],
  ['false', TOKEN.constant],
  ['in', TOKEN.setOperator],
  ['in~', TOKEN.setOperator],
  ['join', TOKEN.join],
  ['like', TOKEN.matchOperator],
  ['like~', TOKEN.matchOperator],
  ['maxspan', TOKEN.maxspan],
  ['not', TOKEN.not],
  ['null', TOKEN.constant],
  ['of', TOKEN.of],
  ['or', TOKEN.or],
  ['regex', TOKEN.matchOperator],
  ['regex~', TOKEN.matchOperator],
  ['sample', TOKEN.sample],
  ['sequence', TOKEN.sequence],
  ['true', TOKEN.constant],
  ['until', TOKEN.until],
  ['where', TOKEN.where],
  ['with', TOKEN.with],
]);

const OPERATORS: ReadonlyMap<string, string> = new Map([
  ['==', TOKEN.comparisonOperator],
  ['!=', TOKEN.comparisonOperator],
  ['<', TOKEN.comparisonOperator],
  ['<=', TOKEN.comparisonOperator],
  ['>', TOKEN.comparisonOperator],
  ['>=', TOKEN.comparisonOperator],
  [':', TOKEN.matchOperator],
  ['=', TOKEN.assign],
  ['+', TOKEN.sign],
  ['-', TOKEN.sign],
  ['*', TOKEN.productOperator],
  ['/', TOKEN.productOperator],
  ['%', TOKEN.productOperator],
  ['.', TOKEN.dot],
  [',', TOKEN.comma],
  ['[', TOKEN.openStage],
  ['![', TOKEN.openMissing],
  [']', TOKEN.closeStage],
  ['(', TOKEN.open],
  [')', TOKEN.close],
  ['|', TOKEN.bar],
  ['?', TOKEN.optionalMark],
]);

const NAME = '[A-Za-z_@][A-Za-z0-9_]*';
const PIECE = `(?:${NAME}|\`(?:[^\`]|\`\`)*\`)`;
/** White space and comments between the pieces of a path. Each has one way to match, so matching stays linear. */
const GAP = '(?:[ \\t\\r\\n]|//[^\\r\\n]*(?![^\\r\\n])|/\\*(?:[^*/]|\\*(?!/)|/(?!\\*))*\\*/)*';
const MORE_PIECES = `(?:${GAP}\\.${GAP}${PIECE})*`;

/** The kinds of tokens, tried in this order, each a group of `NEXT_TOKEN`. */
const NEXT_TOKEN = new RegExp(
  [
    '([ \\t\\r\\n]+|//[^\\r\\n]*)',
    '([A-Za-z][A-Za-z0-9_]*~)',
    `(${PIECE}${MORE_PIECES})`,
    '((?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)',
    '("""[^\\r\\n]*?""""?"?|(?!""")"[^"\\\\\\r\\n]*(?:\\\\.[^"\\\\\\r\\n]*)*")',
    `(\\$[A-Za-z_][A-Za-z0-9_]*${MORE_PIECES})`,
    '([=!<>]=|!\\[|[:=<>+\\-*/%.,[\\]()|?])',
  ].join('|'),
  'y',
);
const HIDDEN = 1;
const TILDE_NAME = 2;
const PATH = 3;
const NUMBER = 4;
const STRING = 5;
const OPERATOR = 7;

/** @throws EqlSyntaxError where the text has no token, or more than `limits` allow */
export function tokenize(source: string, limits: Limits): Tokens {
  if (source.length > limits.maxLength) fail(messages.tooLong(source, limits.maxLength), source);
  let classes = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let depth = 0;
  let position = 0;
  while (position < source.length) {
    if (source.startsWith('/*', position)) {
      position = commentEnd(source, position);
      continue;
    }
    NEXT_TOKEN.lastIndex = position;
    const match = NEXT_TOKEN.exec(source);
    if (!match) fail(messages.noToken(source, position), source);
    const span = { start: position, end: NEXT_TOKEN.lastIndex };
    position = span.end;
    if (match[HIDDEN] !== undefined) continue;
    const tokenClass = classOf(match, span, source);
    if (tokenClass === TOKEN.open || tokenClass === TOKEN.openStage || tokenClass === TOKEN.openMissing) {
      if (++depth > limits.maxDepth) fail(messages.tooDeep(span, limits.maxDepth), source);
    } else if (tokenClass === TOKEN.close || tokenClass === TOKEN.closeStage) {
      depth--;
    }
    if (starts.length === limits.maxTokens) fail(messages.tooManyTokens(span, limits.maxTokens), source);
    classes += tokenClass;
    starts.push(span.start);
    ends.push(span.end);
  }
  return { source, classes, starts, ends };
}

function classOf(match: RegExpExecArray, span: Span, source: string): string {
  const text = match[0];
  if (match[PATH] !== undefined) {
    const keyword = KEYWORDS.get(text);
    if (keyword !== undefined) return keyword;
    if (PLAIN_NAME.test(text)) return TOKEN.name;
    refuseKeywords(text, span.end, source);
    return TOKEN.path;
  }
  if (match[STRING] !== undefined) return TOKEN.string;
  if (match[OPERATOR] !== undefined) {
    if (text === '?' && /["']/.test(source[span.end] ?? '')) fail(messages.oldRawString(span, source), source);
    return OPERATORS.get(text) as string;
  }
  if (match[NUMBER] !== undefined) return /^[0-9]+$/.test(text) ? TOKEN.integer : TOKEN.decimal;
  if (match[TILDE_NAME] !== undefined) return KEYWORDS.get(text) ?? TOKEN.tildeName;
  refuseKeywords(text.slice(1), span.end, source);
  return TOKEN.variable;
}

const PLAIN_NAME = new RegExp(`^${NAME}$`);
const PLAIN_PATH = /^[A-Za-z0-9_@.]+$/;
const NEXT_PIECE = new RegExp(`(${GAP}\\.?${GAP})(${PIECE})`, 'y');

/** Whether `text` can stand as a name, or as a piece of a path, without backquotes. */
export const isPlainName = (text: string): boolean => PLAIN_NAME.test(text) && !KEYWORDS.has(text);

interface Piece {
  readonly text: string;
  /** Where it starts in the path. */
  readonly offset: number;
}

/** The pieces of the path `text`, as written. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  NEXT_PIECE.lastIndex = 0;
  for (let match = NEXT_PIECE.exec(text); match; match = NEXT_PIECE.exec(text)) {
    const [, gap, piece] = match as unknown as [string, string, string];
    pieces.push({ text: piece, offset: match.index + gap.length });
  }
  return pieces;
}

/** @param path the text of the token that ends at `end` */
function refuseKeywords(path: string, end: number, source: string): void {
  if (PLAIN_PATH.test(path) && !path.split('.').some((piece) => KEYWORDS.has(piece))) return;
  const keyword = piecesOf(path).find((piece) => KEYWORDS.has(piece.text));
  if (!keyword) return;
  const start = end - path.length + keyword.offset;
  const span = { start, end: start + keyword.text.length };
  fail(messages.keywordInPath(span, path.slice(0, keyword.offset), keyword.text), source);
}

/** The names that make up the path `text`, split at the dots inside backquotes too. */
export function namesOf(text: string): string[] {
  if (PLAIN_PATH.test(text)) return text.split('.');
  return piecesOf(text)
    .map(({ text: piece }) => (piece.startsWith('`') ? piece.slice(1, -1).replaceAll('``', '`') : piece))
    .join('.')
    .split('.');
}

/** Where the comment that starts at `start` ends; comments nest. */
export function commentEnd(source: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  for (let depth = 0, match = mark.exec(source); match; match = mark.exec(source)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return fail(messages.unterminatedComment({ start, end: start + 2 }), source);
}

/** What the tokens from `from` up to, not including, `to` span; past the last token, the end of the text. */
export function spanOfTokens(tokens: Tokens, from: number, to: number): Span {
  const start = tokens.starts[from];
  if (start === undefined) {
    const end = tokens.ends.at(-1) ?? 0;
    return { start: end, end };
  }
  return { start, end: tokens.ends[Math.max(from, Math.min(to, tokens.ends.length) - 1)] as number };
}
