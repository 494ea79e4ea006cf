import { CHUNK_SIZE, type Chunk, RECORDS_START } from './chunk.js';
import { crc32 } from './crc32.js';
import { type EvtxProblemCode, messages } from './problems.js';

/*
 * A chunk: header (128 bytes), string table (256), template table (128), records, unused space. The tables are hash
 * buckets that help Windows find a name or template it has already stored; a reader is given offsets and needs neither.
 *
 *   0x00 "ElfChnk\0"                   0x30 end of the records       0x78 flags
 *   0x08 first, last record numbers    0x34 CRC of the records       0x7c CRC of the header and tables
 *   0x18 first, last record ids
 *
 * A record: 0x00 "**\0\0", 0x04 size, 0x08 id, 0x10 time written, 0x18 binary XML; the size again in its last 4 bytes.
 */
const SIGNATURE = [0x45, 0x6c, 0x66, 0x43, 0x68, 0x6e, 0x6b, 0x00];
const RECORD_SIGNATURE = 0x00002a2a;
const MIN_RECORD = 28;
const NO_CHECKSUMS = 0x4;

/** Tells of damage at an offset in the chunk; `record` is the id of a record that is skipped. */
export type Report = (code: EvtxProblemCode, at: number, message: string, record?: string) => void;

export interface RecordPlace {
  readonly start: number;
  readonly end: number;
}

/** Where a chunk's signature is in a block of the file; -1 for nowhere. */
export function findSignature(block: Uint8Array): number {
  let at = block.indexOf(SIGNATURE[0]!);
  while (at >= 0 && !hasSignature(block, at)) at = block.indexOf(SIGNATURE[0]!, at + 1);
  return at;
}

function hasSignature(block: Uint8Array, at: number): boolean {
  return SIGNATURE.every((byte, i) => block[at + i] === byte);
}

/** Whether a record lies where a chunk has its first. */
export function hasRecords(block: Uint8Array): boolean {
  return isRecord(new DataView(block.buffer, block.byteOffset, block.byteLength), RECORDS_START, block.length);
}

/**
 * Finds the records of a chunk, in the order they lie in it, and reports what is damaged.
 * @param isDirty whether the log was in use when it was copied, so that the header may lag behind the records
 */
export function* findRecords(chunk: Chunk, isDirty: boolean, report: Report): Generator<RecordPlace> {
  const { view, bytes } = chunk;
  const [end, isCertain] = recordsEnd(chunk, isDirty, report);
  const limit = isCertain ? end : bytes.length;
  let start = RECORDS_START;
  let last: number | undefined;
  while (start + MIN_RECORD <= end) {
    if (isRecord(view, start, limit)) {
      last = start;
      start += view.getUint32(start + 4, true);
      yield { start: last, end: start };
    } else {
      const next = nextRecord(chunk, start + 1, end, limit);
      reportDamage(chunk, start, next, limit, report);
      start = next;
    }
  }
  // Past an uncertain end may lie more records, or remains of older ones, whose ids do not go on from here.
  while (isRecord(view, start, limit) && (last === undefined || follows(chunk, last, start))) {
    last = start;
    start += view.getUint32(start + 4, true);
    yield { start: last, end: start };
  }
}

/** Where the records end, and whether that can be relied on. */
function recordsEnd(chunk: Chunk, isDirty: boolean, report: Report): [end: number, isCertain: boolean] {
  const { bytes, view } = chunk;
  const isChecked = (view.getUint32(0x78, true) & NO_CHECKSUMS) === 0;
  let isIntact = true;
  if (!hasSignature(bytes, 0)) {
    isIntact = false;
    report('chunk_header', 0, messages.chunkSignature);
  } else if (isChecked && crc32(bytes, 0x80, RECORDS_START, crc32(bytes, 0, 0x78)) !== view.getUint32(0x7c, true)) {
    isIntact = false;
    report('chunk_header', 0, messages.chunkChecksum);
  }
  const end = view.getUint32(0x30, true);
  if (end < RECORDS_START || end > CHUNK_SIZE) return [usedBytes(bytes), false];
  if (end > bytes.length) return [bytes.length, true];
  if (isIntact && isChecked && crc32(bytes, RECORDS_START, end) !== view.getUint32(0x34, true)) {
    report('chunk_checksum', RECORDS_START, messages.recordsChecksum(isDirty));
  }
  return [end, isIntact && !isDirty];
}

/** How much of a chunk holds anything: the zeros at its end are unused, save three that a record's size may end with. */
function usedBytes(bytes: Uint8Array): number {
  let used = bytes.length;
  while (used > 0 && bytes[used - 1] === 0) used--;
  return Math.min(used + 3, bytes.length);
}

/** Whether a whole record starts here: signature, a size that fits, and the same size at its end. */
function isRecord(view: DataView, start: number, end: number): boolean {
  if (start + MIN_RECORD > end || view.getUint32(start, true) !== RECORD_SIGNATURE) return false;
  const size = view.getUint32(start + 4, true);
  return size >= MIN_RECORD && size <= end - start && view.getUint32(start + size - 4, true) === size;
}

/** Where the next record starts that ends within `limit`; `end` if none starts before that. */
function nextRecord({ bytes, view }: Chunk, from: number, end: number, limit: number): number {
  let at = bytes.indexOf(RECORD_SIGNATURE & 0xff, from);
  while (at >= 0 && at < end && !isRecord(view, at, limit)) at = bytes.indexOf(RECORD_SIGNATURE & 0xff, at + 1);
  return at < 0 || at > end ? end : at;
}

function reportDamage(chunk: Chunk, start: number, next: number, end: number, report: Report): void {
  const { view } = chunk;
  if (view.getUint32(start, true) !== RECORD_SIGNATURE) {
    report('record_header', start, messages.noRecord(next - start));
    return;
  }
  const size = view.getUint32(start + 4, true);
  const fits = size >= MIN_RECORD && size <= end - start;
  const message = fits
    ? messages.recordSizeCopy(size, view.getUint32(start + size - 4, true))
    : messages.recordSize(size);
  report('record_header', start, message, chunk.uint64(start + 8));
}

/** Whether the record at `start` has the id after that of the record at `last`. */
function follows({ view }: Chunk, last: number, start: number): boolean {
  return view.getBigUint64(start + 8, true) === view.getBigUint64(last + 8, true) + 1n;
}
