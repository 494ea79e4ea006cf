import { CHUNKS_PER_PART, type CutChunks } from './chunks.js';
import { GrowingBuffer } from './growing-buffer.js';
import type { LineFilter } from './line-filter.js';
import { MAX_RECORD_BYTES, type RecordParser, type TextKind, textKindOf } from './record-parser.js';

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/**
 * Reads one record a line. Lines are found in the bytes and decoded one by one, which is faster than decoding whole
 * chunks; what a chunk has after its last newline is carried to the next.
 * @param betweenChunks awaited where it returns a promise, to let output catch up
 * @param filter knows which lines need not be parsed
 * @param firstLine the number of the first line
 * @returns how many lines have an end
 */
export async function readLines(
  chunks: CutChunks,
  parser: RecordParser,
  betweenChunks: () => Promise<void> | undefined,
  filter?: LineFilter,
  firstLine = 1,
): Promise<number> {
  const carried = new GrowingBuffer();
  let line = firstLine;
  let isTooLong = false;

  const carry = (bytes: Buffer) => {
    if (isTooLong) return;
    if (carried.length + bytes.length <= MAX_RECORD_BYTES) return carried.append(bytes);
    isTooLong = true;
    carried.drop(carried.length);
    parser.refuseLength(line);
  };

  let count = 0;
  for await (const chunk of chunks) {
    if (count++ % CHUNKS_PER_PART === 0) filter?.restart();
    let start = 0;
    if (carried.length > 0 || isTooLong) {
      const end = chunk.indexOf(NEWLINE);
      carry(end < 0 ? chunk : chunk.subarray(0, end));
      if (end < 0) continue;
      parser.checkNumbers(carried.bytes, 0, carried.length, line);
      readLine(parser, carried.bytes, 0, carried.length, line);
      carried.drop(carried.length);
      isTooLong = false;
      line++;
      start = end + 1;
    }
    const last = chunk.lastIndexOf(NEWLINE);
    if (last >= start) {
      line += readWholeLines(parser, chunk, start, last, line, filter);
      start = last + 1;
    }
    carry(chunk.subarray(start));
    const pause = betweenChunks();
    if (pause !== undefined) await pause;
  }
  parser.checkNumbers(carried.bytes, 0, carried.length, line);
  if (chunks.error === undefined) readLine(parser, carried.bytes, 0, carried.length, line);
  else {
    // The last line may be whole all the same.
    parser.parse(carried.bytes, 0, carried.length, line);
    parser.reportDamage(line, chunks.error);
  }
  return line - firstLine;
}

/**
 * Reads lines of which all ends are known.
 * @param end where the last one ends
 * @returns how many there are
 */
function readWholeLines(
  parser: RecordParser,
  bytes: Buffer,
  start: number,
  end: number,
  line: number,
  filter: LineFilter | undefined,
): number {
  const isFiltering = filter?.isActive() === true;
  if (isFiltering && !filter.isChecking) {
    return filter.visit(bytes, start, end, (from, to, at) => {
      parser.checkNumbers(bytes, from, to, line + at);
      readLine(parser, bytes, from, to, line + at);
    });
  }
  parser.checkNumbers(bytes, start, end, line);
  const kind = textKindOf(bytes.subarray(start, end));
  const read = (from: number, to: number, at: number) => readLine(parser, bytes, from, to, line + at, kind);
  if (isFiltering && kind !== 'unknown') return filter.visit(bytes, start, end, read, () => parser.passOver());
  let lines = 0;
  for (let from = start; from <= end; lines++) {
    const to = bytes.indexOf(NEWLINE, from);
    read(from, to, lines);
    from = to + 1;
  }
  return lines;
}

function readLine(
  parser: RecordParser,
  bytes: Buffer,
  start: number,
  end: number,
  line: number,
  kind: TextKind = 'unknown',
): void {
  if (end - start <= 1 && (end === start || bytes[start] === CARRIAGE_RETURN)) return;
  if (parser.parse(bytes, start, end, line, kind) || isBlank(bytes, start, end)) return;
  parser.refuse(bytes, start, end, line);
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! > 32) return false;
  return true;
}
