import type { Dialect, Span } from './ast.js';
import { TOKEN, TOKEN_NAMES } from './eql-grammar.generated.js';
import type { Diagnostic } from './errors.js';
import { FUNCTIONS } from './functions.js';
import { KEYWORDS, spanOfTokens, type Tokens } from './lexer.js';
import * as messages from './messages.js';

/** Where and why the grammar stopped reading. */
interface Failure {
  readonly tokens: Tokens;
  readonly dialect: Dialect;
  /** The first token that cannot be read; `classes.length` at the end. */
  readonly at: number;
  /** The classes that could have stood there; `END` among them where the query could have ended. */
  readonly expected: ReadonlySet<string>;
}

/**
 * The message for a query that the grammar does not take: the slip that people make, where it looks like one, else what
 * was expected.
 */
export function explainFailure(
  tokens: Tokens,
  dialect: Dialect,
  at: number,
  expected: ReadonlySet<string>,
): Diagnostic {
  const failure = { tokens, dialect, at, expected };
  for (const explain of EXPLANATIONS) {
    const diagnostic = explain(failure);
    if (diagnostic) return diagnostic;
  }
  return messages.unexpected(
    spanAt(failure),
    tokens.source,
    expectedWords(failure),
    expectedKeywords(failure),
    hint(failure),
  );
}

const classAt = ({ tokens, at }: Failure, offset = 0): string => tokens.classes[at + offset] ?? '';
const spanAt = ({ tokens, at }: Failure, offset = 0): Span => spanOfTokens(tokens, at + offset, at + offset + 1);
const textAt = (failure: Failure, offset = 0): string => {
  const { start, end } = spanAt(failure, offset);
  return failure.tokens.source.slice(start, end);
};

// ---------------------------------------------------------------- what was expected

export const END = 'end';

/** Classes that stand for one idea to a reader, the idea, and what need not be said beside it; the larger ones first. */
const IDEAS: readonly (readonly [classes: string, name: string, beside: string])[] = [
  ['nps01c(!', 'a condition', 'f?$+'],
  ['nps01c(', 'a value', 'f?$+!'],
  ['s01c', 'a literal', ''],
  ['01', 'a number', ''],
  ['nas', 'an event category', ''],
  ['np', 'a field', '?$'],
  ['[{', 'an event query in brackets', '&v<:i+*!(.'],
  ['&v', 'an operator', '<:i+*!(.'],
];

function expectedWords({ tokens, at, expected }: Failure): string[] {
  const rest = new Set(expected);
  const opener = innermostOpener(tokens.classes, at);
  for (const closer of CLOSERS.values()) {
    if (opener === undefined || CLOSERS.get(tokens.classes[opener] as string) !== closer) rest.delete(closer);
  }
  const words: string[] = [];
  for (const [classes, name, beside] of IDEAS) {
    if (![...classes].every((one) => rest.has(one))) continue;
    for (const one of classes + beside) rest.delete(one);
    words.push(name);
  }
  for (const [one, name] of TOKEN_NAMES) if (rest.has(one)) words.push(name);
  if (rest.has(END)) words.push('the end of the query');
  return words;
}

/** The keywords that a name could be meant for. */
function* expectedKeywords(failure: Failure): Generator<string> {
  if (classAt(failure) !== TOKEN.name) return;
  for (const [keyword, tokenClass] of KEYWORDS) if (failure.expected.has(tokenClass)) yield keyword;
}

function hint(failure: Failure): string | undefined {
  if (failure.expected.has(TOKEN.where)) return messages.WHERE_HINT;
  return LITERALS.has(classAt(failure)) && failure.expected.has(TOKEN.comma) ? messages.COMMA_HINT : undefined;
}

const LITERALS = new Set<string>([TOKEN.string, TOKEN.integer, TOKEN.decimal, TOKEN.constant]);

// ---------------------------------------------------------------- what people write

type Explain = (failure: Failure) => Diagnostic | undefined;

const OPERAND_END = new Set<string>([TOKEN.name, TOKEN.path, ...LITERALS, TOKEN.close]);
const CLOSERS: ReadonlyMap<string, string> = new Map([
  [TOKEN.open, TOKEN.close],
  [TOKEN.openStage, TOKEN.closeStage],
  [TOKEN.openMissing, TOKEN.closeStage],
]);

const EXPLANATIONS: readonly Explain[] = [
  emptyQuery,
  capitalKeyword,
  category,
  otherDialect,
  sequenceParts,
  pipes,
  brackets,
  lists,
  operators,
  keywordAsName,
];

function emptyQuery({ tokens }: Failure): Diagnostic | undefined {
  return tokens.classes === '' ? messages.empty() : undefined;
}

/** `AND`, `Not`: a name to the grammar, so that the failure is at it or right behind it. */
function capitalKeyword(failure: Failure): Diagnostic | undefined {
  for (const offset of [0, -1]) {
    const word = textAt(failure, offset);
    if (classAt(failure, offset) !== TOKEN.name || word === word.toLowerCase()) continue;
    if (KEYWORDS.has(word.toLowerCase())) return messages.capitals(spanAt(failure, offset), word);
  }
  return undefined;
}

function category(failure: Failure): Diagnostic | undefined {
  const { expected, tokens, at } = failure;
  const span = spanAt(failure);
  const text = textAt(failure);
  if (expected.has(TOKEN.where) && text === '-') {
    return messages.hyphenInCategory({ start: spanAt(failure, -1).start, end: span.end }, textAt(failure, -1));
  }
  if (classAt(failure) === TOKEN.where && at === 1 && KEYWORDS.has(textAt(failure, -1))) {
    return messages.keywordAsCategory(spanAt(failure, -1), textAt(failure, -1));
  }
  if (!expected.has(TOKEN.anyCategory) || at === tokens.classes.length) return undefined;
  if (classAt(failure, 1) === TOKEN.where) {
    if (KEYWORDS.has(text)) return messages.keywordAsCategory(span, text);
    if (classAt(failure) === TOKEN.path) return messages.backquotedCategory(span, text.replaceAll('`', ''));
  }
  return messages.noCategory(span, tokens.source);
}

function otherDialect(failure: Failure): Diagnostic | undefined {
  const span = spanAt(failure);
  const previous = textAt(failure, -1);
  switch (classAt(failure)) {
    case TOKEN.variable:
      return failure.dialect === 'endpoint' ? undefined : messages.variableOutsideEndpoint(span);
    case TOKEN.of:
      return classAt(failure, -1) === TOKEN.name ? messages.relation(spanAt(failure, -1), previous) : undefined;
    case TOKEN.openStage:
      return classAt(failure, 1) === TOKEN.integer && OPERAND_END.has(classAt(failure, -1))
        ? messages.arrayIndex(spanAt(failure, 1))
        : undefined;
    case TOKEN.name:
      if (!failure.expected.has(TOKEN.openStage) && !failure.expected.has(TOKEN.by)) return undefined;
      if (textAt(failure) === 'fork') return messages.fork(span);
      if (textAt(failure) === 'as') return messages.aliasOutsideEndpoint(span);
  }
  return undefined;
}

function sequenceParts(failure: Failure): Diagnostic | undefined {
  const { tokens, at } = failure;
  const before = tokens.classes.slice(0, at);
  const span = spanAt(failure);
  if (classAt(failure) === TOKEN.by) {
    if (/hm=[01]n?$/.test(before)) return messages.maxspanBeforeBy(span);
    if (/hn=[01]$/.test(before)) return messages.runsBeforeBy(span);
  }
  if (classAt(failure) === TOKEN.with) {
    if (/u[[{][^\]]*\][^\]]*$/.test(before)) return messages.withHere(span, '`until`');
    if (/^[PJ]/.test(before)) return messages.withHere(span, `a ${textAt(failure, -at)}`);
  }
  return undefined;
}

function pipes(failure: Failure): Diagnostic | undefined {
  if (classAt(failure, -1) !== TOKEN.bar || messages.isForeign(`|${textAt(failure)}`)) return undefined;
  return messages.unexpected(spanAt(failure), failure.tokens.source, ['`head`', '`tail`'], []);
}

function brackets(failure: Failure): Diagnostic | undefined {
  const { tokens, at, expected } = failure;
  const opener = innermostOpener(tokens.classes, at);
  const found = classAt(failure);
  const isCloser = found === TOKEN.close || found === TOKEN.closeStage;
  if (opener === undefined) {
    return isCloser && expected.has(END) ? messages.neverOpened(spanAt(failure), textAt(failure)) : undefined;
  }
  const openerSpan = spanOfTokens(tokens, opener, opener + 1);
  const bracket = tokens.source.slice(openerSpan.start, openerSpan.end);
  const closer = CLOSERS.get(tokens.classes[opener] as string) as string;
  if (!expected.has(closer)) return undefined;
  if (at === tokens.classes.length) return messages.neverClosed(openerSpan, bracket);
  if (isCloser && found !== closer) return messages.closedBy(openerSpan, bracket, textAt(failure));
  return undefined;
}

/** The last bracket before `at` that is still open. */
function innermostOpener(classes: string, at: number): number | undefined {
  const open: number[] = [];
  for (let i = 0; i < at; i++) {
    const one = classes[i] as string;
    if (CLOSERS.has(one)) open.push(i);
    else if (one === TOKEN.close || one === TOKEN.closeStage) open.pop();
  }
  return open.at(-1);
}

function lists(failure: Failure): Diagnostic | undefined {
  const { tokens } = failure;
  const [found, previous] = [classAt(failure), classAt(failure, -1)];
  const span = spanAt(failure);
  if (previous === TOKEN.comma && (found === TOKEN.close || found === TOKEN.openStage)) {
    return messages.trailingComma(spanAt(failure, -1));
  }
  if (found === TOKEN.close && previous === TOKEN.open) {
    return messages.emptyList({ start: spanAt(failure, -1).start, end: span.end });
  }
  if (found === '' || !OPERAND_START.has(found)) return undefined;
  if (previous === TOKEN.setOperator) return messages.noList(span, textAt(failure, -1), tokens.source);
  const operator = matchOperatorBefore(tokens.classes, failure.at);
  return operator === undefined
    ? undefined
    : messages.notLiteral(span, textAt(failure, operator - failure.at), tokens.source);
}

const OPERAND_START = new Set<string>([...'npf?s01c+$']);

/** The `:`, `like` or `regex` whose literals end before `at`, if only literals stand between. */
function matchOperatorBefore(classes: string, at: number): number | undefined {
  const match = classes.slice(0, at).match(/:(\((?:[s01c],)*)?$/);
  return match ? (match.index as number) : undefined;
}

function operators(failure: Failure): Diagnostic | undefined {
  const span = spanAt(failure);
  const text = textAt(failure);
  const [found, previous] = [classAt(failure), classAt(failure, -1)];
  const both = { start: spanAt(failure, -1).start, end: span.end };
  if (messages.isForeign(textAt(failure, -1) + text)) return messages.foreign(both, textAt(failure, -1) + text);
  if (messages.isForeign(text)) return messages.foreign(span, text);
  switch (found) {
    case TOKEN.dot:
      return OPERAND_END.has(previous) ? messages.danglingDot(span) : undefined;
    case TOKEN.decimal:
      return text.startsWith('.') && isField(previous) ? messages.numberInPath(span, text) : undefined;
    case TOKEN.assign:
      return messages.assignment(span);
    case TOKEN.comparisonOperator:
      return failure.expected.has(TOKEN.and) ? messages.chained(span) : undefined;
    case TOKEN.matchOperator:
      if (previous !== TOKEN.not) return undefined;
      return messages.notBeforeMatch(both, text, isField(classAt(failure, -2)) ? textAt(failure, -2) : undefined);
    case TOKEN.name: {
      if (!failure.expected.has(TOKEN.and)) return undefined;
      const called = FUNCTIONS.find(({ name }) => name.toLowerCase() === text.toLowerCase());
      return called && messages.infixFunction(span, called.name);
    }
  }
  return undefined;
}

const isField = (tokenClass: string): boolean => tokenClass === TOKEN.name || tokenClass === TOKEN.path;

/** Keywords that could be names of things. */
const NOUNS = new Set<string>([
  TOKEN.anyCategory,
  TOKEN.maxspan,
  TOKEN.of,
  TOKEN.sequence,
  TOKEN.sample,
  TOKEN.join,
  TOKEN.until,
]);

function keywordAsName(failure: Failure): Diagnostic | undefined {
  if (!NOUNS.has(classAt(failure)) || !failure.expected.has(TOKEN.path)) return undefined;
  return messages.keywordAsName(spanAt(failure), textAt(failure));
}
