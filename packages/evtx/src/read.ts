import { LogReader } from './log.js';
import type { EvtxProblem } from './problems.js';
import type { EvtxRecord } from './record.js';

export interface EvtxOptions {
  /** Called for each problem, before the records that come after it; by default problems are passed over. */
  readonly onProblem?: (problem: EvtxProblem) => void;
  /** Whether records have their `xml` too; by default not. */
  readonly xml?: boolean;
}

const OPTIONS: ReadonlySet<string> = new Set<keyof EvtxOptions>(['onProblem', 'xml']);

/**
 * Reads a Windows event log (EVTX) from a stream of its bytes, in pieces of any size: a file's read stream, a `Blob`'s
 * stream, the bytes themselves. Records come in the order they lie in the file, which is that of their ids unless the
 * log has wrapped around. Memory does not grow with the file: one chunk of 64 KiB is held at a time.
 *
 * A file may be damaged in any way: what cannot be read is told to `onProblem` and skipped.
 * @throws TypeError for an unknown option, or a source of anything but `Uint8Array`s
 */
export async function* readEvtx(
  source: Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: EvtxOptions = {},
): AsyncGenerator<EvtxRecord, void, undefined> {
  const reader = logReader(options);
  for await (const piece of source instanceof Uint8Array ? [source] : source) {
    for (const record of reader.push(checkedPiece(piece))) yield record;
    if (reader.isForeign) return;
  }
  for (const record of reader.finish()) yield record;
}

/**
 * As `readEvtx`, for bytes that are there already.
 * @throws TypeError for an unknown option, or a source of anything but `Uint8Array`s
 */
export function* readEvtxSync(
  source: Uint8Array | Iterable<Uint8Array>,
  options: EvtxOptions = {},
): Generator<EvtxRecord, void, undefined> {
  const reader = logReader(options);
  for (const piece of source instanceof Uint8Array ? [source] : source) {
    yield* reader.push(checkedPiece(piece));
    if (reader.isForeign) return;
  }
  yield* reader.finish();
}

function logReader(options: EvtxOptions): LogReader {
  for (const name of Object.keys(options)) {
    if (!OPTIONS.has(name)) throw new TypeError(`unknown option "${name}"; known are ${[...OPTIONS].join(', ')}`);
  }
  return new LogReader(options.onProblem ?? (() => {}), options.xml ?? false);
}

function checkedPiece(piece: unknown): Uint8Array {
  if (piece instanceof Uint8Array) return piece;
  throw new TypeError(`an event log is read from Uint8Arrays, not from ${piece === null ? 'null' : typeof piece}`);
}
