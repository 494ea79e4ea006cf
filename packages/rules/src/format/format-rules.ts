import { isDeepStrictEqual } from 'node:util';
import { EqlSyntaxError, type FormatOptions, format } from '@eqlite/syntax';
import { type Finding, findingIn, findingsOfRuleError, type QueryPlace } from '../check/finding.js';
import { applyEdits, type Edit, replaceText } from '../file/replace-text.js';
import { type LoadedRule, parseRules, type RuleFound } from '../load/parse-rules.js';
import { isQueryFile, queryAlone } from '../load/query-file.js';

export interface FormattedRules {
  /** The text of the file, with every query that could be read in canonical layout. */
  readonly text: string;
  /** What could not be read or written, and is as it was. */
  readonly findings: readonly Finding[];
}

/**
 * Lays out the queries of a rule file, or of a file that is a query (`.eql`), as `format` of @eqlite/syntax does. All
 * else in the file stays as it is, byte for byte.
 * @param path for messages; its extension tells the format
 */
export function formatRules(text: string, path: string, options: FormatOptions = {}): FormattedRules {
  if (isQueryFile(path)) return formatQueryText(text, path, options);
  const items = [...parseRules(text, path)];
  const findings = items.flatMap((item) => (item.status === 'failed' ? findingsOfRuleError(item.error) : []));
  const edits: Edit[] = [];
  /** What each edited rule's query has to be when the file is read again. */
  const queries = new Map<number, string>();
  for (const [index, item] of items.entries()) {
    if (item.status !== 'loaded') continue;
    const place: QueryPlace = {
      path,
      rule: item.rule.name,
      source: text,
      text: item.queryText,
      line: item.lineOf('query'),
    };
    const formatted = formatQuery(item.rule.query, place, options);
    if (typeof formatted !== 'string') {
      findings.push(formatted);
      continue;
    }
    if (formatted === item.rule.query.trim()) continue;
    const own = place.text && replaceText(text, place.text, item.rule.query, formatted);
    if (own === undefined) findings.push(notRewritable(place));
    else {
      edits.push(...own);
      queries.set(index, formatted);
    }
  }
  const edited = applyEdits(text, edits);
  const broken = firstChange(items, [...parseRules(edited, path)], queries);
  if (broken === undefined) return { text: edited, findings };
  const place = { path, rule: broken.rule.name, source: text, text: undefined, line: broken.lineOf('query') };
  return { text, findings: [...findings, notRewritable(place)] };
}

/** Lays out the text of a query that is no part of a rule, with a line break at its end. */
export function formatQueryText(text: string, path: string, options: FormatOptions = {}): FormattedRules {
  const formatted = formatQuery(text, queryAlone(text, path), options);
  if (typeof formatted !== 'string') return { text, findings: [formatted] };
  return { text: formatted + (formatted.includes('\r\n') ? '\r\n' : '\n'), findings: [] };
}

function formatQuery(query: string, place: QueryPlace, options: FormatOptions): string | Finding {
  try {
    return format(query, options);
  } catch (error) {
    if (!(error instanceof EqlSyntaxError)) throw error;
    const { code, summary: message, span, hint } = error;
    return findingIn(place, { severity: 'error', code, message, span, hint });
  }
}

const notRewritable = (place: QueryPlace): Finding =>
  findingIn(
    { ...place, text: undefined },
    {
      severity: 'error',
      code: 'not_rewritable',
      message: 'the query cannot be written back as it stands in this file',
      span: { start: 0, end: 0 },
      hint: 'write it as a text over several lines, without escapes',
    },
  );

/** The first rule that has become another one, but for white space in its query. */
function firstChange(
  before: readonly LoadedRule[],
  after: readonly LoadedRule[],
  queries: ReadonlyMap<number, string>,
): RuleFound | undefined {
  for (const [index, item] of before.entries()) {
    if (item.status !== 'loaded') continue;
    const other = after[index];
    if (other?.status !== 'loaded') return item;
    const { query, ...rest } = item.rule;
    const { query: otherQuery, ...otherRest } = other.rule;
    const isSame = otherQuery.trim() === (queries.get(index) ?? query.trim());
    if (!isSame || !isDeepStrictEqual([rest, item.metadata], [otherRest, other.metadata])) return item;
  }
  return undefined;
}
