import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach } from 'vitest';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The command as it is installed; `scripts/build.js` has built it. */
export const EQLITE = join(ROOT, 'packages/cli/bin/eqlite.js');

export const WMIC_RULE = join(ROOT, 'packages/rule-wmic-remote-command/wmic-remote-command.toml');

/** What a command left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  /** Without the last part of the summary, which times the run. */
  readonly stderr: string;
}

/** A folder to run the command in. */
export interface Workplace {
  readonly folder: string;
  /** Runs the command there, without colour. */
  eqlite(args: readonly string[], stdin?: string | Uint8Array): Promise<Outcome>;
  write(name: string, content: string | Uint8Array): Promise<void>;
  read(name: string): Promise<string>;
  remove(): Promise<void>;
}

/** A new, empty folder. */
export async function createWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'eqlite-'));
  const options = { cwd: folder, maxBuffer: 2 ** 28, env: { ...process.env, NO_COLOR: '1' } };
  return {
    folder,
    eqlite: (args, stdin = '') =>
      new Promise((done) => {
        const child = execFile(process.execPath, [EQLITE, ...args], options, (error, stdout, stderr) => {
          const code = error === null ? 0 : Number(error.code);
          done({ code, stdout, stderr: stderr.replace(/ · \d+\.\d\d s(?: · [\d,]+ events\/s)?/, '') });
        });
        child.stdin!.on('error', () => {}); // a command that refuses its arguments reads nothing
        child.stdin!.end(stdin);
      }),
    async write(name, content) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    },
    read: (name) => readFile(join(folder, name), 'utf8'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A folder for all tests of a file, gone once they have run. */
export async function openWorkplace(): Promise<Workplace> {
  const workplace = await createWorkplace();
  afterAll(() => workplace.remove());
  return workplace;
}

/** A folder of its own for each test. */
export function workplacePerTest(): Pick<Workplace, 'eqlite' | 'write' | 'read'> {
  let current: Workplace;
  beforeEach(async () => {
    current = await createWorkplace();
  });
  afterEach(() => current.remove());
  return {
    eqlite: (args, stdin) => current.eqlite(args, stdin),
    write: (name, content) => current.write(name, content),
    read: (name) => current.read(name),
  };
}
