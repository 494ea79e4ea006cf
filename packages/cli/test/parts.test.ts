import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Problems } from '../src/input/problems.js';
import { readPart, readRecords } from '../src/input/read-records.js';
import { temporaryFolder } from './support/read.js';

const path = join(await temporaryFolder(), 'a.ndjson');

interface Found {
  readonly records: [number, unknown][];
  readonly problems: [number | undefined, string][];
}

function collector(found: Found, base: number) {
  const problems = new Problems({ isStrict: false, print: () => {} });
  problems.report = (kind, _file, { line = 0 }) => {
    found.problems.push([line + base, kind]);
  };
  return {
    problems,
    signal: new AbortController().signal,
    onRead: () => {},
    sink: {
      open: () => (record: unknown, line: number) => void found.records.push([line + base, record]),
      passOver: () => false,
      close: () => {},
      betweenChunks: () => undefined,
    },
  };
}

test('the parts of a file, cut anywhere, have the lines of the file and their numbers', async () => {
  const line = fc.oneof(
    fc.record({ n: fc.integer(), text: fc.string({ maxLength: 40 }) }).map((value) => JSON.stringify(value)),
    fc.constantFrom('', ' ', '{"open":', '12', '{"a":1}\r'),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 12 }),
      fc.boolean(),
      fc.boolean(),
      fc.array(fc.nat(), { maxLength: 8 }),
      async (lines, isMarked, isEnded, cuts) => {
        const text = `${isMarked ? '\ufeff' : ''}{"first":1}\n${lines.join('\n')}${isEnded ? '\n' : ''}`;
        await writeFile(path, text);
        const size = Buffer.byteLength(text);
        const whole: Found = { records: [], problems: [] };
        await readRecords({ path, size }, collector(whole, 0));
        // A cut within the mark would leave half of it.
        const places = [...new Set(cuts.map((cut) => 3 + (cut % size)))].sort((a, b) => a - b);
        const parts: Found = { records: [], problems: [] };
        let base = 0;
        for (const [i, start] of [0, ...places].entries()) {
          const part = { start, end: places[i] ?? Number.POSITIVE_INFINITY };
          base += (await readPart({ path, size }, part, collector(parts, base))).lines;
        }
        expect(parts).toEqual(whole);
      },
    ),
    { numRuns: 500 },
  );
});
