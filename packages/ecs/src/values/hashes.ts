import { child, type Draft } from '../event.js';

/** The algorithms Sysmon writes, and IMPHASH, which is a property of the program and not of its bytes. */
const ALGORITHMS: ReadonlySet<string> = new Set(['md5', 'sha1', 'sha256', 'imphash']);

/**
 * `SHA1=..,MD5=..,SHA256=..,IMPHASH=..` into `hash.*` and `pe.imphash` of each node, lower-cased. A hash of zeros only
 * means that there is none. Returns false, and writes nothing, for text of another form.
 */
export function writeHashes(text: string, nodes: readonly Draft[]): boolean {
  const pairs = text.toLowerCase().split(',').map(parsePair);
  if (pairs.includes(undefined)) return false;
  for (const [algorithm, value] of pairs as [string, string][]) {
    if (isZeros(value)) continue;
    for (const node of nodes) {
      if (algorithm === 'imphash') child(node, 'pe').imphash = value;
      else child(node, 'hash')[algorithm] = value;
    }
  }
  return true;
}

function parsePair(pair: string): [algorithm: string, value: string] | undefined {
  const equals = pair.indexOf('=');
  const algorithm = pair.slice(0, equals);
  const value = pair.slice(equals + 1);
  return equals > 0 && value !== '' && ALGORITHMS.has(algorithm) ? [algorithm, value] : undefined;
}

function isZeros(value: string): boolean {
  return value.charCodeAt(0) === 48 && /^0+$/.test(value);
}
