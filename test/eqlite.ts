import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** The command as it is installed; `scripts/build.js` has built it. */
export const EQLITE = fileURLToPath(new URL('../packages/cli/bin/eqlite.js', import.meta.url));

export const WMIC_RULE = fileURLToPath(
  new URL('../packages/rule-wmic-remote-command/wmic-remote-command.toml', import.meta.url),
);

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  /** Without the part of the summary that times the run. */
  readonly stderr: string;
}

/** A folder to run the command in. */
export interface Workplace {
  readonly folder: string;
  /** Runs the command there, without colour. */
  eqlite(args: readonly string[], stdin?: string | Uint8Array): Promise<Outcome>;
  write(name: string, content: string | Uint8Array): Promise<void>;
}

/** A new, empty folder, gone once the tests of the file have run. */
export async function openWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'eqlite-test-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const options = { cwd: folder, maxBuffer: 2 ** 28, env: { ...process.env, NO_COLOR: '1' } };
  return {
    folder,
    eqlite: (args, stdin = '') =>
      new Promise((done) => {
        const child = execFile(process.execPath, [EQLITE, ...args], options, (error, stdout, stderr) => {
          const code = error === null ? 0 : Number(error.code);
          done({ code, stdout, stderr: stderr.replace(/ · \d+\.\d\d s · [\d,]+ events\/s/, '') });
        });
        child.stdin!.on('error', () => {}); // a command that refuses its arguments reads nothing
        child.stdin!.end(stdin);
      }),
    write: (name, content) => writeFile(join(folder, name), content),
  };
}
