import { ZSTDDecoder } from 'zstddec/stream';
import type { Chunks } from './chunks.js';

/**
 * Ends the input with a frame that holds nothing. The decoder asks for no more output once the input is used up, so
 * what it then still holds of the last real frame comes out while it reads this one.
 */
const EMPTY_FRAME = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0);

/**
 * Decompresses Zstandard. The decoder takes its input from a synchronous iterator, and gives at least one output,
 * perhaps empty, for each input: so it is enough to have the next input at hand whenever it is asked for an output.
 */
export async function* unzstd(chunks: Chunks): Chunks {
  const decoder = new ZSTDDecoder();
  await decoder.init();
  const source = chunks[Symbol.asyncIterator]();
  let next: Uint8Array | undefined;
  let isLast = false;
  let emptiesAllowed = 0;
  const load = async () => {
    if (next !== undefined || isLast) return;
    const { done, value } = await source.next();
    isLast = done === true;
    next = isLast ? EMPTY_FRAME : value;
  };
  const inputs = {
    *[Symbol.iterator]() {
      while (next !== undefined) {
        const input = next;
        next = undefined;
        emptiesAllowed = 1 + input.length / EMPTY_FRAME.length;
        yield input;
      }
    },
  };
  await load();
  const outputs = decoder.decodeStreaming(inputs);
  try {
    for (;;) {
      const output = nextOutput(outputs);
      if (output === undefined) return;
      if (output.length > 0) yield Buffer.from(output.buffer, output.byteOffset, output.length);
      // On an error the decoder neither moves on nor says so: it gives empty outputs for ever.
      else if (--emptiesAllowed < 0) throw new Error('the compressed data is damaged or cut off');
      await load();
    }
  } finally {
    outputs.return?.(undefined);
    await source.return?.();
  }
}

function nextOutput(outputs: Generator<Uint8Array>): Uint8Array | undefined {
  try {
    const { done, value } = outputs.next();
    return done === true ? undefined : value;
  } catch (error) {
    throw new Error('the compressed data is damaged or cut off', { cause: error });
  }
}
