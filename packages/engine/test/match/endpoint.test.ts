import { compile, createMatcher, type Event, type Match, type Matcher, search } from '@eqlite/engine';
import { describe, expect, test } from 'vitest';

/** What the dialect of Elastic Endpoint adds to sequences: stages that look at the events of earlier ones, ancestors. */

const OPTIONS = { dialect: 'endpoint' } as const;
const ids = ({ events }: Match) => events.map(({ _source }) => _source.id).join(' ');

function streamed(query: string, events: readonly Event[], maxLatenessMs = 0): readonly string[] {
  const matcher = createMatcher(compile(query, OPTIONS), { maxLatenessMs });
  return [...events.flatMap((event) => matcher.push(event)), ...matcher.flush()].map(ids);
}

function searched(query: string, events: readonly Event[]): readonly string[] {
  const { hits } = search(query, events, OPTIONS);
  return (hits.sequences ?? hits.events!.map((hit) => ({ events: [hit] }))).map((found) => ids(found as Match));
}

describe('aliases', () => {
  const at = (id: number, category: string, fields: object): Event => ({
    id,
    '@timestamp': id,
    event: { category },
    ...fields,
  });
  const file = (id: number, path: string) => at(id, 'file', { file: { path } });
  const exec = (id: number, ...vars: string[]) =>
    at(id, 'process', { process: { env_vars: vars, args_count: vars.length } });
  const CASES: readonly { name: string; query: string; events: readonly Event[]; found: readonly string[] }[] = [
    {
      name: 'a function of a field here and of one there, some value of an array',
      query: 'sequence [file where true] as e0 [process where startsWith~(process.env_vars, e0.file.path)]',
      events: [file(1, '/dev/shm/x'), exec(2, 'HOME=/root'), exec(3, 'A=1', '/DEV/SHM/X.so')],
      found: ['1 3'],
    },
    {
      name: 'an event that fails the condition does not consume',
      query: 'sequence [file where true] as e0 [file where file.path == e0.file.path]',
      events: [file(1, 'a'), file(2, 'b'), file(3, 'b')],
      found: ['2 3'],
    },
    {
      name: 'only the latest is tried',
      query: 'sequence [file where true] as e0 [process where process.env_vars == e0.file.path]',
      events: [file(1, 'a'), file(2, 'b'), exec(3, 'a')],
      found: [],
    },
    {
      name: 'each key for itself',
      query: 'sequence by k [file where true] as e0 [process where process.env_vars == e0.file.path]',
      events: [
        { ...file(1, 'a'), k: 1 },
        { ...file(2, 'b'), k: 2 },
        { ...exec(3, 'a'), k: 1 },
        { ...exec(4, 'a'), k: 2 },
      ],
      found: ['1 3'],
    },
    {
      name: 'from a stage further back, a number',
      query:
        'sequence [file where true] [process where true] as p [any where n == p.process.args_count and length(p.none) == null]',
      events: [file(1, 'a'), exec(2, 'x', 'y'), at(3, 'any', { n: 1 }), at(4, 'any', { n: 2 })],
      found: ['1 2 4'],
    },
    {
      name: 'a missing value on either side: not equal, and unequal',
      query: 'sequence [file where true] as e0 [any where e0.file.name == file.name or e0.file.name != file.path]',
      events: [file(1, 'a'), file(2, 'a')],
      found: ['1 2'],
    },
    {
      name: 'of a run: its last event',
      query: 'sequence [file where true] with runs=2 as e0 [process where process.env_vars == e0.file.path]',
      events: [file(1, 'a'), file(2, 'b'), exec(3, 'a'), exec(4, 'b')],
      found: ['1 2 4'],
    },
    {
      name: 'in until',
      query: 'sequence [file where true] as e0 [process where true] until [gone where file.path == e0.file.path]',
      events: [
        file(1, 'a'),
        at(2, 'gone', { file: { path: 'a' } }),
        exec(3),
        file(4, 'b'),
        at(5, 'gone', { file: { path: 'c' } }),
        exec(6),
      ],
      found: ['4 6'],
    },
  ];
  test.each(CASES)('$name', ({ query, events, found }) => {
    expect(searched(query, events)).toEqual(found);
    expect(streamed(query, events)).toEqual(found);
    expect(streamed(query, [...events].reverse(), 100)).toEqual(found);
  });
});

describe('descendant of', () => {
  let next = 0;
  const start = (entity_id: string, parent: string, name = 'x'): Event => ({
    id: entity_id,
    '@timestamp': next++,
    event: { category: 'process', type: 'start' },
    process: { entity_id, name, parent: { entity_id: parent } },
  });
  const end = (entity_id: string): Event => ({
    id: `end-${entity_id}`,
    '@timestamp': next++,
    event: { category: 'process', type: 'end' },
    process: { entity_id },
  });
  const acts = (entity_id: string, category = 'network'): Event => ({
    id: `${category}-${entity_id}`,
    '@timestamp': next++,
    event: { category },
    process: { entity_id },
  });
  const QUERY = 'network where descendant of [process where process.name == "word"]';
  const events = [
    start('word', 'explorer', 'word'),
    acts('word'),
    start('cmd', 'word'),
    acts('cmd'),
    start('ps', 'cmd'),
    acts('ps'),
    acts('other'),
    end('cmd'),
    acts('cmd'),
    acts('ps'),
  ];
  const found = ['network-cmd', 'network-ps', 'network-ps'];

  test('children of children, until they end; no process of itself', () => {
    expect(searched(QUERY, events)).toEqual(found);
    expect(streamed(QUERY, events)).toEqual(found);
  });

  test('over a stream out of order', () => {
    expect(streamed(QUERY, [...events].reverse(), 100)).toEqual(found);
  });

  test('in a stage of a sequence', () => {
    const query = `sequence by process.entity_id [process where event.type == "start"] [${QUERY}]`;
    expect(searched(query, events)).toEqual(['cmd network-cmd', 'ps network-ps']);
    expect(streamed(query, events)).toEqual(['cmd network-cmd', 'ps network-ps']);
  });

  test('goes on after a restart at any event', () => {
    const compiled = compile(QUERY, OPTIONS);
    let matcher: Matcher = createMatcher(compiled);
    const given = events.flatMap((event) => {
      const snapshot = JSON.parse(JSON.stringify(matcher.snapshot()));
      matcher = createMatcher(compiled);
      matcher.restore(snapshot);
      return matcher.push(event).map(ids);
    });
    expect(given).toEqual(found);
  });
});
