import { text } from 'node:stream/consumers';

/** All of standard input, for what is no log: a query, a rule. */
export async function readStandardInput(): Promise<string> {
  return (await text(process.stdin)).replace(/^\uFEFF/, '');
}
