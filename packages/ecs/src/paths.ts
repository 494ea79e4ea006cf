import { child, type Draft, nodeAt } from './event.js';

/** What follows the last backslash (of a Unix path: the last slash); undefined without one. */
export function baseName(path: string): string | undefined {
  const separator = lastSeparator(path);
  return separator < 0 ? undefined : path.slice(separator + 1);
}

function lastSeparator(path: string): number {
  const backslash = path.lastIndexOf('\\');
  return backslash < 0 && path.startsWith('/') ? path.lastIndexOf('/') : backslash;
}

/** `file.path` with the name, directory and extension cut from it. The extension is after the last dot of the whole. */
export function writeFilePath(path: string, draft: Draft): void {
  const file = child(draft, 'file');
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

/** `executable` and `name` under `node`. */
export function writeExecutable(path: string, draft: Draft, node: readonly string[], isWholeName: boolean): void {
  const process = nodeAt(draft, node);
  process.executable = path;
  const name = baseName(path) ?? (isWholeName ? path : undefined);
  if (name !== undefined) process.name = name;
}
