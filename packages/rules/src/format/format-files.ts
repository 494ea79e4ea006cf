import type { FormatOptions } from '@eqlite/syntax';
import { type Finding, findingsOfRuleError } from '../check/finding.js';
import { BYTE_ORDER_MARK, type FileFound, findFiles, readAhead, readMarkedText } from '../file/files.js';
import { RuleError } from '../file/rule-error.js';
import { RULE_AND_QUERY_FILES } from '../load/query-file.js';
import { formatRules } from './format-rules.js';

/** A file whose queries were laid out; nothing has been written. */
export interface FormattedFile {
  readonly path: string;
  /** What the file is to hold, byte order mark and all. */
  readonly text: string;
  /** Whether that is something else than it holds. */
  readonly isChanged: boolean;
  /** What could not be read or laid out. */
  readonly findings: readonly Finding[];
}

/**
 * Lays out the queries of rule files, of files that are a query (`.eql`), and of both in folders, with `formatRules`. Files
 * in folders that hold no rules are left out. Nothing is thrown over a file, and nothing written.
 */
export async function* formatFiles(
  paths: string | readonly string[],
  options: FormatOptions = {},
): AsyncIterable<FormattedFile> {
  const files = findFiles(paths, RULE_AND_QUERY_FILES);
  yield* readAhead(files, (file) => formatFile(file, options));
}

async function formatFile(file: FileFound, options: FormatOptions): Promise<readonly FormattedFile[]> {
  const { path, isFromFolder } = file;
  const text = file.error ?? (await readMarkedText(path));
  if (text instanceof RuleError) return [{ path, text: '', isChanged: false, findings: findingsOfRuleError(text) }];
  const [mark = ''] = BYTE_ORDER_MARK.exec(text) ?? [];
  const formatted = formatRules(text.slice(mark.length), path, options);
  if (isFromFolder && formatted.findings[0]?.code === 'not_a_rule') return [];
  const whole = mark + formatted.text;
  return [{ path, text: whole, isChanged: whole !== text, findings: formatted.findings }];
}
