import type { Template } from './binxml.js';
import { Damage, messages } from './problems.js';
import { utf16 } from './text.js';

export const CHUNK_SIZE = 0x10000;
/** Where the first record of a chunk starts; before it lie the header and the string and template tables. */
export const RECORDS_START = 0x200;

/**
 * How much a record, and a chunk, may unfold to: bytes of templates and values shown, counted each time they are. Real
 * records stay near their own size; crafted ones, by values that refer to each other, could grow without end.
 */
const RECORD_WORK = 16 * CHUNK_SIZE;
const CHUNK_WORK = 256 * CHUNK_SIZE;

/** One chunk in memory with what has been read from it so far. All offsets in a chunk count from its start. */
export class Chunk {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** By offset of their definition; a broken one is kept as its damage, so that it is not tried again. */
  readonly templates = new Map<number, Template | Damage>();
  /** What definitions may still take: intact ones do not overlap, so together they fit the chunk. */
  templateBytes: number;
  readonly #names = new Map<number, string>();
  #nameBytes: number;
  #chunkWork = CHUNK_WORK;
  #recordWork = RECORD_WORK;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.templateBytes = bytes.length;
    this.#nameBytes = bytes.length;
  }

  /** A decimal number of 64 bits, unsigned. */
  uint64(at: number): string {
    const high = this.view.getUint32(at + 4, true);
    const low = this.view.getUint32(at, true);
    return high < 0x200000 ? String(high * 0x100000000 + low) : String((BigInt(high) << 32n) | BigInt(low));
  }

  /** The element, attribute or entity name stored at an offset: next name in its bucket, hash, length, text. */
  name(offset: number): string {
    const known = this.#names.get(offset);
    if (known !== undefined) return known;
    const end = this.nameEnd(offset);
    this.#nameBytes -= end - offset;
    if (this.#nameBytes < 0) throw new Damage(offset, messages.overlappingNames);
    const name = utf16(this.bytes, offset + 8, end - 2);
    this.#names.set(offset, name);
    return name;
  }

  /** Where a name stored at an offset ends, its closing NUL included. */
  nameEnd(offset: number): number {
    if (offset < RECORDS_START || offset + 10 > this.bytes.length)
      throw new Damage(offset, messages.nameOffset(offset));
    const end = offset + 10 + 2 * this.view.getUint16(offset + 6, true);
    if (end > this.bytes.length) throw new Damage(offset, messages.truncated('a name'));
    return end;
  }

  startRecord(): void {
    this.#recordWork = RECORD_WORK;
  }

  spend(work: number): void {
    this.#recordWork -= work;
    this.#chunkWork -= work;
    if (this.#recordWork < 0 || this.#chunkWork < 0) throw new Damage(undefined, messages.work);
  }
}
