import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';

const MAIN = fileURLToPath(new URL('../packages/cli/dist/main.js', import.meta.url));

/** What a command left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command, in a folder of its own for each test. */
export function useCommand() {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eqlite-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return {
    async write(file: string, content: string | Uint8Array): Promise<void> {
      const path = join(folder, file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    },
    read: (file: string): Promise<string> => readFile(join(folder, file), 'utf8'),
    eqlite(args: readonly string[], stdin = ''): Promise<Outcome> {
      return new Promise((done) => {
        const options = { cwd: folder, maxBuffer: 2 ** 26, env: { ...process.env, NO_COLOR: '1' } };
        const child = execFile('node', [MAIN, ...args], options, (error, stdout, stderr) =>
          done({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
        );
        child.stdin!.end(stdin);
      });
    },
  };
}
