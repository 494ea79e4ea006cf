import { CHUNK_SIZE, Chunk, RECORDS_START } from './chunk.js';
import { crc32 } from './crc32.js';
import { Damage, type EvtxProblem, type EvtxProblemCode, messages } from './problems.js';
import { type EvtxRecord, readRecord } from './record.js';
import { findRecords, findSignature, hasRecords, type Report } from './records.js';

/*
 * A file: a header in a block of 4096 bytes, then chunks.
 *
 *   0x00 "ElfFile\0"                   0x24 version: minor, major    0x78 flags
 *   0x18 next record id                0x2a number of chunks         0x7c CRC of 0x00 to 0x78
 */
const SIGNATURE = [0x45, 0x6c, 0x66, 0x46, 0x69, 0x6c, 0x65, 0x00];
const HEADER_SIZE = 0x80;
const HEADER_BLOCK = 0x1000;
const DIRTY = 0x1;
const NO_CHECKSUMS = 0x4;

/** Reads a log piece by piece; holds one chunk of it at a time. */
export class LogReader {
  readonly #onProblem: (problem: EvtxProblem) => void;
  readonly #withXml: boolean;
  /** The header's block, then each chunk in turn. */
  readonly #block = new Uint8Array(CHUNK_SIZE);
  #filled = 0;
  /** Where the block starts in the file. */
  #offset = 0;
  /** Chunks met so far. */
  #chunks = 0;
  #hasHeader = false;
  /** Whether the log was in use when it was copied; assumed until its header says otherwise. */
  #isDirty = true;
  /** How many chunks the header counts, where it can be relied on. */
  #statedChunks: number | undefined;
  #isForeign = false;

  constructor(onProblem: (problem: EvtxProblem) => void, withXml: boolean) {
    this.#onProblem = onProblem;
    this.#withXml = withXml;
  }

  /** Whether the file has turned out not to be a log: the rest of it need not be read. */
  get isForeign(): boolean {
    return this.#isForeign;
  }

  /** Takes the next bytes of the file, returns the records they complete. */
  *push(piece: Uint8Array): Generator<EvtxRecord> {
    for (let taken = 0; taken < piece.length && !this.#isForeign; ) {
      const size = this.#offset === 0 ? HEADER_BLOCK : CHUNK_SIZE;
      const more = Math.min(size - this.#filled, piece.length - taken);
      this.#block.set(piece.subarray(taken, taken + more), this.#filled);
      this.#filled += more;
      taken += more;
      if (this.#filled === size) yield* this.#readBlock();
    }
  }

  /** Takes the end of the file, returns the records of a last chunk that was cut short. */
  *finish(): Generator<EvtxRecord> {
    if (this.#offset === 0 && this.#filled === 0) this.#giveUp(messages.empty);
    while (this.#filled > 0) yield* this.#readBlock();
    if (this.#isForeign) return;
    if (!this.#hasHeader && this.#chunks === 0) this.#giveUp(messages.notEvtx);
    else if (this.#statedChunks !== undefined && this.#statedChunks !== (this.#chunks & 0xffff)) {
      this.#report('chunk_count', 0x2a, messages.chunkCount(this.#statedChunks, this.#chunks));
    }
  }

  *#readBlock(): Generator<EvtxRecord> {
    const block = this.#block.subarray(0, this.#filled);
    if (this.#offset === 0) {
      this.#readHeader(block);
      this.#drop(block.length);
      return;
    }
    const signature = findSignature(block);
    if (signature === 0 || hasRecords(block)) {
      if (!this.#hasHeader && this.#chunks === 0) this.#report('file_header', 0, messages.fileSignature);
      this.#chunks++;
      yield* this.#readChunk(block);
      this.#drop(block.length);
    } else if (signature < 0 && !this.#hasHeader && this.#chunks === 0) {
      this.#giveUp(messages.notEvtx);
    } else {
      const skipped = signature < 0 ? block.length : signature;
      if (!isUnused(block)) this.#report('chunk_missing', this.#offset, messages.chunkMissing(skipped), this.#index);
      this.#drop(skipped);
    }
  }

  #readHeader(header: Uint8Array): void {
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    if (header.length < HEADER_SIZE || !SIGNATURE.every((byte, i) => header[i] === byte)) return;
    this.#hasHeader = true;
    const flags = view.getUint32(0x78, true);
    if ((flags & NO_CHECKSUMS) === 0 && crc32(header, 0, 0x78) !== view.getUint32(0x7c, true)) {
      this.#report('file_header', 0, messages.fileChecksum);
      return;
    }
    const [minor, major] = [view.getUint16(0x24, true), view.getUint16(0x26, true)];
    if (major !== 3) this.#report('file_header', 0x24, messages.fileVersion(major, minor));
    this.#isDirty = (flags & DIRTY) !== 0;
    if (!this.#isDirty) this.#statedChunks = view.getUint16(0x2a, true);
  }

  *#readChunk(block: Uint8Array): Generator<EvtxRecord> {
    const [offset, index] = [this.#offset, this.#index];
    if (block.length < CHUNK_SIZE)
      this.#report('chunk_truncated', offset, messages.chunkTruncated(block.length), index);
    if (block.length < RECORDS_START) return;
    const chunk = new Chunk(block);
    const report: Report = (code, at, message, record) => this.#report(code, offset + at, message, index, record);
    for (const place of findRecords(chunk, this.#isDirty, report)) {
      let record: EvtxRecord;
      try {
        record = readRecord(chunk, place, this.#withXml);
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        report('record_content', error.offset ?? place.start, error.message, chunk.uint64(place.start + 8));
        continue;
      }
      yield record;
    }
  }

  get #index(): number {
    return Math.floor((this.#offset - HEADER_BLOCK) / CHUNK_SIZE);
  }

  /** Moves the block on in the file, past the bytes it starts with. */
  #drop(bytes: number): void {
    this.#block.copyWithin(0, bytes, this.#filled);
    this.#filled -= bytes;
    this.#offset += bytes;
  }

  #giveUp(message: string): void {
    this.#isForeign = true;
    this.#filled = 0;
    this.#report('not_evtx', 0, message);
  }

  #report(code: EvtxProblemCode, offset: number, message: string, chunk?: number, record?: string): void {
    this.#onProblem({
      code,
      offset,
      ...(chunk === undefined ? {} : { chunk }),
      ...(record === undefined ? {} : { record }),
      message,
    });
  }
}

function isUnused(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}
