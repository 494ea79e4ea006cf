import { createGunzip, createInflateRaw } from 'node:zlib';
import type { Chunks } from './chunks.js';

const OUTPUT_BYTES = 2 ** 18;
/** Compressed bytes given at once: at 1:1032, the most that deflate can do, they become 32 MiB. */
const INPUT_BYTES = 2 ** 15;

/** Decompresses gzip, of one member or several. */
export const gunzip = (chunks: Chunks) => inflate(chunks, createGunzip({ chunkSize: OUTPUT_BYTES }));

/** Decompresses what zip archives hold. */
export const inflateRaw = (chunks: Chunks) => inflate(chunks, createInflateRaw({ chunkSize: OUTPUT_BYTES }));

/**
 * Writes piece by piece and takes what comes of each, rather than reading the stream: at the first error a stream
 * throws away what it has buffered, and with it the good lines before a cut.
 */
async function* inflate(chunks: Chunks, stream: ReturnType<typeof createGunzip>): Chunks {
  let output: Buffer[] = [];
  let error: Error | undefined;
  stream.on('data', (bytes: Buffer) => output.push(bytes));
  stream.on('error', (reason: Error) => {
    error = reason;
  });
  // After an error the stream closes, but calls nobody back.
  const closed = new Promise<void>((resolve) => stream.on('close', resolve));
  const take = () => {
    const taken = output;
    output = [];
    return taken;
  };
  try {
    for await (const chunk of chunks) {
      for (let start = 0; start < chunk.length; start += INPUT_BYTES) {
        const piece = chunk.subarray(start, start + INPUT_BYTES);
        await Promise.race([closed, new Promise<void>((resolve) => stream.write(piece, () => resolve()))]);
        yield* take();
        if (error !== undefined) throw damaged(error);
      }
    }
    stream.end();
    await closed;
    yield* take();
    if (error !== undefined) throw damaged(error);
  } finally {
    stream.destroy();
  }
}

/** zlib's codes in our words. */
const REASONS: Record<string, string> = {
  Z_BUF_ERROR: 'the compressed data is cut off',
  Z_DATA_ERROR: 'the compressed data is damaged',
};

const damaged = (error: NodeJS.ErrnoException) =>
  new Error(REASONS[error.code ?? ''] ?? `the compressed data cannot be read (${error.message})`, { cause: error });
