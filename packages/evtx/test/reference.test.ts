import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAll } from './read-one.js';
import { eventOf, textsOf } from './reference.js';
import { sampleLog } from './sample.js';
import { cdata, charRef, el, entity, instance, optional, sub, template, v, writeEvtx } from './writer.js';
import { parseXml } from './xml-tree.js';

const name = fc.constantFrom('Data', 'ComplexData', 'EventData', 'System', 'A', 'b', '__proto__', 'constructor');
const text = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '<', '&', '"', 'é', '\x01'), maxLength: 4 });

/** A text, or a value up to number `last` of those that `content` gives. */
const part = (last: number) =>
  fc.oneof(
    text,
    text.map(cdata),
    fc.constantFrom(charRef(0x41), entity('lt'), entity('quot')),
    fc.nat(last).map((i) => sub(i)),
    fc.nat(last).map((i) => optional(i)),
  );

const attributes = fc.dictionary(fc.constantFrom('Name', 'b', '__proto__'), fc.array(part(3), { maxLength: 2 }));

const { nodes } = fc.letrec<{ nodes: unknown[] }>((tie) => ({
  nodes: fc.array(
    fc.oneof(
      { maxDepth: 3 },
      part(5),
      fc.tuple(name, attributes, tie('nodes')).map(([tag, attrs, children]) => el(tag, attrs, ...children)),
    ),
    { maxLength: 4 },
  ),
}));

/** An instance of a template; its last value is binary XML, an instance itself as deep as `depth`. */
function content(depth: number): fc.Arbitrary<unknown> {
  const nested = depth === 0 ? fc.constant(v.null()) : content(depth - 1).map((inner) => v.binxml(inner));
  const array = fc
    .array(text)
    .map((items) => (items.length === 0 ? v.raw(0x81, '') : v.array(...items.map(v.wstring))));
  return fc
    .tuple(nodes, text.map(v.wstring), fc.nat().map(v.uint32), array, nested)
    .map(([children, string, number, items, inner]) =>
      instance(template(...children), [string, v.wstring(''), number, v.null(), items, inner]),
    );
}

/** Both ways to the objects of a log's events. */
function bothWays(log: Uint8Array): [read: string[], obvious: string[]] {
  const { records, problems } = readAll(log, true);
  expect(problems).toEqual([]);
  return [
    records.map(({ event }) => JSON.stringify(textsOf(event))),
    records.map(({ xml }) => JSON.stringify(eventOf(parseXml(xml!)[0]!))),
  ];
}

test('the event is what its XML says: the sample', () => {
  const [read, obvious] = bothWays(sampleLog());
  expect(read).toEqual(obvious);
});

test('the event is what its XML says: anything', () => {
  const system = el('System', {}, el('EventID', {}, '1'));
  fc.assert(
    fc.property(content(2), (inner) => {
      const [read, obvious] = bothWays(writeEvtx([{ nodes: [el('Event', {}, system, el('Rest', {}, inner))] }]));
      expect(read.length).toBe(1);
      expect(read).toEqual(obvious);
    }),
    { numRuns: 500 },
  );
});
