import type { StringLiteralNode } from '@eqlite/syntax';
import type { Lint, LintFinding } from './lint.js';
import { isString, nodesOf } from './queries.js';

/** What characters mean in Lucene's regular expressions that other dialects give another meaning, or none. */
const OPERATORS: Readonly<Record<string, string>> = {
  '^': 'is no anchor but a character: a pattern always covers the whole value',
  $: 'is no anchor but a character: a pattern always covers the whole value',
  '~': 'negates what follows',
  '&': 'wants both its sides to match',
  '@': 'stands for any text',
  '#': 'matches nothing',
  '"': 'quotes up to the next one, and is not matched itself',
};

export const regexOperator: Lint = {
  code: 'regex_operator',
  title: 'A character that means something else in Lucene’s regular expressions',
  doc: `On a field \`regex\` is the dialect of Lucene. It matches whole values, so \`^\` and \`$\` are no anchors: they stand for
themselves, and a value hardly ever has them. And it has operators that other dialects lack: \`~\` (anything but), \`&\`
(both), \`@\` (any text), \`#\` (nothing), \`"…"\` (as it is). Unescaped, \`user@host\` matches \`user\` and \`host\` with anything
between.

It is no mistake where the operator is meant: silence it there. Ranges, \`<1-99>\`, are taken to be meant.`,
  examples: {
    bad: 'process where process.command_line regex~ """^curl .*@example\\.com$"""',
    good: 'process where process.command_line regex~ """curl .*\\@example\\.com"""',
  },
  *find({ query, text }) {
    for (const { value, operator, patterns } of nodesOf(query, 'TextMatch')) {
      // Elasticsearch matches what a function gives with Java's dialect.
      if (!operator.startsWith('regex') || value.kind !== 'Field') continue;
      for (const pattern of patterns) if (isString(pattern)) yield* findIn(pattern, text);
    }
  },
};

function* findIn(literal: StringLiteralNode, text: string): Iterable<LintFinding> {
  const seen = new Set<string>();
  for (const { operator, at } of operatorsIn(literal.value)) {
    if (seen.has(operator)) continue;
    seen.add(operator);
    const isAnchor = operator === '^' || operator === '$';
    yield {
      span: placeIn(literal, at, text),
      message: `\`${operator}\` ${OPERATORS[operator]}`,
      hint: isAnchor
        ? `leave it out; what may stand around it is \`.*\`, and the character itself \`\\${operator}\``
        : `the character itself is \`\\${operator}\``,
    };
  }
}

/** Outside classes, escapes and quotes. */
function* operatorsIn(pattern: string): Iterable<{ readonly operator: string; readonly at: number }> {
  const part = /\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]?|"[^"]*"?|[\s\S]/g;
  for (const match of pattern.matchAll(part)) {
    const [first = ''] = match[0];
    if (first !== '\\' && first !== '[' && Object.hasOwn(OPERATORS, first)) yield { operator: first, at: match.index };
  }
}

/** The character at `at` where the text has the value as it is; all of the literal where it has escapes. */
function placeIn({ value, span }: StringLiteralNode, at: number, text: string): LintFinding['span'] {
  const start = span.start + (text.startsWith('"""', span.start) ? 3 : 1);
  return text.startsWith(value, start) ? { start: start + at, end: start + at + 1 } : span;
}
