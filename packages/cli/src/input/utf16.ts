import type { Chunks } from './chunks.js';

/** UTF-16, which Windows PowerShell writes, as UTF-8 without a byte order mark. */
export async function* utf16ToUtf8(chunks: Chunks, encoding: 'utf-16le' | 'utf-16be'): Chunks {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  const rest = decoder.decode();
  if (rest !== '') yield Buffer.from(rest);
}
