import type { Draft } from '../event.js';

/** What follows the last backslash (of a Unix path: the last slash); undefined without one. */
export function baseName(path: string): string | undefined {
  const separator = lastSeparator(path);
  return separator < 0 ? undefined : path.slice(separator + 1);
}

function lastSeparator(path: string): number {
  const backslash = path.lastIndexOf('\\');
  return backslash < 0 && path.startsWith('/') ? path.lastIndexOf('/') : backslash;
}

/** `path`, and the `name`, `directory` and `extension` cut from it. */
export function writeFilePath(path: string, file: Draft): void {
  file.path = path;
  const separator = lastSeparator(path);
  if (separator >= 0) {
    file.name = path.slice(separator + 1);
    file.directory = path.slice(0, separator);
  }
  const extension = extensionOf(path);
  if (extension !== undefined) file.extension = extension;
}

/** What follows the last dot of the whole path: `a.b\c` gives `b\c`, as the pipelines have it. */
export function extensionOf(path: string): string | undefined {
  const dot = path.lastIndexOf('.');
  return dot < 0 ? undefined : path.slice(dot + 1);
}

/** `executable`, and `name`; of a path without a separator the whole is the name only when `isWholeName`. */
export function writeExecutable(path: string, process: Draft, isWholeName: boolean): void {
  process.executable = path;
  const name = baseName(path) ?? (isWholeName ? path : undefined);
  if (name !== undefined) process.name = name;
}
