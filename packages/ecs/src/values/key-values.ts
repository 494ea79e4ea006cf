import type { Fields } from '../raw-record.js';

/**
 * A block of `Key = Value` lines, indented by eight or more spaces or a tab. Other lines continue the value before
 * them, and so does a line whose key has been seen: a script inside a value cannot change what was said before it.
 * Spaces are taken out of keys. Undefined when no line has a key.
 */
export function keyValues(block: string): Fields | undefined {
  const found: { [key: string]: string } = Object.create(null);
  let last: string | undefined;
  for (const line of block.split(/\r?\n/)) {
    const key = keyOf(line);
    if (key !== undefined && found[key] === undefined) {
      found[key] = line.slice(line.indexOf('=') + 1);
      last = key;
    } else if (last !== undefined) found[last] += `\n${line}`;
  }
  if (last === undefined) return undefined;
  for (const key in found) found[key] = found[key]!.trim();
  return found;
}

function keyOf(line: string): string | undefined {
  if (!line.startsWith('        ') && !line.startsWith('\t')) return undefined;
  const equals = line.indexOf('=');
  if (equals < 0) return undefined;
  const key = line.slice(0, equals).trim();
  return /^[A-Za-z][A-Za-z ]*$/.test(key) ? key.replaceAll(' ', '') : undefined;
}
