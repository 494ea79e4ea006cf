import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CutChunks } from '../src/input/chunks.js';
import { readDocuments } from '../src/input/documents.js';
import { readEventXml } from '../src/input/event-xml.js';
import { readLines } from '../src/input/lines.js';
import { Problems } from '../src/input/problems.js';
import { RecordParser } from '../src/input/record-parser.js';

/** Gives a text in chunks of the given sizes, each overwritten once the next is asked for, as files are read. */
async function* chunksOf(text: string, sizes: readonly number[]) {
  const bytes = Buffer.from(text);
  for (let start = 0, turn = 0; start < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    const chunk = Buffer.from(bytes.subarray(start, start + size));
    yield chunk;
    chunk.fill('!');
    start += size;
  }
}

/** `readLines` and its like. */
type Reader = (chunks: CutChunks, parser: RecordParser, betweenChunks: () => undefined) => Promise<unknown>;

async function read(how: Reader, text: string, sizes: readonly number[]) {
  const records: unknown[] = [];
  const lines: number[] = [];
  const messages: string[] = [];
  const problems = new Problems({ isStrict: false, print: (message) => messages.push(message) });
  const visit = (record: unknown, line: number) => {
    records.push(record);
    lines.push(line);
  };
  await how(new CutChunks(chunksOf(text, sizes)), new RecordParser('f', visit, problems), () => undefined);
  return { records, lines, messages };
}

// `fc.jsonValue` gives -0, which JSON does not keep.
const record = fc
  .dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }))
  .map((value) => JSON.parse(JSON.stringify(value)));
const records = fc.array(record, { maxLength: 6 });
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
const indent = fc.constantFrom<string | number>('', 1, 2, '\t');

describe('readLines', () => {
  it('gives every record of its line, however the bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(records, sizes, fc.constantFrom('\n', '\r\n', '\n\n'), async (wanted, sizes, newline) => {
        const text = wanted.map((record) => JSON.stringify(record)).join(newline);
        const got = await read(readLines, text, sizes);
        expect(got.records).toEqual(wanted);
        expect(got.lines).toEqual(wanted.map((_, index) => 1 + index * (newline === '\n\n' ? 2 : 1)));
        expect(got.messages).toEqual([]);
      }),
    );
  });
});

describe('readEventXml', () => {
  const text = fc.stringMatching(/^(?:[^<>&\ud800-\udfff]|&lt;|\/?Event[ >/]?)*$/);
  const between = fc.constantFrom('', '\n', '\r\n\t', '<Events>', '</Events>', '<!--E-->', 'Event ', '</Event>');
  it('gives every event of its line, however the bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(between, text)), sizes, async (parts, sizes) => {
        const how: Reader = (chunks, parser) =>
          readEventXml('f', chunks, parser, new Problems({ isStrict: true, print() {} }), () => undefined);
        const got = await read(how, parts.map(([gap, text]) => `${gap}<Event><a>${text}</a></Event>`).join(''), sizes);
        expect(got.records).toEqual(parts.map(([, text]) => ({ Event: { a: text.replaceAll('&lt;', '<') } })));
        let before = '';
        const lines = parts.map(([gap, text]) => {
          before += gap;
          const line = before.split('\n').length;
          before += text;
          return line;
        });
        expect(got.lines).toEqual(lines);
      }),
    );
  });
});

describe('readDocuments', () => {
  it('gives every record of a list, however it is laid out and arrives', async () => {
    await fc.assert(
      fc.asyncProperty(records, sizes, indent, async (wanted, sizes, indent) => {
        const got = await read(readDocuments, JSON.stringify(wanted, null, indent), sizes);
        expect(got).toMatchObject({ records: wanted, messages: [] });
      }),
    );
  });

  it('needs no indentation where the JSON is good', async () => {
    await fc.assert(
      fc.asyncProperty(records, sizes, async (wanted, sizes) => {
        const text = JSON.stringify(wanted, null, 1).replaceAll(/^ +/gm, '');
        const got = await read(readDocuments, text, sizes);
        expect(got).toMatchObject({ records: wanted, messages: [] });
      }),
    );
  });

  it('gives every record of a series, with its line', async () => {
    await fc.assert(
      fc.asyncProperty(records, sizes, indent, async (wanted, sizes, indent) => {
        const parts = wanted.map((record) => JSON.stringify(record, null, indent));
        const got = await read(readDocuments, parts.join('\n'), sizes);
        expect(got.records).toEqual(wanted);
        let line = 1;
        for (const [index, part] of parts.entries()) {
          expect(got.lines[index]).toBe(line);
          line += part.split('\n').length;
        }
      }),
    );
  });

  it('loses a broken record, and no other', async () => {
    const breaks = fc.constantFrom<(text: string) => string>(
      (text) => text.replace(/\}$/, ''), // the end left out
      (text) => text.replace(/^\{/, '{"x":{'), // one more begun than ended
      (text) => text.replace(/^\{/, '{"x":[{'),
      (text) => text.replace(/^\{/, '{"x":"\n'), // a string without its end
      (text) => text.replace(/^\{/, '{"x":01,'), // brackets right, content wrong
      (text) => text.replace(/\}$/, ',}'),
    );
    await fc.assert(
      fc.asyncProperty(
        records,
        record,
        records,
        breaks,
        sizes,
        indent,
        async (before, bad, after, spoil, sizes, indent) => {
          const lay = (record: unknown) => JSON.stringify(record, null, indent);
          const parts = [...before.map(lay), spoil(lay(bad)), ...after.map(lay)];
          const text = `[\n${parts.join(',\n')}\n]`.replaceAll('\n', '\n  ');
          const got = await read(readDocuments, text, sizes);
          expect(got.records).toEqual([...before, ...after]);
          expect(got.messages.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads nothing more than twice, however broken', async () => {
    const text = `[\n${'{"a":{\n'.repeat(300_000)}`;
    const start = performance.now();
    const got = await read(readDocuments, text, [2 ** 20]);
    expect(got.records).toEqual([]);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
