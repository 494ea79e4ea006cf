import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  /** Without the last part of the summary, which times the run. */
  readonly stderr: string;
}

/** A new folder, and the built command run in it. */
export async function createWorkplace() {
  const folder = await mkdtemp(join(tmpdir(), 'eqlite-'));
  return {
    folder,
    remove: () => rm(folder, { recursive: true, force: true }),
    async write(name: string, content: string | Uint8Array): Promise<void> {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    },
    eqlite(args: readonly string[], stdin = ''): Promise<Outcome> {
      return new Promise((done) => {
        const main = join(ROOT, 'packages/cli/bin/eqlite.js');
        const options = { cwd: folder, maxBuffer: 2 ** 28, env: { ...process.env, NO_COLOR: '1' } };
        const child = execFile('node', [main, ...args], options, (error, stdout, stderr) => {
          const code = error === null ? 0 : Number(error.code);
          done({ code, stdout, stderr: stderr.replace(/ · \d+\.\d\d s(?: · [\d,]+ events\/s)?/, '') });
        });
        child.stdin!.end(stdin);
      });
    },
  };
}
