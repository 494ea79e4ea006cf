import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problems } from './problems.js';

export const STDIN = '-';

/** Something to read events from. */
export interface InputFile {
  /** As given or found; `-` is standard input. */
  readonly path: string;
  /** Bytes, where known before reading. */
  readonly size: number | undefined;
}

/** What is read in a folder; a file that is named itself may be called anything. */
const KNOWN_EXTENSIONS = ['.ndjson', '.jsonl', '.json', '.evtx', '.xml', '.gz', '.zst', '.zip'];

export const KNOWN_ENDINGS = KNOWN_EXTENSIONS.join(', ');

export const hasKnownExtension = (path: string) =>
  KNOWN_EXTENSIONS.some((extension) => path.toLowerCase().endsWith(extension));

/**
 * The files that the arguments name, in their order; folders are searched to the bottom, in the order of their names,
 * passing over names that begin with a dot. A file reached twice is read once. What is not there is reported.
 */
export async function findFiles(paths: readonly string[], problems: Problems): Promise<InputFile[]> {
  const files = new Map<string, InputFile>();
  for (const path of paths) {
    if (path === STDIN) files.set(STDIN, { path, size: undefined });
    else await new Search(files, problems).argument(path);
    problems.endFile(path);
  }
  return [...files.values()];
}

class Search {
  readonly #files: Map<string, InputFile>;
  readonly #problems: Problems;
  /** Folders entered, by their real paths: links may lead in a circle. */
  readonly #entered = new Set<string>();
  #found = 0;

  constructor(files: Map<string, InputFile>, problems: Problems) {
    this.#files = files;
    this.#problems = problems;
  }

  async argument(path: string): Promise<void> {
    try {
      const stats = await stat(path);
      if (!stats.isDirectory()) return this.#add(path, await realpath(path), stats.isFile() ? stats.size : undefined);
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      return this.#problems.report(isMissing ? 'not_found' : 'unreadable', path, {}, readError(error));
    }
    await this.#folder(path);
    if (this.#found === 0) {
      this.#problems.report('no_files', path, {}, `no file in this folder ends in ${KNOWN_ENDINGS}`);
    }
  }

  async #folder(path: string): Promise<void> {
    let names: string[] = [];
    try {
      const real = await realpath(path);
      if (this.#entered.has(real)) return;
      this.#entered.add(real);
      names = await readdir(path);
    } catch (error) {
      this.#problems.report('unreadable', path, {}, readError(error));
    }
    for (const name of names.sort()) if (!name.startsWith('.')) await this.#entry(join(path, name));
  }

  async #entry(path: string): Promise<void> {
    const stats = await stat(path).catch(() => undefined); // a link to nowhere is no file
    if (stats?.isDirectory()) await this.#folder(path);
    else if (stats?.isFile() && hasKnownExtension(path)) {
      this.#found++;
      this.#add(path, await realpath(path), stats.size);
    }
  }

  #add(path: string, real: string, size: number | undefined): void {
    if (!this.#files.has(real)) this.#files.set(real, { path, size });
  }
}

const READ_ERRORS: Record<string, string> = {
  ENOENT: 'no such file or folder',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  EISDIR: 'it is a folder',
};

/** Why something cannot be read, without the path that Node repeats. */
export function readError(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return READ_ERRORS[code ?? ''] ?? message;
}
