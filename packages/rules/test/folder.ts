import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A folder of its own for each test of the file that calls this. */
export function useFolder() {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eqlite-rules-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  return {
    get path() {
      return folder;
    },
    /** Writes a file and gives its path. */
    async write(file: string, content: string | Uint8Array): Promise<string> {
      const path = join(folder, file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      return path;
    },
    /** A text with paths as seen from the folder. */
    relative: (text: string) => text.replaceAll(`${folder}/`, ''),
  };
}
