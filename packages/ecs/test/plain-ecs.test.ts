import { endOfPlainEcs, shapeOf, toEcs } from '@eqlite/ecs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

/** What shapes are recognised by, at any depth. */
const NAMES = [
  ...['event', 'category', 'kind', 'module', 'ecs', '@timestamp', 'data_stream', '_source', 'winlog', 'message'],
  ...['EventID', 'EventTime', 'TimeCreated', 'TimeGenerated', 'EventId', 'Payload', 'event_id', 'event_data'],
  ...['log_name', 'Event', 'System', 'event.category', 'event_type_full', 'index', 'toString'],
];
const record = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(undefined, null, 1, '4688', '<Event xmlns="x"><System><EventID>1</EventID></System></Event>', []),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 5 }),
}));

test('a record that is ECS already comes back as it is, and no other', () => {
  const withCategory = record.object.map((object) => ({ ...(object as object), event: { category: ['process'] } }));
  fc.assert(
    fc.property(fc.oneof(record.object, withCategory), (input) => {
      const isEnveloped = typeof input === 'object' && input !== null && '_source' in input;
      if (!isEnveloped) expect(toEcs(input) === input).toBe(shapeOf(input) === 'ecs');
    }),
    { numRuns: 5000 },
  );
});

describe('endOfPlainEcs', () => {
  const end = (json: string) => endOfPlainEcs(new TextEncoder().encode(json), 0);
  const around = (member: string) => `{"event":{"category":["process"]},${member}}`;

  test.each([
    ...['true', 'false', 'null', '0', '-0', '12', '-1.50', '1e5', '0.1E-07', '2e+3', '[]', '{}', '[[],{},[1,"x"]]'],
    ...['""', '"a b/é€😀"', String.raw`"\"\\\/\b\f\n\r\t"`, String.raw`"\uAb09\ud83d"`, '"\x7f\u2028"'],
    ...['{"a":{"Event":1,"EventID":2}}', ` [ 1 , { "a" : 2 } ] `, '['.repeat(29) + ']'.repeat(29)],
  ])('understands %s', (value) => {
    const json = around(`"x":${value}`);
    expect(JSON.parse(json)).toBeTypeOf('object');
    expect(end(json)).toBe(new TextEncoder().encode(json).length);
    expect(end(`${json}tail`)).toBe(new TextEncoder().encode(json).length);
  });

  test.each([
    // no JSON
    ...['', '01', '-', '+1', '.5', '1.', '1e', '1e+', '--1', '0x1', 'NaN', 'tru', 'truth', 'nul', 'True', "'a'", 'a'],
    ...['"', '"a', '"\t"', '"\n"', '"\x00"', String.raw`"\x"`, String.raw`"\u12g4"`, String.raw`"\u12"`, '"\\'],
    ...['[1,]', '[,1]', '[1 2]', '[1}', '{]', '{"a"}', '{"a":}', '{"a":1,}', '{,}', '{a:1}', '{"a":1 "b":2}', '[', '{'],
    ...['\u00a01', '\ufeff1', '1\x002'],
    // JSON, but not of a kind that is looked for
    ...['\t1', '1\n', '['.repeat(30) + ']'.repeat(30)],
  ])('does not understand %j', (value) => {
    expect(end(around(`"x":${value}`))).toBe(-1);
  });

  test.each([
    ...['_source', 'EventID', 'EventId', 'event_id', 'Event', 'System', 'event', String.raw`\u0045vent`, 'a\\/b'],
  ])('a name that a raw shape or an envelope may have, or that is not as it stands: %s', (name) => {
    expect(end(around(`"${name}":1`))).toBe(-1);
  });

  test.each([
    '{}',
    '[]',
    '{"event":{}}',
    '{"event":{"kind":"event"}}',
    '{"event":[{"category":"process"}]}',
    '{"event":"category"}',
    '{"a":{"event":{"category":"process"}}}',
    '{"event":{"a":{"category":"process"}}}',
    '{"event":{"category":"process","Event":{}}}',
    '{"event":{},"category":"process"}',
    '{"event":{},"x":{"category":"process"}}',
    '{"event":{"category":"process"}',
  ])('no ECS document: %s', (json) => {
    expect(end(json)).toBe(-1);
  });

  const document = fc
    .tuple(record.object, fc.boolean())
    .map(([object, isEcs]) =>
      JSON.stringify(
        isEcs ? { a: 1, ...(object as object), event: { category: ['process'] }, z: [0.5, 'x\\y'] } : object,
      ),
    );
  const edited = fc
    .tuple(
      document,
      fc.array(fc.tuple(fc.nat(), fc.nat(1), fc.constantFrom(...'{}[]",:\\ 0-.eEtn\tx', '"event":{', 'u00'))),
    )
    .map(([json, edits]) => {
      for (const [at, removed, added] of edits.slice(0, 3)) {
        const place = at % (json.length + 1);
        json = json.slice(0, place) + added + json.slice(place + removed);
      }
      return json;
    });

  test('what it understands is JSON, and ECS to all', () => {
    let understood = 0;
    fc.assert(
      fc.property(fc.oneof(document, edited), (json) => {
        const at = end(json);
        if (at < 0) return;
        understood++;
        const parsed: unknown = JSON.parse(Buffer.from(json).toString('utf8', 0, at));
        expect(toEcs(parsed)).toBe(parsed);
        expect(shapeOf(parsed)).toBe('ecs');
      }),
      { numRuns: 20_000 },
    );
    expect(understood).toBeGreaterThan(1000);
  });

  test('what programs write as an ECS document is understood', () => {
    // Names with escapes in them are not.
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
        fc.array(tie('value')),
        fc.dictionary(fc.stringMatching(/^[\w. é€-]*$/), tie('value')),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('user', 'host', 'process', '@timestamp'), value), (object) => {
        const json = JSON.stringify({ ...object, event: { category: 'process', ...object } });
        expect(end(json)).toBe(Buffer.byteLength(json));
      }),
    );
  });
});
