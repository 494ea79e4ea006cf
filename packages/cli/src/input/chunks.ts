import { open } from 'node:fs/promises';
import { markLength } from './formats.js';

/** The bytes of a file in order. A chunk may be overwritten once the next one is asked for. */
export type Chunks = AsyncIterable<Buffer>;

/** Chunks that end where reading fails, and then say why: what was read before counts. */
export class CutChunks {
  /** Why the chunks ended too soon; undefined when they did not. */
  error: unknown;
  readonly #chunks: Chunks;

  constructor(chunks: Chunks) {
    this.#chunks = chunks;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Buffer> {
    try {
      yield* this.#chunks;
    } catch (error) {
      this.error = error;
    }
  }
}

const CHUNK_BYTES = 2 ** 20;

export interface ReadOptions {
  /** Ends the reading with its reason as the error. */
  readonly signal: AbortSignal;
  /** Called with the number of bytes of each read, before they are handed on. */
  readonly onRead: (bytes: number) => void;
}

/** Reads a file into two buffers by turns: while one is made use of, the next bytes are read into the other. */
export async function* fileChunks(path: string, { signal, onRead }: ReadOptions): Chunks {
  const file = await open(path);
  const buffers = [Buffer.allocUnsafe(CHUNK_BYTES), Buffer.allocUnsafe(CHUNK_BYTES)] as const;
  const read = (turn: number) => file.read(buffers[turn % 2]!, 0, CHUNK_BYTES, null);
  let ahead = read(0);
  try {
    for (let turn = 0; ; turn++) {
      signal.throwIfAborted();
      const { bytesRead, buffer } = await ahead;
      if (bytesRead === 0) return;
      ahead = read(turn + 1);
      ahead.catch(() => {}); // told when its turn comes
      onRead(bytesRead);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await ahead.catch(() => {}); // a file is closed only once nothing reads it
    await file.close();
  }
}

/** Parts of files begin at multiples of so many chunks. */
export const CHUNKS_PER_PART = 8;
export const PART_BYTES = CHUNKS_PER_PART * CHUNK_BYTES;

/** What is read at once in search of the end of the last line. */
const TAIL_BYTES = 2 ** 16;

/** The lines of a file that begin from `start` on, but before `end`. What the first chunk has of a line before is left out. */
export async function* lineChunks(
  path: string,
  { start, end }: { readonly start: number; readonly end: number },
  { signal, onRead }: ReadOptions,
): Chunks {
  const file = await open(path);
  const buffers = [Buffer.allocUnsafe(CHUNK_BYTES), Buffer.allocUnsafe(CHUNK_BYTES)] as const;
  const read = (turn: number, from: number) =>
    file.read(buffers[turn % 2]!, 0, from < end ? Math.min(CHUNK_BYTES, end - from) : TAIL_BYTES, from);
  let ahead: ReturnType<typeof read> | undefined;
  try {
    let isAtLine = start === 0 || (await file.read(buffers[0], 0, 1, start - 1)).buffer[0] === NEWLINE;
    let from = start;
    for (let turn = 0; ; turn++) {
      signal.throwIfAborted();
      const { bytesRead, buffer } = await (ahead ?? read(turn, from));
      ahead = undefined;
      if (bytesRead === 0) return;
      const chunk = buffer.subarray(0, bytesRead);
      const isLast = from + bytesRead >= end;
      // Read ahead while that is in the part for sure.
      if (!isLast) ahead = read(turn + 1, from + bytesRead);
      ahead?.catch(() => {}); // told when its turn comes
      if (from < end) onRead(bytesRead);
      const first = isAtLine ? 0 : chunk.indexOf(NEWLINE) + 1;
      if (first > 0) isAtLine = true;
      const last = isLast ? chunk.indexOf(NEWLINE, Math.max(0, end - 1 - from)) + 1 : 0;
      const stop = last > 0 ? last : bytesRead;
      if (isAtLine && first < stop) yield chunk.subarray(first === 0 && from === 0 ? markLength(chunk) : first, stop);
      if (last > 0 || (isLast && !isAtLine)) return;
      from += bytesRead;
    }
  } finally {
    await ahead?.catch(() => {}); // a file is closed only once nothing reads it
    await file.close();
  }
}

/** Reads a stream, such as standard input, as its bytes arrive. */
export async function* streamChunks(stream: NodeJS.ReadableStream, { signal, onRead }: ReadOptions): Chunks {
  const stop = () => (stream as NodeJS.ReadStream).destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stream) {
      onRead(chunk.length);
      yield chunk as Buffer;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

interface Peeked {
  /** The first bytes: `bytes` of them or more, or fewer where a line or everything ends sooner. */
  readonly head: Buffer;
  /** Everything, the head included; to be read once. */
  readonly chunks: Chunks;
  /** Why there is no head, when reading failed at once. */
  readonly error: unknown;
}

const NEWLINE = 10;

/** Looks at the beginning without taking it away. Does not wait for more than one line of a slow stream. */
export async function peek(chunks: Chunks, bytes: number): Promise<Peeked> {
  const source = new CutChunks(chunks);
  const iterator = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < bytes && !(head.length > 4 && head.includes(NEWLINE))) {
    const { done, value } = await iterator.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  return { head, chunks: resume(head, iterator, source), error: head.length === 0 ? source.error : undefined };
}

async function* resume(head: Buffer, rest: AsyncIterator<Buffer>, source: CutChunks): Chunks {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
    if (source.error !== undefined) throw source.error;
  } finally {
    await rest.return?.();
  }
}

/** Without the first `count` bytes, which are in the first chunk. */
export async function* skip(chunks: Chunks, count: number): Chunks {
  let isFirst = true;
  for await (const chunk of chunks) {
    yield isFirst ? chunk.subarray(count) : chunk;
    isFirst = false;
  }
}
