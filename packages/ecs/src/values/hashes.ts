import type { Draft } from '../event.js';

/** Hashes as Sysmon writes them; those that are absent are undefined. */
export interface Hashes {
  readonly md5: string | undefined;
  readonly sha1: string | undefined;
  readonly sha256: string | undefined;
  /** A property of the program and not of its bytes. */
  readonly imphash: string | undefined;
}

/**
 * `SHA1=..,MD5=..,SHA256=..,IMPHASH=..`, lower-cased. A hash of zeros only means that there is none. Undefined for text
 * of another form.
 */
export function parseHashes(text: string): Hashes | undefined {
  const lower = text.toLowerCase();
  let md5: string | undefined;
  let sha1: string | undefined;
  let sha256: string | undefined;
  let imphash: string | undefined;
  for (let start = 0; start < lower.length; ) {
    const equals = lower.indexOf('=', start);
    const comma = lower.indexOf(',', start);
    const end = comma < 0 ? lower.length : comma;
    if (equals < 0 || equals + 1 >= end) return undefined;
    const value = lower.slice(equals + 1, end);
    const hash = value.charCodeAt(0) === ZERO && /^0+$/.test(value) ? undefined : value;
    switch (lower.slice(start, equals)) {
      case 'md5':
        md5 = hash;
        break;
      case 'sha1':
        sha1 = hash;
        break;
      case 'sha256':
        sha256 = hash;
        break;
      case 'imphash':
        imphash = hash;
        break;
      default:
        return undefined;
    }
    start = end + 1;
  }
  return { md5, sha1, sha256, imphash };
}

const ZERO = '0'.charCodeAt(0);

/** `hash.*` and `pe.imphash` of a program or file. */
export function writeHashes({ md5, sha1, sha256, imphash }: Hashes, node: Draft): void {
  if (imphash !== undefined) {
    if (node.pe === undefined) node.pe = { imphash };
    else (node.pe as Draft).imphash = imphash;
  }
  if (md5 !== undefined && sha1 !== undefined && sha256 !== undefined) {
    node.hash = { md5, sha1, sha256 };
    return;
  }
  if (md5 === undefined && sha1 === undefined && sha256 === undefined) return;
  const hash: Draft = {};
  if (md5 !== undefined) hash.md5 = md5;
  if (sha1 !== undefined) hash.sha1 = sha1;
  if (sha256 !== undefined) hash.sha256 = sha256;
  node.hash = hash;
}
