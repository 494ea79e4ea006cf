import { type EventReader, HASH, NOTES } from '../field/event-reader.js';
import { foldUnit } from '../text/fold-case.js';

/** The byte that stands for each UTF-16 unit: in lower case, and cut to its low eight bits. */
export const FOLDED_BYTES = Uint8Array.from({ length: 65_536 }, (_, unit) => foldUnit(unit));

/**
 * A 32-bit hash of a text that ignores case; never 0. It allocates nothing, and looks at the length and six characters
 * only: reading a character takes as long as three steps of arithmetic. What it does not tell apart is told apart later.
 */
export function hashOf(text: string): number {
  const { length } = text;
  let hash = Math.imul(length + 1, MIX);
  if (length > 6) {
    hash = Math.imul(hash ^ FOLDED_BYTES[text.charCodeAt(0)]!, MIX);
    hash = Math.imul(hash ^ (hash >>> 16) ^ FOLDED_BYTES[text.charCodeAt(length >> 2)]!, MIX);
    hash = Math.imul(hash ^ (hash >>> 16) ^ FOLDED_BYTES[text.charCodeAt(length >> 1)]!, MIX);
    hash = Math.imul(hash ^ (hash >>> 16) ^ FOLDED_BYTES[text.charCodeAt(length - 6)]!, MIX);
    hash = Math.imul(hash ^ (hash >>> 16) ^ FOLDED_BYTES[text.charCodeAt(length - 5)]!, MIX);
    hash = Math.imul(hash ^ (hash >>> 16) ^ FOLDED_BYTES[text.charCodeAt(length - 1)]!, MIX);
  } else {
    for (let i = 0; i < length; i++) hash = Math.imul(hash ^ (hash >>> 16) ^ FOLDED_BYTES[text.charCodeAt(i)]!, MIX);
  }
  return hash ^ (hash >>> 15) || 1;
}

const MIX = 0x9e3779b1;

/** The hash of the text at a place, computed once per event. */
export function hashAt(reader: EventReader, place: number): number {
  const known = reader.notes[NOTES * place + HASH]!;
  if (known !== 0) return known;
  const hash = hashOf(reader.values[place] as string);
  reader.notes[NOTES * place + HASH] = hash;
  return hash;
}
