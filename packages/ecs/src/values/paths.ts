import { child, type Draft } from '../event.js';

/** What follows the last backslash (of a Unix path: the last slash); undefined without one. */
export function baseName(path: string): string | undefined {
  const separator = lastSeparator(path);
  return separator < 0 ? undefined : path.slice(separator + 1);
}

function lastSeparator(path: string): number {
  // By hand: `lastIndexOf` costs several times as much on names as short as file names are.
  for (let i = path.length - 1; i >= 0; i--) if (path.charCodeAt(i) === BACKSLASH) return i;
  return path.startsWith('/') ? path.lastIndexOf('/') : -1;
}

const BACKSLASH = 92;
const DOT = 46;

/** `file`: the path, and the name, directory and extension cut from it. */
export function writeFilePath(path: string, draft: Draft): void {
  const separator = lastSeparator(path);
  const extension = extensionOf(path);
  if (draft.file === undefined && separator >= 0 && extension !== undefined) {
    draft.file = { path, name: path.slice(separator + 1), directory: path.slice(0, separator), extension };
    return;
  }
  const file = child(draft, 'file');
  file.path = path;
  if (separator >= 0) {
    file.name = path.slice(separator + 1);
    file.directory = path.slice(0, separator);
  }
  if (extension !== undefined) file.extension = extension;
}

/** What follows the last dot of the whole path: `a.b\c` gives `b\c`, as the pipelines have it. */
export function extensionOf(path: string): string | undefined {
  for (let i = path.length - 1; i >= 0; i--) if (path.charCodeAt(i) === DOT) return path.slice(i + 1);
  return undefined;
}

/** `executable`, and `name`; of a path without a separator the whole is the name only when `isWholeName`. */
export function writeExecutable(path: string, process: Draft, isWholeName: boolean): void {
  process.executable = path;
  const name = baseName(path) ?? (isWholeName ? path : undefined);
  if (name !== undefined) process.name = name;
}
