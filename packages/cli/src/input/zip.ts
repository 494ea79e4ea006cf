import { type Entry, getFileNameLowLevel, openPromise } from 'yauzl';
import { printable } from '../output/printable.js';
import { type Chunks, type ReadOptions, streamChunks } from './chunks.js';
import { inflateRaw } from './gzip.js';

const STORED = 0;
const DEFLATED = 8;

/** A file in an archive. */
interface ZipMember {
  /** Its path there. */
  readonly name: string;
  /** What makes its bytes unreadable. */
  readonly foreign: string | undefined;
  readonly chunks: Chunks;
}

/**
 * The files in a zip archive, in the order of its directory; each is to be read before the next is asked for.
 * @throws when it is no zip archive or its directory is damaged
 */
export async function* zipMembers(path: string, options: ReadOptions): AsyncIterable<ZipMember> {
  // Nothing is written under the names, so that any will do; and the sizes are for those who trust them.
  const asTheyAre = { decodeStrings: false, validateEntrySizes: false };
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false, ...asTheyAre }).catch(explain);
  try {
    for await (const entry of zip.eachEntry()) {
      if (options.signal.aborted) return;
      const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
      const name = printable(getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false));
      if (!name.endsWith('/')) yield { name, foreign: foreignOf(entry), chunks: memberChunks(zip, entry, options) };
    }
  } finally {
    zip.close();
  }
}

/** Says in our words what is wrong with an archive. */
function explain(error: Error): never {
  if (error.message.startsWith('End of central directory')) {
    throw new Error('the zip archive is cut off: the directory at its end is missing', { cause: error });
  }
  throw error;
}

function foreignOf(entry: Entry): string | undefined {
  if (entry.isEncrypted()) return 'encrypted; decrypt it first';
  const { compressionMethod: method } = entry;
  return method === STORED || method === DEFLATED ? undefined : `compressed in a way not supported (method ${method})`;
}

/** Decompresses with our own reader, which keeps what comes before damage. */
async function* memberChunks(zip: Awaited<ReturnType<typeof openPromise>>, entry: Entry, options: ReadOptions): Chunks {
  const bytes = streamChunks(await zip.openReadStreamPromise(entry, { decodeFileData: false }), options);
  yield* entry.compressionMethod === DEFLATED ? inflateRaw(bytes) : bytes;
}
