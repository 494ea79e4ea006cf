import { compileRule } from '@eqlite/rules';
import { describe, expect, test } from 'vitest';
import { createAlertMaker } from '../src/alert/alert.js';
import { makeRule } from './make-rule.js';

const rule = makeRule({
  name: 'Two steps',
  query: 'sequence by host.id with maxspan=1m [a where true] ![b where true] [c where true]',
});

const event = (time: string, category: string, more: object = {}) => ({
  '@timestamp': time,
  event: { kind: 'event', category, dataset: 'd' },
  host: { id: 'h1', name: 'ws1', ip: ['10.0.0.1'] },
  ...more,
});
const first = {
  event: event('2024-05-01T10:00:00Z', 'a', { user: { name: 'alice' } }),
  origin: { file: 'a', line: 1 },
};
const second = { event: event('2024-05-01T10:00:30Z', 'c', { user: { name: 'bob' } }), origin: { file: 'a', line: 9 } };

describe('the alerts of a sequence', () => {
  const [shell, ...blocks] = createAlertMaker(rule, compileRule(rule)).forSequence(['h1'], [first, undefined, second]);
  const id = shell['kibana.alert.uuid'];

  test('are one for the whole, with what its events have in common', () => {
    const { 'kibana.alert.ancestors': ancestors, ...document } = Object.fromEntries(
      Object.entries(shell).filter(([key]) => !key.startsWith('kibana.alert.rule.')),
    );
    expect(document).toEqual({
      '@timestamp': '2024-05-01T10:00:30.000Z',
      event: { kind: 'signal', dataset: 'd' },
      host: { id: 'h1', name: 'ws1', ip: ['10.0.0.1'] },
      'kibana.alert.uuid': id,
      'kibana.alert.status': 'active',
      'kibana.alert.workflow_status': 'open',
      'kibana.alert.severity': 'medium',
      'kibana.alert.risk_score': 47,
      'kibana.alert.reason': 'sequence of 2 events, on ws1 created medium alert Two steps.',
      'kibana.alert.depth': 2,
      'kibana.alert.group.id': id,
      'kibana.space_ids': ['default'],
      'eqlite.sequence': {
        join_keys: ['h1'],
        events: [
          {
            uuid: blocks[0]!['kibana.alert.uuid'],
            '@timestamp': '2024-05-01T10:00:00.000Z',
            origin: { file: 'a', line: 1 },
          },
          { missing: true },
          {
            uuid: blocks[1]!['kibana.alert.uuid'],
            '@timestamp': '2024-05-01T10:00:30.000Z',
            origin: { file: 'a', line: 9 },
          },
        ],
      },
    });
    expect(ancestors).toMatchObject([
      { type: 'event', depth: 0 },
      { type: 'signal', depth: 1, rule: 'r1', id: blocks[0]!['kibana.alert.uuid'] },
      { type: 'event', depth: 0 },
      { type: 'signal', depth: 1, rule: 'r1', id: blocks[1]!['kibana.alert.uuid'] },
    ]);
  });

  test('and a building block for each event', () => {
    expect(blocks).toHaveLength(2);
    expect(blocks[1]).toMatchObject({
      '@timestamp': '2024-05-01T10:00:30.000Z',
      event: { kind: 'signal', category: 'c' },
      user: { name: 'bob' },
      'kibana.alert.building_block_type': 'default',
      'kibana.alert.depth': 1,
      'kibana.alert.group.id': id,
      'kibana.alert.group.index': 1,
      'kibana.alert.original_time': '2024-05-01T10:00:30.000Z',
      'eqlite.origin': { file: 'a', line: 9 },
    });
    expect(new Set([id, ...blocks.map((block) => block['kibana.alert.uuid'])]).size).toBe(3);
  });

  test('differ by join keys: events with several keys may be found under each', () => {
    const [other] = createAlertMaker(rule, compileRule(rule)).forSequence(['h2'], [first, undefined, second]);
    expect(other['kibana.alert.uuid']).not.toBe(id);
  });

  test('have the same ids when the events come again, and the time of the clock', () => {
    const again = createAlertMaker(rule, compileRule(rule)).forSequence(['h1'], [first, undefined, second], 0);
    expect(again.map((alert) => alert['kibana.alert.uuid'])).toEqual(
      [shell, ...blocks].map((alert) => alert['kibana.alert.uuid']),
    );
    expect(again.map((alert) => alert['@timestamp'])).toEqual(again.map(() => '1970-01-01T00:00:00.000Z'));
  });
});
