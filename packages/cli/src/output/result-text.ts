import type { SearchResult } from '@eqlite/engine';
import { jsonText } from './json-text.js';

/** How deep a hit stands in a result: `{ "hits": { "events": [ …`. */
const INDENT = ' '.repeat(6);

/** `JSON.stringify(result, null, 2)` in pieces, one a hit: as a whole it may be longer than a string can be. */
export function* resultText({ hits }: SearchResult): Generator<string> {
  const list = hits.sequences ?? hits.events ?? [];
  const frame = jsonText({ hits: { ...hits, [hits.sequences === undefined ? 'events' : 'sequences']: [] } }, 2);
  if (list.length === 0) {
    yield frame;
    return;
  }
  const [before, after] = frame.split('[]');
  let separator = '[';
  yield before!;
  for (const item of list) {
    yield `${separator}\n${INDENT}${jsonText(item, 2).replaceAll('\n', `\n${INDENT}`)}`;
    separator = ',';
  }
  yield `\n    ]${after}`;
}
