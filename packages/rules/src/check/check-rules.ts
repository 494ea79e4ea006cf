import { type FileFound, findFiles, readAhead, readText } from '../file/files.js';
import { RuleError } from '../file/rule-error.js';
import { readRules, withoutDuplicates } from '../load/load-rules.js';
import type { LoadedRule } from '../load/parse-rules.js';
import { isQueryFile, queryAlone, RULE_AND_QUERY_FILES } from '../load/query-file.js';
import { type CheckRulesOptions, checkQuery } from './check-query.js';
import { type Finding, findingIn, findingsOfRuleError, type QueryPlace } from './finding.js';

/** What was found in a rule, or in a query that stands alone. */
export interface CheckedRule {
  readonly path: string;
  /** `skipped`: of another language, or nothing that could be a rule. */
  readonly status: 'checked' | 'skipped';
  /** The rule's name, where there is one. */
  readonly rule: string | undefined;
  /** In source order. */
  readonly findings: readonly Finding[];
}

/** A text that is a query. */
interface QueryFile {
  readonly status: 'query';
  readonly path: string;
  readonly text: string | RuleError;
}

/**
 * Checks rule files, files that are a query (`.eql`), and both in folders: whether they can be read, whether their queries
 * can run, whether they name fields that the schema has, and what the lints find. One item per rule, in the order of
 * `loadRules`; nothing is thrown.
 */
export async function* checkRules(
  paths: string | readonly string[],
  options: CheckRulesOptions = {},
): AsyncIterable<CheckedRule> {
  const files = findFiles(paths, RULE_AND_QUERY_FILES);
  for await (const item of withoutDuplicates<QueryFile>(readAhead(files, readFile))) yield checkItem(item, options);
}

async function readFile(file: FileFound): Promise<readonly (LoadedRule | QueryFile)[]> {
  if (!isQueryFile(file.path)) return readRules(file);
  return [{ status: 'query', path: file.path, text: file.error ?? (await readText(file.path)) }];
}

function checkItem(item: LoadedRule | QueryFile, options: CheckRulesOptions): CheckedRule {
  const { path } = item;
  switch (item.status) {
    case 'skipped':
      return { path, status: 'skipped', rule: item.name, findings: [] };
    case 'failed':
      return { path, status: 'checked', rule: item.error.rule, findings: findingsOfRuleError(item.error) };
    case 'query':
      if (item.text instanceof RuleError) {
        return { path, status: 'checked', rule: undefined, findings: findingsOfRuleError(item.text) };
      }
      return { path, status: 'checked', rule: undefined, findings: checkQueryText(item.text, path, options) };
    case 'loaded': {
      const { rule, source, queryText } = item;
      const place = { path, rule: rule.name, source, text: queryText, line: item.lineOf('query') };
      const findings = checkQuery(rule.query, rule, options).map((diagnostic) => findingIn(place, diagnostic));
      return { path, status: 'checked', rule: rule.name, findings };
    }
  }
}

/** Checks the text of a query that is no part of a rule; `path` is what findings call it. */
export function checkQueryText(text: string, path: string, options: CheckRulesOptions = {}): readonly Finding[] {
  const place: QueryPlace = queryAlone(text, path);
  return checkQuery(text, undefined, options).map((diagnostic) => findingIn(place, diagnostic));
}
