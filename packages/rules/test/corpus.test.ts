import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type LoadedRule, loadRules } from '@eqlite/rules';
import { expect, test } from 'vitest';

const root =
  process.env.EQLITE_CONFORMANCE ?? fileURLToPath(new URL('../../../../shared/conformance', import.meta.url));
const folder = `${root}/detection-rules`;
const isThere = existsSync(folder);
if (!isThere) console.warn(`SKIPPED: no rule corpus in ${folder}; name its parent folder in EQLITE_CONFORMANCE`);

test.skipIf(!isThere)('every EQL rule of the corpus loads, within a second', async () => {
  let fastestMs = Number.POSITIVE_INFINITY; // of three runs: other programs share the machine
  for (let run = 0; run < 3; run += 1) {
    const startedMs = performance.now();
    const items: LoadedRule[] = [];
    for await (const item of loadRules(folder)) items.push(item);
    fastestMs = Math.min(fastestMs, performance.now() - startedMs);
    expect(items.filter(({ status }) => status !== 'loaded')).toEqual([]);
    expect(items).toHaveLength(1081);
  }
  expect(fastestMs).toBeLessThan(1000);
});
