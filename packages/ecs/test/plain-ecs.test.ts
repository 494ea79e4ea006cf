import { shapeOf, toEcs } from '@eqlite/ecs';
import fc from 'fast-check';
import { expect, test } from 'vitest';

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
