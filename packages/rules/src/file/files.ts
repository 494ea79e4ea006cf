import { isUtf8 } from 'node:buffer';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as errors from './errors.js';
import type { RuleError } from './rule-error.js';

const MAX_FILE_BYTES = 64 * 2 ** 20;
const FILES_AT_ONCE = 32;
export const BYTE_ORDER_MARK = /^\uFEFF/;

/** Reads a few files at once, and gives what they hold in the order of the files. */
export async function* readAhead<In, Out>(
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

export interface FileFound {
  readonly path: string;
  /** Whether a folder was named and this file met in it, so that it need not be about rules at all. */
  readonly isFromFolder: boolean;
  readonly error?: RuleError;
}

/** Which files of a folder are looked at. */
export interface FileKind {
  /** For messages. */
  readonly endings: readonly string[];
  isWanted(name: string): boolean;
}

/**
 * The files that `paths` name, and those in the folders among them that are of a kind: to the bottom, in the order of
 * their names, each once. `node_modules` and names that start with a dot are passed over. A folder without such files
 * is an item with an error.
 */
export async function* findFiles(paths: string | readonly string[], kind: FileKind): AsyncIterable<FileFound> {
  const seen = new Set<string>();
  for (const path of listOf(paths)) {
    for await (const file of findBelow(path, kind)) {
      const key = resolve(file.path);
      if (!seen.has(key)) yield file;
      seen.add(key);
    }
  }
}

export const listOf = (paths: string | readonly string[]): readonly string[] =>
  typeof paths === 'string' ? [paths] : paths;

async function* findBelow(path: string, kind: FileKind): AsyncIterable<FileFound> {
  try {
    if (!(await stat(path)).isDirectory()) {
      yield { path, isFromFolder: false };
      return;
    }
    let isEmpty = true;
    for await (const file of walk(path, kind)) {
      isEmpty = false;
      yield file;
    }
    if (isEmpty) yield { path, isFromFolder: false, error: errors.noFiles(path, kind.endings) };
  } catch (error) {
    yield { path, isFromFolder: false, error: readError(path, error) };
  }
}

async function* walk(folder: string, kind: FileKind): AsyncIterable<FileFound> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      try {
        yield* walk(path, kind);
      } catch (error) {
        yield { path, isFromFolder: true, error: readError(path, error) };
      }
    } else if ((entry.isFile() || entry.isSymbolicLink()) && kind.isWanted(entry.name))
      yield { path, isFromFolder: true };
  }
}

/** The text of a file without its byte order mark, or what is wrong with it. */
export async function readText(path: string): Promise<string | RuleError> {
  const text = await readMarkedText(path);
  return typeof text === 'string' ? text.replace(BYTE_ORDER_MARK, '') : text;
}

/** The same with the mark, where there is one. */
export async function readMarkedText(path: string): Promise<string | RuleError> {
  let bytes: Buffer;
  try {
    if ((await stat(path)).size > MAX_FILE_BYTES) return errors.tooLarge(path, MAX_FILE_BYTES);
    bytes = await readFile(path);
  } catch (error) {
    return readError(path, error);
  }
  if (!isUtf8(bytes)) return errors.notUtf8(path);
  return bytes.toString('utf8');
}

function readError(path: string, error: unknown): RuleError {
  const isMissing = (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
  return isMissing ? errors.notFound(path, error) : errors.unreadable(path, error);
}
