import { compileIndexPatterns, indexOf } from '@eqlite/rules';
import { describe, expect, test } from 'vitest';

const NOW = Date.parse('2024-05-01T23:30:00Z');

describe('index patterns', () => {
  test.each([
    [['logs-*'], 'logs-x-default', true],
    [['logs-*'], 'metrics-x', false],
    [['logs-*'], 'alogs-x', false],
    [['logs-endpoint.events.process-*'], 'logs-endpoint.events.process-default', true],
    [['logs-endpoint.events.process-*'], 'logs-endpointXevents.process-default', false],
    [['*'], '.alerts', true],
    [['logs-a'], 'logs-a', true],
    [['logs-a'], 'logs-ab', false],
    [['logs-a,winlogbeat-*'], 'winlogbeat-8', true],
    [['logs-a, winlogbeat-*'], 'winlogbeat-8', true],
    [['logs-*', '-logs-test-*'], 'logs-test-1', false],
    [['logs-*,-logs-test-*'], 'logs-prod-1', true],
    [['-logs-test-*', 'logs-*'], 'logs-test-1', true],
    [['logs-*', '-logs-test-*', 'logs-test-7'], 'logs-test-7', true],
    [['logs-*'], 'eu:logs-a', false],
    [['eu:logs-*'], 'eu:logs-a', true],
    [['eu:logs-*'], 'logs-a', false],
    [['*:logs-*'], 'eu:logs-a', true],
    [['*:logs-*'], 'logs-a', false],
    [['e*:logs-*', 'eu:-logs-test'], 'eu:logs-test', false],
    [['*:logs-*', '-eu:*'], 'eu:logs-test', false],
    [['*:logs-*', '-eu:*'], 'us:logs-test', true],
    [['<logs-{now/d}>'], 'logs-2024.05.01', true],
    [['<logs-{now/d}>'], 'logs-2024.05.02', false],
    [['<logs-{now/d-1d}>'], 'logs-2024.04.30', true],
    [['<logs-{now/M{yyyy.MM}}>'], 'logs-2024.05', true],
    [['<logs-{now/d{yyyy-MM-dd|+02:00}}-*>,x'], 'logs-2024-05-02-000001', true],
    [['<logs-{now{xxxx.ww}}>'], 'logs-2024.18', true],
    [['-<logs-{now/d}>'], 'logs-2024.05.01', false],
    [['logs-[ab]'], 'logs-a', false],
    [['logs-{a,b}'], 'logs-a', false],
    [['!logs-a'], 'logs-b', false],
    [['logs-**-x'], 'logs-a-x', true],
    [[], 'logs-a', false],
    [[''], 'logs-a', false],
  ])('%j, %s: %s', (patterns, index, isIn) => {
    expect(compileIndexPatterns(patterns, NOW)(index)).toBe(isIn);
  });
});

describe('the index of an event', () => {
  test.each([
    [{}, { index: 'winlogbeat-8' }, 'winlogbeat-8'],
    [{}, { index: '.ds-logs-x-default-2024.05.01-000012' }, 'logs-x-default'],
    [{}, { index: 'eu:.ds-logs-x-default-2024.05.01-000012' }, 'eu:logs-x-default'],
    [{ data_stream: { type: 'logs', dataset: 'a.b', namespace: 'prod' } }, {}, 'logs-a.b-prod'],
    [{ 'data_stream.dataset': 'a.b' }, {}, 'logs-a.b-default'],
    [{ data_stream: { dataset: 'a.b' } }, { index: 'x' }, 'x'],
    [{ event: { dataset: 'a.b' } }, { file: 'x' }, undefined],
  ])('%j from %j: %s', (event, origin, index) => {
    expect(indexOf(event, origin)).toBe(index);
  });
});
