import { open } from 'node:fs/promises';
import { standsAlone } from '@eqlite/ecs';
import { PART_BYTES } from '../input/chunks.js';
import { type InputFile, STDIN } from '../input/find-files.js';
import { markLength, recogniseFormat } from '../input/formats.js';
import type { Part } from '../input/read-records.js';

/** Something to read at one go. */
export interface PlannedTask {
  readonly file: InputFile;
  /** All of the file without it. */
  readonly part: Part | undefined;
}

/** A file shorter than this is read at one go. */
const MIN_BYTES = 2 * PART_BYTES;
/** Enough to recognise the format, and mostly to see the first record. */
const HEAD_BYTES = 2 ** 16;

/**
 * Cuts large files of one record a line into parts. Windows records whose clock is to be set right tell it each other, so
 * that a file which begins with one is not cut.
 */
export async function planTasks(files: readonly InputFile[], keepsTogether: boolean): Promise<PlannedTask[]> {
  const tasks: PlannedTask[] = [];
  for (const file of files) {
    const size = file.size ?? 0;
    if (file.path === STDIN || size < MIN_BYTES || !(await isDivisible(file.path, keepsTogether))) {
      tasks.push({ file, part: undefined });
    } else {
      for (let start = 0; start < size; start += PART_BYTES) {
        const end = start + PART_BYTES;
        tasks.push({ file, part: { start, end: end < size ? end : Number.POSITIVE_INFINITY } }); // it may have grown
      }
    }
  }
  return tasks;
}

async function isDivisible(path: string, keepsTogether: boolean): Promise<boolean> {
  const head = await headOf(path);
  const text = head.subarray(markLength(head));
  if (recogniseFormat(text) !== 'lines') return false;
  return !keepsTogether || standsAlone(firstRecord(text.toString('utf8')));
}

/** What cannot be read is told when it is its turn. */
async function headOf(path: string): Promise<Buffer> {
  const file = await open(path).catch(() => undefined);
  try {
    const { bytesRead, buffer } = (await file?.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)) ?? NOTHING;
    return buffer.subarray(0, bytesRead);
  } catch {
    return NOTHING.buffer;
  } finally {
    await file?.close();
  }
}

const NOTHING = { bytesRead: 0, buffer: Buffer.alloc(0) };

function firstRecord(text: string): unknown {
  const [line] = text.trimStart().split('\n', 1);
  try {
    return JSON.parse(line!);
  } catch {
    return undefined;
  }
}
