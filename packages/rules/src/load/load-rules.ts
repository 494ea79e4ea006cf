import { isUtf8 } from 'node:buffer';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import * as errors from './errors.js';
import { type LoadedRule, parseRules, RULE_FILE_EXTENSIONS } from './parse-rules.js';
import type { RuleError } from './rule-error.js';

const MAX_FILE_BYTES = 64 * 2 ** 20;
const FILES_AT_ONCE = 32;
const BYTE_ORDER_MARK = /^\uFEFF/;

/**
 * Reads rules from files and folders: detection-rules TOML, Kibana exports (NDJSON), JSON and YAML. Folders are read
 * to the bottom in the order of their names, passing over `node_modules`, names that start with a dot, and tests
 * (`*.test.yaml`); a file in them that holds no rules is an item with status `skipped`. Whatever cannot be read or
 * used is an item with status `failed`, in its place among the others; nothing is thrown. A file reached twice is
 * read once.
 */
export async function* loadRules(paths: string | readonly string[]): AsyncIterable<LoadedRule> {
  const firstPathById = new Map<string, string>();
  for await (const item of readAhead(findFiles(typeof paths === 'string' ? [paths] : paths), readRules)) {
    if (item.status !== 'loaded') {
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

/** Reads a few files at once, and gives what they hold in the order of the files. */
async function* readAhead<In, Out>(
  files: AsyncIterable<In>,
  read: (file: In) => Promise<readonly Out[]>,
): AsyncIterable<Out> {
  let batch: Promise<readonly Out[]>[] = [];
  for await (const file of files) {
    batch.push(read(file));
    if (batch.length < FILES_AT_ONCE) continue;
    for (const items of await Promise.all(batch)) yield* items;
    batch = [];
  }
  for (const items of await Promise.all(batch)) yield* items;
}

interface FileFound {
  readonly path: string;
  /** Whether a folder was named and this file met in it, so that it need not be about rules at all. */
  readonly isFromFolder: boolean;
  readonly error?: unknown;
}

async function* findFiles(paths: readonly string[]): AsyncIterable<FileFound> {
  const seen = new Set<string>();
  for (const path of paths) {
    for await (const file of findBelow(path)) {
      const key = resolve(file.path);
      if (!seen.has(key)) yield file;
      seen.add(key);
    }
  }
}

async function* findBelow(path: string): AsyncIterable<FileFound> {
  try {
    if ((await stat(path)).isDirectory()) yield* walk(path);
    else yield { path, isFromFolder: false };
  } catch (error) {
    yield { path, isFromFolder: false, error };
  }
}

async function* walk(folder: string): AsyncIterable<FileFound> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      try {
        yield* walk(path);
      } catch (error) {
        yield { path, isFromFolder: true, error };
      }
    } else if (isRuleFileName(entry.name)) yield { path, isFromFolder: true };
  }
}

const isRuleFileName = (name: string) =>
  RULE_FILE_EXTENSIONS.includes(extname(name).toLowerCase()) && !/\.test\.ya?ml$/i.test(name);

async function readRules({ path, isFromFolder, error }: FileFound): Promise<readonly LoadedRule[]> {
  const failed = (error: RuleError): LoadedRule[] => [{ status: 'failed', path, error }];
  if (error !== undefined) return failed(readError(path, error));
  let bytes: Buffer;
  try {
    if ((await stat(path)).size > MAX_FILE_BYTES) return failed(errors.tooLarge(path, MAX_FILE_BYTES));
    bytes = await readFile(path);
  } catch (error) {
    return failed(readError(path, error));
  }
  if (!isUtf8(bytes)) return failed(errors.notUtf8(path));
  const text = bytes.toString('utf8').replace(BYTE_ORDER_MARK, '');
  const items: LoadedRule[] = [];
  for (const item of parseRules(text, path)) {
    // A folder of rules also holds events, settings and the like.
    if (isFromFolder && items.length === 0 && item.status === 'failed' && item.error.code === 'not_a_rule') {
      return [{ status: 'skipped', path, line: undefined, name: undefined, reason: 'holds no rules' }];
    }
    items.push(item);
  }
  return items;
}

function readError(path: string, error: unknown) {
  const isMissing = (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
  return isMissing ? errors.notFound(path, error) : errors.unreadable(path, error);
}
