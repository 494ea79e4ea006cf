import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those it is in. Unlike `mkdir` with `recursive`, it does not try for ever where the system lets
 * nobody make any, as in `/proc`.
 * @throws Error of the file system
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    if (!isFolder(path)) throw error; // else another process was faster
  }
}

const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();
