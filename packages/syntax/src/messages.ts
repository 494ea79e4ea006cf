/**
 * Every message about a query, in one place: names in double quotes, EQL in backquotes, no full stop. The hint says what
 * to write instead.
 */

import type { NumberLiteralNode, Span } from './ast.js';
import type { FieldType } from './check/schema.js';
import type { Diagnostic, ErrorCode } from './errors.js';
import type { FunctionParam, FunctionSignature, ParamType } from './functions.js';
import { suggest } from './suggest.js';

const error = (code: ErrorCode, span: Span, message: string, hint?: string): Diagnostic => ({
  severity: 'error',
  code,
  message,
  span,
  hint,
});

/** `a`, `a or b`, `a, b or c`. */
const oneOf = (items: readonly string[]): string =>
  items.length > 1 ? `${items.slice(0, -1).join(', ')} or ${items.at(-1)}` : items.join('');

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const didYouMean = (name: string, known: Iterable<string>): string | undefined => {
  const similar = suggest(name, known);
  return similar.length === 0 ? undefined : `did you mean ${oneOf(similar.map((one) => `"${one}"`))}?`;
};

/** EQL inside a message. */
const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

const textAt = (source: string, { start, end }: Span): string => source.slice(start, end);

/** The text of a token, cut where it is long. */
const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

// ---- Limits

export const tooLong = (source: string, max: number) =>
  error('too_long', { start: max, end: source.length }, `the query is longer than ${plural(max, 'character')}`);

export const tooManyTokens = (span: Span, max: number) =>
  error('too_many_tokens', span, `the query has more than ${plural(max, 'token')}`);

export const tooManyItems = (span: Span, max: number) =>
  error('too_many_items', span, `the list has more than ${plural(max, 'item')}`);

export const tooDeep = (span: Span, max: number) =>
  error('too_deep', span, `the query nests more than ${plural(max, 'level')} deep`);

export const pathTooLong = (span: Span, max: number) =>
  error('too_deep', span, `the field has more than ${plural(max, 'name')} between its dots`);

// ---- Characters

const TYPOGRAPHIC_QUOTES = /[\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u2032\u2033]/;

/** What is wrong where no token starts. */
export function noToken(source: string, start: number): Diagnostic {
  const character = String.fromCodePoint(source.codePointAt(start) as number);
  const span = { start, end: start + character.length };
  const next = source[span.end] ?? '';
  const line = (source.slice(start).match(/^[^\r\n]*/) as RegExpMatchArray)[0];
  if (character === '"') return unterminatedString(source, { start, end: start + line.trimEnd().length });
  if (character === '`') {
    return error('unterminated', { start, end: start + 1 }, 'the backquoted name does not end');
  }
  if (character === "'") {
    const text = line.match(/^'[^']*'/)?.[0];
    return error(
      'bad_quotes',
      { start, end: start + (text ?? character).length },
      'strings take double quotes',
      text && `write \`"${text.slice(1, -1).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"\``,
    );
  }
  if (TYPOGRAPHIC_QUOTES.test(character)) {
    return error('bad_quotes', span, `\`${character}\` is not a quote that EQL knows`, 'use plain double quotes, `"`');
  }
  const unexpected = (hint?: string, end = span.end) =>
    error('unexpected_character', { start, end }, `unexpected \`${source.slice(start, end)}\``, hint);
  if (character === '!') {
    if (next === ':') return unexpected('there is no `!:`; write `not field : "…"`', span.end + 1);
    return unexpected('negation is `not`');
  }
  if (character === '&') return unexpected('conjunction is `and`', next === '&' ? span.end + 1 : span.end);
  if (character === ';') return unexpected('a query does not end with `;`');
  if (character === '#') return unexpected('comments are `// …` and `/* … */`');
  if (character === '~') {
    return unexpected(
      /[=:]/.test(next)
        ? 'to ignore case, use `:`, `like~`, `regex~` or `in~`'
        : '`~` directly follows a word that ignores case: `like~`, `regex~`, `in~`, or a function, as in `startsWith~(…)`',
    );
  }
  if (character === '\\') return unexpected('backslashes belong inside strings');
  if (character === '$') return unexpected('a variable is `$` and a name, as in `$entry`');
  if (/[\p{L}\p{N}]/u.test(character))
    return unexpected('names with other than ASCII letters take backquotes: `` `…` ``');
  return unexpected();
}

function unterminatedString(source: string, span: Span): Diagnostic {
  const isRaw = source.startsWith('"""', span.start);
  const line = source.slice(source.lastIndexOf('\n', span.start) + 1, span.end);
  if (isRaw) {
    return error('unterminated', span, 'the string does not end on its line', 'a raw string ends with `"""`');
  }
  return error(
    'unterminated',
    span,
    'the string does not end on its line',
    line.includes('\\"')
      ? '`\\"` is a quote inside the string; a backslash at its end is `\\\\`, or write it raw: `"""C:\\"""`'
      : 'close it with `"`; a line break inside is `\\n`',
  );
}

export const unterminatedComment = (span: Span) =>
  error('unterminated', span, 'the comment does not end', 'comments nest: each `/*` needs its own `*/`');

export function oldRawString(mark: Span, source: string): Diagnostic {
  const quote = source[mark.end] as string;
  const end = source.indexOf(quote, mark.end + 1);
  const text = end === -1 ? '' : source.slice(mark.end + 1, end);
  const span = { start: mark.start, end: end === -1 ? mark.end + 1 : end + 1 };
  return error(
    'bad_quotes',
    span,
    `\`?${quote}…${quote}\` is no longer EQL`,
    `a raw string is \`"""${text || '…'}"""\``,
  );
}

export const badEscape = (span: Span, source: string) =>
  error(
    'bad_escape',
    span,
    `\`${textAt(source, span)}\` is not an escape`,
    'write `\\\\` for a backslash, or the whole string raw: `"""…"""`',
  );

export const badCodePoint = (span: Span, source: string, why: string) =>
  error('bad_escape', span, `\`${textAt(source, span)}\` is not a character: ${why}`, 'as in `\\u{1f4a9}`');

export const numberTooLarge = (span: Span, source: string) =>
  error('bad_number', span, `the number \`${short(textAt(source, span))}\` is too large`);

export const keywordInPath = (span: Span, before: string, keyword: string) =>
  error(
    'reserved_word',
    span,
    `"${keyword}" is a keyword`,
    `in backquotes it is a name: ${code(`${before}\`${keyword}\``)}`,
  );

// ---- Sequences, samples, pipes

export const tooFewStages = (span: Span, name: string, min: number) =>
  error(
    'stage_count',
    span,
    `a ${name} takes at least ${min} event queries in brackets`,
    name === 'sequence' ? 'one query several times over is `[…] with runs=2`' : undefined,
  );

export const tooManyStages = (span: Span, name: string, max: number, found: number) =>
  error('stage_count', span, `a ${name} takes at most ${max} event queries, not ${found}`);

export const missingUntil = (span: Span) =>
  error('missing_event', span, '`until` takes an event that ends the sequence, not a missing one', 'write `until […]`');

export const missingWithoutMaxspan = (span: Span) =>
  error(
    'missing_event',
    span,
    'a sequence with a missing event needs a `maxspan`',
    'as in `sequence by host.id with maxspan=5m […] ![…]`',
  );

export const onlyMissing = (span: Span) =>
  error('missing_event', span, 'a sequence needs at least one event that is not missing');

export const missingOutsideSequence = (span: Span, name: string) =>
  error('missing_event', span, `a ${name} takes no missing events`, 'only a sequence does');

export const joinKeyNoField = (span: Span) =>
  error('bad_join_key', span, 'a join key is a field', 'as in `by host.id, process.entity_id`');

const UNITS_HINT = 'units are `ms`, `s`, `m`, `h` and `d`, as in `maxspan=30s`';

export const maxspanDecimal = ({ span, text }: NumberLiteralNode) =>
  error(
    'bad_maxspan',
    span,
    `\`maxspan\` takes a whole number, not ${short(text)}`,
    'a smaller unit makes it whole: `90s` for 1.5m',
  );

export const maxspanTooLong = (span: Span) => error('bad_maxspan', span, '`maxspan` is too long for a number');

export const maxspanZero = (span: Span) => error('bad_maxspan', span, '`maxspan` takes a positive number', UNITS_HINT);

export const maxspanWithoutUnit = ({ span, text }: NumberLiteralNode) =>
  error('bad_maxspan', span, '`maxspan` takes a unit', `did you mean \`${text}s\`?`);

export const maxspanUnit = (span: Span, unit: string) =>
  error('bad_maxspan', span, `"${unit}" is not a unit of time`, UNITS_HINT);

export const stageOption = (span: Span, option: string) =>
  error('bad_runs', span, `a stage has no option "${option}"`, 'only `with runs=` and a number');

export const badRuns = ({ span, text }: NumberLiteralNode, max: number) =>
  error('bad_runs', span, `\`runs\` is a whole number from 1 to ${max}, not ${short(text)}`);

export const pipeAfterSample = (span: Span) => error('bad_pipe', span, 'a sample takes no pipes');

/** Pipes of the language's first engine that Elasticsearch knows and refuses. */
const OLD_PIPES = ['count', 'filter', 'sort', 'unique', 'unique_count'];

export const unknownPipe = (span: Span, name: string) =>
  OLD_PIPES.includes(name)
    ? error('bad_pipe', span, `the pipe "${name}" is not supported`, 'the pipes are `head` and `tail`')
    : error(
        'bad_pipe',
        span,
        `unknown pipe "${name}"`,
        didYouMean(name, ['head', 'tail']) ?? 'the pipes are `head` and `tail`',
      );

export const pipeWithoutCount = (span: Span, name: string) =>
  error('bad_pipe', span, `\`${name}\` takes a number`, `as in \`| ${name} 10\``);

export const pipeWithMore = (span: Span, name: string) => error('bad_pipe', span, `\`${name}\` takes one number only`);

export const pipeCount = (span: Span, name: string, source: string) =>
  error(
    'bad_pipe',
    span,
    `\`${name}\` takes a whole number from 0 to 2147483647, not \`${short(textAt(source, span))}\``,
  );

// ---- EQL of other engines and dialects

const PYTHON_HINT = 'it is EQL of the first, Python engine';

export const fork = (span: Span) => error('unsupported', span, '`fork` is not supported', PYTHON_HINT);

export const arrayIndex = (span: Span) =>
  error(
    'unsupported',
    span,
    'array indexes are not supported',
    'a condition on a field holds when any of its values satisfies it',
  );

export const relation = (span: Span, name: string) =>
  error(
    'unsupported',
    span,
    'process relationships are not supported',
    name === 'descendant' ? "`descendant of` is EQL of the dialect 'endpoint'" : PYTHON_HINT,
  );

export const aliasOutsideEndpoint = (span: Span) =>
  error('unsupported', span, 'aliases of stages are not supported', "`as` is EQL of the dialect 'endpoint'");

export const variableOutsideEndpoint = (span: Span) =>
  error('unsupported', span, 'variables are not supported', "they are EQL of the dialect 'endpoint'");

export const noAlias = (span: Span, found: string) =>
  error('unexpected_token', span, `unexpected "${short(found)}"`, 'an alias is `as` and a name, as in `[…] as event0`');

// ---- The grammar

/**
 * The token at `span` cannot stand there.
 * @param keywords those that could, for "did you mean"
 */
export const unexpected = (
  span: Span,
  source: string,
  expected: readonly string[],
  keywords: Iterable<string>,
  otherHint?: string,
) => {
  const hint = didYouMean(textAt(source, span), keywords) ?? otherHint;
  const wanted = expected.length > 0 ? `expected ${oneOf(expected)}, found` : 'unexpected';
  return span.start === span.end
    ? error('unexpected_end', span, `${wanted} the end of the query`, hint)
    : error('unexpected_token', span, `${wanted} \`${short(textAt(source, span))}\``, hint);
};

export const WHERE_HINT = 'after the event category comes `where`, as in `process where …`';
export const COMMA_HINT = 'commas stand between items';

export const empty = () =>
  error(
    'unexpected_end',
    { start: 0, end: 0 },
    'the query is empty',
    'as in `process where process.name == "cmd.exe"`',
  );

export const capitals = (span: Span, word: string) =>
  error('reserved_word', span, `keywords are in lower case, unlike \`${word}\``, `write \`${word.toLowerCase()}\``);

export const keywordAsName = (span: Span, word: string) => keywordInPath(span, '', word);

export const keywordAsCategory = (span: Span, word: string) =>
  error('reserved_word', span, `"${word}" is a keyword`, `in quotes it is a category: \`"${word}" where …\``);

export const backquotedCategory = (span: Span, name: string) =>
  error('unexpected_token', span, 'an event category is a name or a string', `write \`"${name}" where …\``);

export const noCategory = (span: Span, source: string) =>
  error(
    'unexpected_token',
    span,
    `expected an event category, found \`${short(textAt(source, span))}\``,
    'a query starts with a category: `process where …`, or `any where …`',
  );

export const hyphenInCategory = (span: Span, name: string) =>
  error(
    'unexpected_token',
    span,
    'an event category with other than letters, digits and `_` is a string',
    `write \`"${name}-…" where …\``,
  );

export const assignment = (span: Span) => error('unexpected_token', span, '`=` does not compare', 'write `==`');

export const chained = (span: Span) =>
  error('unexpected_token', span, 'comparisons do not chain', 'write `a < b and b < c`, or put parentheses around one');

export const notBeforeMatch = (span: Span, operator: string, operand: string | undefined) =>
  error(
    'unexpected_token',
    span,
    `\`not\` cannot stand before \`${operator}\``,
    `write \`not ${operand ?? 'field'} ${operator} …\``,
  );

export const notLiteral = (span: Span, operator: string, source: string) =>
  error(
    'unexpected_token',
    span,
    `\`${operator}\` takes literals, not \`${short(textAt(source, span))}\``,
    `as in \`field ${operator} "…"\` or \`field ${operator} ("…", "…")\``,
  );

export const noList = (span: Span, operator: string, source: string) =>
  error(
    'unexpected_token',
    span,
    `\`${operator}\` takes a list, not \`${short(textAt(source, span))}\``,
    `write \`${operator} (${short(textAt(source, span))})\``,
  );

export const emptyList = (span: Span) => error('unexpected_token', span, 'a list holds at least one item');

export const trailingComma = (span: Span) =>
  error('unexpected_token', span, 'the list ends with a comma', 'leave the last comma out');

export const neverClosed = (span: Span, bracket: string) => error('unbalanced', span, `\`${bracket}\` is never closed`);

export const neverOpened = (span: Span, bracket: string) => error('unbalanced', span, `\`${bracket}\` closes nothing`);

export const closedBy = (span: Span, opener: string, found: string) =>
  error('unbalanced', span, `\`${opener}\` is closed by \`${found}\``);

export const maxspanBeforeBy = (span: Span) =>
  error('unexpected_token', span, '`by` comes before `with maxspan`', 'write `sequence by … with maxspan=…`');

export const runsBeforeBy = (span: Span) =>
  error('unexpected_token', span, '`by` comes before `with runs`', 'write `[…] by … with runs=…`');

export const withHere = (span: Span, where: string) =>
  error(
    'unexpected_token',
    span,
    `${where} takes no \`with\``,
    '`with maxspan` belongs to a sequence, `with runs` to one of its stages',
  );

/** Words and signs of other query languages, and what EQL has instead. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ['is', 'a field without a value is `field == null`'],
  ['contains', 'write `field : "*…*"`, or `stringContains(field, "…")`'],
  ['equals', 'equality is `==`'],
  ['wildcard', 'patterns are `field : "a*"`, or `field like "a*"` to heed case'],
  ['match', 'regular expressions are `field regex "…"`'],
  ['matches', 'regular expressions are `field regex "…"`'],
  ['exists', 'a field with a value is `field != null`'],
  ['||', 'disjunction is `or`'],
  ['<>', 'inequality is `!=`'],
  ['===', 'equality is `==`'],
  ['=~', 'to ignore case, use `:`'],
]);

export const isForeign = (text: string): boolean => FOREIGN.has(text.toLowerCase());

export const foreign = (span: Span, text: string) =>
  error('unexpected_token', span, `unexpected ${code(text)}`, FOREIGN.get(text.toLowerCase()));

export const danglingDot = (span: Span) => error('unexpected_token', span, 'expected a name after the dot');

export const numberInPath = (span: Span, text: string) =>
  error(
    'unexpected_token',
    span,
    `unexpected ${code(text)}`,
    `a number in a field takes backquotes: ${code(`.\`${text.slice(1)}\``)}`,
  );

export const infixFunction = (span: Span, name: string) =>
  error('unexpected_token', span, `"${name}" is a function, not an operator`, `write \`${name}(…)\``);

// ---- Functions

const DIALECT_HINT = "it is EQL of the dialect 'endpoint'";

/** Functions of other engines, and what EQL has instead. */
const FOREIGN_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['wildcard', 'patterns are `field : ("a*", "b*")`, or `field like ("a*", "b*")` to heed case'],
  ['match', 'regular expressions are `field regex "…"`'],
  ['matchlite', 'regular expressions are `field regex "…"`'],
  ['arraycontains', 'a condition on a field holds when any of its values satisfies it: `field == "a"`'],
  ['arraysearch', "`_arraysearch(array, $element, condition)` is EQL of the dialect 'endpoint'"],
]);

export const unknownFunction = (span: Span, name: string, known: Iterable<string>) =>
  error(
    'unknown_function',
    span,
    `unknown function "${name}"`,
    FOREIGN_FUNCTIONS.get(name.toLowerCase()) ?? didYouMean(name, known),
  );

export const functionOfEndpoint = (span: Span, name: string) =>
  error('unsupported', span, `the function "${name}" is not supported`, DIALECT_HINT);

export const wrongArity = (span: Span, { name, params }: FunctionSignature, found: number) => {
  const least = params.filter(({ isOptional }) => !isOptional).length;
  const takes = params.at(-1)?.isVariadic
    ? `at least ${plural(least, 'argument')}`
    : least === params.length
      ? plural(least, 'argument')
      : `${least} or ${plural(params.length, 'argument')}`;
  const written = params.map((param, i) => {
    const text = (i > 0 ? ', ' : '') + param.name + (param.isVariadic ? ', …' : '');
    return param.isOptional ? `[${text}]` : text;
  });
  return error('wrong_arity', span, `"${name}" takes ${takes}, not ${found}`, `write \`${name}(${written.join('')})\``);
};

export const noCaseFolding = (span: Span, name: string) =>
  error('no_case_folding', span, `"${name}" has no form that ignores case`, `write \`${name}(…)\``);

const article = (noun: string): string => (noun === 'null' ? noun : `${/^[aei]/.test(noun) ? 'an' : 'a'} ${noun}`);

/** What a parameter takes. */
const WANTED: { readonly [T in ParamType]: string } = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  ip: 'an IP address',
  any: 'a value',
  array: 'a field',
  variable: 'a variable',
  condition: 'a condition',
};

/** @param text the argument, where `string(…)` around it would do */
export const argumentType = (
  span: Span,
  { name }: FunctionSignature,
  param: FunctionParam,
  found: string,
  text: string | undefined,
) =>
  error(
    'argument_type',
    span,
    `"${name}" takes ${WANTED[param.type]} as "${param.name}", not ${article(found)}`,
    text === undefined
      ? param.type === 'variable'
        ? 'a variable is `$` and a name, as in `$entry`'
        : undefined
      : `write ${code(`string(${short(text)})`)}`,
  );

export const constantRequired = (span: Span, { name }: FunctionSignature, param: FunctionParam) =>
  error('constant_required', span, `"${name}" takes a constant as "${param.name}"`);

export const badCidr = (span: Span, text: string) =>
  error(
    'bad_constant',
    span,
    `"${short(text)}" is not a block of addresses`,
    'as in `"10.0.0.0/8"`, `"192.168.1.7"` or `"2001:db8::/32"`',
  );

// ---- Fields

export const unknownField = (span: Span, name: string, known: Iterable<string>) =>
  error(
    'unknown_field',
    span,
    `unknown field "${name}"`,
    didYouMean(name, known) ?? `a field that may be missing from the schema is ${code(`?${name}`)}`,
  );

export const noCategoryField = (span: Span, category: string, field: string) =>
  error(
    'unknown_field',
    span,
    `the category "${category}" is looked up in the field "${field}", which the schema lacks`,
    '`any where …` takes events of all categories',
  );

export const objectField = (span: Span, name: string, example: string | undefined) =>
  error('object_field', span, `"${name}" is an object`, example && `name a field in it, such as "${example}"`);

export const unsupportedField = (span: Span, name: string, above: string, esType: string) =>
  error(
    'unsupported_field',
    span,
    name === above
      ? `the field "${name}" is of the type ${esType}, which EQL does not support`
      : `the field "${name}" lies in "${above}", of the type ${esType}, which EQL does not support`,
  );

export const textField = (span: Span, name: string, esType: string) =>
  error(
    'text_field',
    span,
    `the field "${name}" is ${article(esType)}, which has no exact values`,
    'EQL needs a keyword: another field, or one below this in the schema',
  );

// ---- Conditions

export const conditionType = (span: Span, found: string, field: string | undefined) =>
  error(
    'condition_type',
    span,
    `a condition is true or false, not ${article(found)}`,
    field && `whether it has a value is ${code(`${field} != null`)}`,
  );

export const operandType = (span: Span, operator: string, found: string) =>
  error('operand_type', span, `\`${operator}\` takes numbers, not ${article(found)}`);

export const matchOperand = (span: Span, operator: string, found: string, text: string) =>
  error(
    'operand_type',
    span,
    `\`${operator}\` takes a string on its left, not ${article(found)}`,
    `use \`==\` or \`in\`, or ${code(`string(${short(text)})`)}`,
  );

export const divisionByZero = (span: Span) =>
  error(
    'division_by_zero',
    span,
    'a whole number divided by zero has no value',
    'Elasticsearch fails the search; of doubles, as in `4 / 0.0`, it is infinite',
  );

export const patternType = (span: Span, operator: string, found: string) =>
  error(
    'operand_type',
    span,
    `\`${operator}\` takes strings, not ${article(found)}`,
    found === 'null' ? 'a field without a value is `field == null`' : 'use `==` or `in`',
  );

export const fieldComparison = (span: Span, operator: string) =>
  error(
    'field_comparison',
    span,
    `\`${operator}\` compares a field with a constant, not with a field`,
    "comparing fields is EQL of the dialect 'endpoint'; in a call, such as `startsWith(a, b)`, both may be fields",
  );

export const fieldInList = (span: Span, operator: string) =>
  error(
    'field_comparison',
    span,
    `\`${operator}\` takes a list of constants`,
    "fields in it are EQL of the dialect 'endpoint'",
  );

/** What fields of a type hold. */
const HELD: { readonly [T in FieldType]: string } = {
  string: 'texts',
  integer: 'numbers',
  double: 'numbers',
  boolean: 'true or false',
  date: 'dates',
  ip: 'IP addresses',
  version: 'versions',
};

export const badConstant = (span: Span, field: string, type: FieldType, text: string) =>
  error('bad_constant', span, `the field "${field}" holds ${HELD[type]}, which ${code(short(text))} is not`);

export const listType = (span: Span, value: string, item: string) =>
  error('operand_type', span, `the value is ${article(value)}, and this item ${article(item)}`);

export const literalWildcard = (span: Span, operator: string) => ({
  ...error(
    'literal_wildcard',
    span,
    `\`${operator}\` takes the \`*\` as it is`,
    'patterns are `field : "a*"`, or `field like "a*"` to heed case',
  ),
  severity: 'warning' as const,
});

export const capitalField = (span: Span, name: string) => ({
  ...error('reserved_word', span, `"${name}" is a field here`, `the keyword is \`${name.toLowerCase()}\``),
  severity: 'warning' as const,
});

// ---- Join keys

export const joinUnsupported = (span: Span) =>
  error('unsupported', span, '`join` is not supported', 'events in any order are `sample by …`');

export const joinKeyCount = (span: Span, found: number, first: number) =>
  error('join_key_count', span, `this stage has ${plural(found, 'join key')}, the first one ${first}`);

export const noJoinKey = (span: Span) =>
  error('join_key_count', span, 'a sample needs a join key', 'as in `sample by host.id […] […]`');

export const joinKeyType = (span: Span, name: string, found: string, other: string, first: string) =>
  error(
    'join_key_type',
    span,
    `the join key "${name}" is ${article(found)}, but "${other}" of the first stage ${article(first)}`,
  );

export const duplicateJoinKey = (span: Span, name: string) =>
  error('duplicate_join_key', span, `the join key "${name}" is given twice`);

// ---- The endpoint dialect

export const duplicateAlias = (span: Span, name: string) =>
  error('bad_alias', span, `the alias "${name}" is given twice`);

export const aliasOfMissing = (span: Span, name: string) =>
  error('bad_alias', span, `a missing event has no alias: there is no event for "${name}"`, 'name a stage without `!`');

export const aliasInMissing = (span: Span, name: string) =>
  error('bad_alias', span, `a missing event cannot be compared with the event "${name}"`, 'join them by keys: `by …`');

export const laterAlias = (span: Span, name: string) =>
  error('bad_alias', span, `"${name}" is not matched yet`, 'an alias stands for the event of an earlier stage');

export const unknownAlias = (span: Span, name: string, known: Iterable<string>) =>
  error('bad_alias', span, `there is no stage "${name}"`, didYouMean(name, known) ?? `name it: \`[…] as ${name}\``);

export const aliasAlone = (span: Span, name: string) =>
  error('bad_alias', span, `"${name}" is an event, not a field`, `name a field in it: \`${name}.process.name\``);

export const unknownVariable = (span: Span, name: string, known: Iterable<string>) =>
  error(
    'unknown_variable',
    span,
    `unknown variable "$${name}"`,
    didYouMean(`$${name}`, known) ?? `\`_arraysearch(array, $${name}, …)\` names it`,
  );
