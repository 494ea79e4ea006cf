import { extname } from 'node:path';
import * as errors from '../file/errors.js';
import { type FileFound, type FileKind, findFiles, readAhead, readText } from '../file/files.js';
import { RuleError } from '../file/rule-error.js';
import { type LoadedRule, parseRules, RULE_FILE_EXTENSIONS, type RuleFound } from './parse-rules.js';

/**
 * Reads rules from files and folders: detection-rules TOML, Kibana exports (NDJSON), JSON and YAML. Folders are read
 * to the bottom in the order of their names, passing over `node_modules`, names that start with a dot, and tests
 * (`*.test.yaml`); a file in them that holds no rules is an item with status `skipped`. Whatever cannot be read or
 * used is an item with status `failed`, in its place among the others; nothing is thrown. A file reached twice is
 * read once.
 */
export async function* loadRules(paths: string | readonly string[]): AsyncIterable<LoadedRule> {
  yield* withoutDuplicates(readAhead(findFiles(paths, RULE_FILES), readRules));
}

/** A rule with the `rule_id` of an earlier one becomes a failure. */
export async function* withoutDuplicates<T>(items: AsyncIterable<T | LoadedRule>): AsyncIterable<T | LoadedRule> {
  const firstPathById = new Map<string, string>();
  for await (const item of items) {
    if (!isFound(item)) {
      yield item;
      continue;
    }
    const { rule_id, name } = item.rule;
    const first = firstPathById.get(rule_id);
    if (first === undefined) {
      firstPathById.set(rule_id, item.path);
      yield item;
    } else {
      const place = { line: item.lineOf('rule_id') ?? item.line, field: 'rule_id' };
      const error = errors.duplicateRuleId(item.path, name, rule_id, place, first);
      yield { status: 'failed', path: item.path, error };
    }
  }
}

const isFound = (item: unknown): item is RuleFound => (item as LoadedRule).status === 'loaded';

export async function readRules({ path, isFromFolder, error }: FileFound): Promise<readonly LoadedRule[]> {
  const text = error ?? (await readText(path));
  if (text instanceof RuleError) {
    const isData = isFromFolder && text.code === 'too_large';
    return isData ? [noRules(path)] : [{ status: 'failed', path, error: text }];
  }
  const items: LoadedRule[] = [];
  for (const item of parseRules(text, path)) {
    // A folder of rules also holds events, settings and the like.
    if (isFromFolder && items.length === 0 && item.status === 'failed' && item.error.code === 'not_a_rule') {
      return [noRules(path)];
    }
    items.push(item);
  }
  return items;
}

const noRules = (path: string): LoadedRule => ({
  status: 'skipped',
  path,
  line: undefined,
  name: undefined,
  reason: 'holds no rules',
});

export const RULE_FILES: FileKind = {
  endings: RULE_FILE_EXTENSIONS,
  isWanted: (name) => RULE_FILE_EXTENSIONS.includes(extname(name).toLowerCase()) && !/\.test\.ya?ml$/i.test(name),
};
