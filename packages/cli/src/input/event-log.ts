import { type EvtxProblem, readEvtx } from '@eqlite/evtx';
import type { Chunks, CutChunks } from './chunks.js';
import type { Problems } from './problems.js';
import type { RecordParser } from './record-parser.js';

/**
 * Reads a Windows event log. A record's place is its number in the file, as event viewers show it; that of damage its
 * offset in bytes.
 */
export async function readEventLog(
  name: string,
  chunks: CutChunks,
  parser: RecordParser,
  problems: Problems,
  betweenChunks: () => Promise<void> | undefined,
): Promise<void> {
  const onProblem = ({ code, offset, message }: EvtxProblem) => {
    const kind = code.startsWith('record_') ? 'damaged_record' : 'damaged_log';
    problems.report(kind, name, {}, `at byte ${offset}: ${message}`);
  };
  for await (const { recordId, event } of readEvtx(pausing(chunks, betweenChunks), { onProblem })) {
    parser.take(event, Number(recordId));
  }
  if (chunks.error !== undefined) parser.reportDamage(undefined, chunks.error);
}

async function* pausing(chunks: CutChunks, betweenChunks: () => Promise<void> | undefined): Chunks {
  for await (const chunk of chunks) {
    yield chunk;
    const pause = betweenChunks();
    if (pause !== undefined) await pause;
  }
}
