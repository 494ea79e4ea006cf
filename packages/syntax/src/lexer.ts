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

/** Words that are no names, in lower case only. @see semantics of Elasticsearch's EqlBase.g4 */
const KEYWORDS: ReadonlyMap<string, string> = new Map([
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

const NAME = /^[A-Za-z_@][A-Za-z0-9_]*$/;

/** Whether `text` can stand as a name, or as a piece of a field path, without backquotes. */
export const isPlainName = (text: string): boolean => NAME.test(text) && !KEYWORDS.has(text);

/** Every kind of token is one group, in this order. */
const NEXT =
  /([ \t\r\n]+|\/\/[^\r\n]*)|([A-Za-z]\w*~)|([A-Za-z_@]\w*)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|("""[^\r\n]*?""""?"?|(?!""")"[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*")|(`(?:[^`]|``)*`)|(\$[A-Za-z_]\w*)|([=!<>]=|!\[|[:=<>+\-*/%.,[\]()|?])/y;
const HIDDEN = 1;
const TILDE_NAME = 2;
const WORD = 3;
const NUMBER = 4;
const STRING = 5;
const QUOTED_NAME = 6;
const VARIABLE = 7;
const OPERATOR = 8;

/** @throws EqlSyntaxError where the text has no token, or more than `limits` allow */
export function tokenize(source: string, limits: Limits): Tokens {
  if (source.length > limits.maxLength) {
    fail(messages.tooLong({ start: limits.maxLength, end: source.length }, limits.maxLength), source);
  }
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
    NEXT.lastIndex = position;
    const match = NEXT.exec(source);
    if (!match) fail(messages.syntax({ start: position, end: position + 1 }, 'unexpected character'), source);
    const start = position;
    position = NEXT.lastIndex;
    if (match[HIDDEN] !== undefined) continue;
    const tokenClass = classOf(match);
    if (tokenClass === TOKEN.open || tokenClass === TOKEN.openStage || tokenClass === TOKEN.openMissing) {
      depth++;
      if (depth > limits.maxDepth) fail(messages.tooDeep({ start, end: position }, limits.maxDepth), source);
    } else if (tokenClass === TOKEN.close || tokenClass === TOKEN.closeStage) depth--;
    if (starts.length === limits.maxTokens)
      fail(messages.tooManyTokens({ start, end: position }, limits.maxTokens), source);
    classes += tokenClass;
    starts.push(start);
    ends.push(position);
  }
  return { source, classes, starts, ends };
}

function classOf(match: RegExpExecArray): string {
  const text = match[0];
  if (match[WORD] !== undefined) return KEYWORDS.get(text) ?? TOKEN.name;
  if (match[OPERATOR] !== undefined) return OPERATORS.get(text) as string;
  if (match[STRING] !== undefined) return TOKEN.string;
  if (match[NUMBER] !== undefined) return /^\d+$/.test(text) ? TOKEN.integer : TOKEN.decimal;
  if (match[TILDE_NAME] !== undefined) return KEYWORDS.get(text) ?? TOKEN.tildeName;
  if (match[QUOTED_NAME] !== undefined) return TOKEN.quotedName;
  if (match[VARIABLE] !== undefined) return TOKEN.variable;
  throw new Error('unreachable');
}

/** Where the comment that starts at `start` ends; comments nest. */
function commentEnd(source: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  for (let depth = 0, match = mark.exec(source); match; match = mark.exec(source)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return fail(messages.syntax({ start, end: start + 2 }, 'comment is not closed'), source);
}

export function spanOfTokens(tokens: Tokens, from: number, to: number): Span {
  const start = tokens.starts[from] ?? tokens.source.length;
  return { start, end: to > from ? (tokens.ends[to - 1] as number) : start };
}
