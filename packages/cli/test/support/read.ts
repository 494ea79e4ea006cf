import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { Problems, StrictError } from '../../src/input/problems.js';
import { readRecords } from '../../src/input/read-records.js';

/** A folder for one test file, gone at its end. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'eqlite-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface Reading {
  /** `[line, record]` in order. */
  readonly records: [number, unknown][];
  /** As printed, the folder left out. */
  readonly messages: string[];
  readonly skipped: number;
  readonly isRefused: boolean;
}

/** Writes a file and reads it. */
export async function readBytes(folder: string, name: string, bytes: Uint8Array | string, isStrict = false) {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return readPath(folder, path, isStrict);
}

export async function readPath(folder: string, path: string, isStrict = false): Promise<Reading> {
  const records: [number, unknown][] = [];
  const messages: string[] = [];
  const print = (message: string) => messages.push(message.replaceAll(`${folder}/`, ''));
  const problems = new Problems({ isStrict, print });
  let isRefused = false;
  try {
    await readRecords(
      { path, size: undefined },
      {
        problems,
        signal: new AbortController().signal,
        onRead: () => {},
        sink: {
          open: () => (record, line) => records.push([line, record]),
          passOver: () => false,
          close: () => {},
          betweenChunks: () => undefined,
        },
      },
    );
  } catch (error) {
    if (!(error instanceof StrictError)) throw error;
    isRefused = true;
  }
  return { records, messages, skipped: problems.skippedRecords, isRefused };
}
