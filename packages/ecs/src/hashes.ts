import { child, type Draft } from './event.js';

/** The algorithms Sysmon writes. IMPHASH is not among them: it is a property of the program, not of its bytes. */
const ALGORITHMS: ReadonlySet<string> = new Set(['md5', 'sha1', 'sha256']);

/**
 * `SHA1=..,MD5=..,SHA256=..,IMPHASH=..` into `<node>.hash.*` and `<node>.pe.imphash`, lower-cased. A hash of zeros only
 * means that there is none. Returns false, and writes nothing, for text of another form.
 */
export function writeHashes(text: string, draft: Draft, node: string): boolean {
  const pairs = text
    .toLowerCase()
    .split(',')
    .map((pair) => pair.split('='));
  if (
    !pairs.every(
      ([name, value, ...more]) => more.length === 0 && value && (name === 'imphash' || ALGORITHMS.has(name!)),
    )
  )
    return false;
  const target = child(draft, node);
  for (const [name, value] of pairs as [string, string][]) {
    if (/^0+$/.test(value)) continue;
    if (name === 'imphash') child(target, 'pe').imphash = value;
    else child(target, 'hash')[name] = value;
  }
  return true;
}
