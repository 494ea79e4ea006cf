import type { Event } from '@eqlite/engine';
import { createSchedule, type Schedule, type ScheduledRun, simulateSchedule } from '@eqlite/rules';
import { afterEach, describe, expect, test } from 'vitest';
import { makeRule } from './make-rule.js';

const at = (time: string) => Date.parse(`2024-05-01T${time}Z`);

/** An event that the rule finds. `id` tells it from others. */
const event = (time: string, id = time, more: object = {}): Event => ({
  '@timestamp': `2024-05-01T${time}Z`,
  event: { category: 'process', ...(more as { event?: object }).event },
  process: { name: 'tool.exe', entity_id: id },
});

/** `12:05 finds a, b; 1 known; 2 dropped` */
function tell(runs: readonly ScheduledRun[]): string[] {
  return runs.map(({ rule, runMs, alerts, suppressed, dropped }) => {
    const ids = alerts.map(({ process }) => (process as { entity_id: string }).entity_id);
    return [
      `${rule.rule_id} ${new Date(runMs).toISOString().slice(11, 16)} finds ${ids.join(', ') || 'nothing'}`,
      ...(suppressed > 0 ? [`${suppressed} known`] : []),
      ...(dropped > 0 ? [`${dropped} dropped`] : []),
    ].join('; ');
  });
}

const feed = (schedule: Schedule, events: readonly Event[], until: string) =>
  tell([...events.flatMap((one) => schedule.push(one)), ...schedule.advanceTo(at(until))]);

describe('runs', () => {
  test('that overlap report an event once', () => {
    const schedule = createSchedule([makeRule({ interval: '5m', from: 'now-9m' })]);
    const events = [event('12:01:00', 'a'), event('12:04:00', 'b'), event('12:07:00', 'c')];
    expect(feed(schedule, events, '12:30:00')).toEqual([
      'r1 12:05 finds a, b',
      'r1 12:10 finds c; 2 known',
      'r1 12:15 finds nothing; 1 known',
    ]);
  });

  test('see the events of both boundary instants', () => {
    const schedule = createSchedule([makeRule({ interval: '5m', from: 'now-5m' })]);
    const events = [event('12:00:00', 'start'), event('12:00:00.001', 'after'), event('12:05:00', 'end')];
    expect(feed(schedule, events, '12:20:00')).toEqual([
      'r1 12:00 finds start',
      'r1 12:05 finds after, end; 1 known',
      'r1 12:10 finds nothing; 1 known',
    ]);
  });

  test('miss what lies between them when the look-back is shorter than the interval', () => {
    const schedule = createSchedule([makeRule({ interval: '10m', from: 'now-2m' })]);
    const events = [event('12:01:00', 'seen not'), event('12:09:00', 'seen')];
    expect(feed(schedule, events, '12:30:00')).toEqual(['r1 12:10 finds seen']);
  });

  test('see a late event as far back as they look, by the time that the rule goes by', () => {
    const late = { event: { category: 'process', ingested: '2024-05-01T12:21:00Z' } };
    const events = [event('12:04:00', 'on time'), event('12:06:00', 'late', late)];
    const byTimestamp = makeRule({ interval: '5m', from: 'now-9m' });
    const byIngestion = makeRule({
      rule_id: 'r2',
      interval: '5m',
      from: 'now-9m',
      timestamp_override: 'event.ingested',
    });
    const farBack = makeRule({ rule_id: 'r3', interval: '5m', from: 'now-1h' });
    const finds = (rule: typeof farBack) =>
      feed(createSchedule([rule]), events, '12:30:00').filter((run) => !run.includes('nothing'));
    expect(finds(byTimestamp)).toEqual(['r1 12:05 finds on time']);
    expect(finds(byIngestion)).toEqual(['r2 12:05 finds on time', 'r2 12:25 finds late']);
    expect(finds(farBack)).toEqual(['r3 12:05 finds on time', 'r3 12:25 finds late; 1 known']);
  });

  test('without fallback leave out events without the time they go by', () => {
    const rule = makeRule({ timestamp_override: 'event.ingested', timestamp_override_fallback_disabled: true });
    expect(feed(createSchedule([rule]), [event('12:04:00')], '12:30:00')).toEqual([]);
  });

  test('report at most max_signals, the oldest; a run that overlaps reports the rest', () => {
    const schedule = createSchedule([makeRule({ interval: '5m', from: 'now-9m', max_signals: 2 })]);
    const events = ['a', 'b', 'c', 'd', 'e'].map((id, i) => event(`12:0${i === 4 ? 1 : 2}:0${i}`, id));
    const runs = [...events.flatMap((one) => schedule.push(one)), ...schedule.advanceTo(at('12:30:00'))];
    expect(tell(runs)).toEqual(['r1 12:05 finds e, a; 3 dropped', 'r1 12:10 finds b, c; 2 known; 1 dropped']);
    expect(runs.map(({ warnings }) => warnings)).toEqual([
      ['Remote tool: 5 findings in one run, 2 kept (max_signals)'],
      ['Remote tool: 3 findings in one run, 2 kept (max_signals)'],
    ]);
  });

  test('of several rules go by time, each at its own interval', () => {
    const rules = [
      makeRule({ interval: '10m', from: 'now-11m' }),
      makeRule({ rule_id: 'r2', interval: '5m', from: 'now-6m' }),
    ];
    expect(feed(createSchedule(rules), [event('12:01:00', 'a'), event('12:07:00', 'b')], '12:30:00')).toEqual([
      'r2 12:05 finds a',
      'r1 12:10 finds a, b',
      'r2 12:10 finds b',
    ]);
  });

  test('begin when told', () => {
    const schedule = createSchedule([makeRule({ interval: '5m', from: 'now-6m' })], { startMs: at('12:02:30') });
    expect(schedule.nextRunMs).toBe(at('12:02:30'));
    expect(feed(schedule, [event('12:01:00', 'a'), event('12:03:00', 'b')], '12:20:00')).toEqual([
      'r1 12:02 finds a',
      'r1 12:07 finds b',
    ]);
    expect(schedule.nextRunMs).toBe(at('12:22:30'));
  });

  test('are due with a real clock when nextRunMs says so', () => {
    let nowMs = at('12:01:00');
    const schedule = createSchedule([makeRule({ interval: '5m' })], { arrivalMs: () => nowMs });
    expect(schedule.nextRunMs).toBeUndefined();
    schedule.push(event('12:00:30', 'a'));
    nowMs = schedule.nextRunMs!;
    expect(tell(schedule.advanceTo(nowMs))).toEqual(['r1 12:05 finds a']);
  });

  test('date alerts by the time of the run, and leave their ids alone', () => {
    const schedule = createSchedule([makeRule()]);
    const [run] = [...schedule.push(event('12:01:00')), ...schedule.advanceTo(at('12:05:00'))];
    expect(run?.alerts[0]).toMatchObject({
      '@timestamp': '2024-05-01T12:05:00.000Z',
      'kibana.alert.original_time': '2024-05-01T12:01:00.000Z',
    });
  });

  test('choose events by index; an event of unknown index is every rule’s', () => {
    const rules = [
      makeRule({ index: ['logs-a-*', '-logs-a-test'] }),
      makeRule({ rule_id: 'r2', index: ['logs-b-*'] }),
      makeRule({ rule_id: 'r3', index: ['<logs-a-{now/d}>'] }),
      makeRule({ rule_id: 'r4' }),
    ];
    const schedule = createSchedule(rules);
    const runs = [
      ...schedule.push({ ...event('12:01:00', 'by fields'), data_stream: { dataset: 'a' } }),
      ...schedule.push(event('12:02:00', 'test'), { index: 'logs-a-test', id: '1' }),
      ...schedule.push(event('12:02:30', 'dated'), { index: 'logs-a-2024.05.01', id: '2' }),
      ...schedule.push(event('12:03:00', 'unknown')),
      ...schedule.advanceTo(at('12:06:00')),
    ];
    expect(tell(runs)).toEqual([
      'r1 12:05 finds by fields, dated, unknown',
      'r2 12:05 finds unknown',
      'r3 12:05 finds dated, unknown',
      'r4 12:05 finds by fields, test, dated, unknown',
    ]);
  });

  test('hold no more events than allowed, and say so', () => {
    const schedule = createSchedule([makeRule()], { maxEvents: 2 });
    const events = [event('12:01:00', 'a'), event('12:02:00', 'b'), event('12:03:00', 'c')];
    const runs = [...events.flatMap((one) => schedule.push(one)), ...schedule.advanceTo(at('12:05:00'))];
    expect(tell(runs)).toEqual(['r1 12:05 finds b, c']);
    expect(runs[0]?.warnings).toEqual(['Remote tool: 1 events dropped, more than 2 at once']);
  });

  test('pass over long silence and events from the future at once', () => {
    const schedule = createSchedule([makeRule({ interval: '1m' })]);
    schedule.push(event('12:01:00.001', 'a'));
    schedule.push({
      ...event('12:01:00', 'b'),
      '@timestamp': '9999-01-01T00:00:00Z',
      event: { category: 'process', ingested: at('12:01:30') },
    });
    const startedMs = performance.now();
    const runs = [
      ...schedule.advanceTo(Date.parse('9000-01-01')),
      ...schedule.advanceTo(Date.parse('9999-01-01T00:00:00Z')),
    ];
    expect(performance.now() - startedMs).toBeLessThan(5000);
    expect(runs.flatMap(({ alerts }) => alerts)).toHaveLength(2);
  });

  test('events without a time, or out of order, do no harm', () => {
    const schedule = createSchedule([makeRule()]);
    expect(schedule.push({ event: { category: 'process' }, process: { name: 'tool.exe' } })).toEqual([]);
    expect(feed(schedule, [event('12:02:00', 'b'), event('12:01:00', 'a'), { process: 1 }], '12:05:00')).toEqual([
      'r1 12:05 finds a, b',
    ]);
  });

  test('a rule that does not compile is named', () => {
    const schedule = createSchedule([makeRule({ query: 'process where (' }), makeRule({ rule_id: 'r2' })]);
    expect(schedule.failures.map(({ rule }) => rule.rule_id)).toEqual(['r1']);
    expect(feed(schedule, [event('12:01:00', 'a')], '12:05:00')).toEqual(['r2 12:05 finds a']);
  });
});

describe('when clocks change', () => {
  const { TZ } = process.env;
  afterEach(() => {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  });

  test.each(['2024-03-31', '2024-10-27'])('on %s no run is left out or doubled, and days are UTC days', (day) => {
    process.env.TZ = 'Europe/Berlin'; // where that night has 23 or 25 hours
    const schedule = createSchedule([makeRule({ interval: '1h', from: 'now/d' })]);
    const events = Array.from({ length: 6 }, (_, hour) => ({
      ...event('00:00:00', `${hour}`),
      '@timestamp': `${day}T0${hour}:30:00Z`,
    }));
    const runs = [
      ...events.flatMap((one) => schedule.push(one)),
      ...schedule.advanceTo(Date.parse(`${day}T06:00:00Z`)),
    ];
    expect(runs.map(({ runMs }) => new Date(runMs).toISOString().slice(11, 16))).toEqual([
      '01:00',
      '02:00',
      '03:00',
      '04:00',
      '05:00',
      '06:00',
    ]);
    expect(runs.map(({ alerts }) => alerts.length)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(runs.map(({ suppressed }) => suppressed)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(new Set(runs.map(({ fromMs }) => fromMs))).toEqual(new Set([Date.parse(`${day}T00:00:00Z`)]));
  });
});

describe('a simulation tells what the schedule misses, and why', () => {
  const simulate = (rule: ReturnType<typeof makeRule>, events: readonly Event[]) => {
    const { failures, rules } = simulateSchedule(
      [rule],
      events.map((one) => ({ event: one })),
    );
    expect(failures).toEqual([]);
    return rules.map(({ scheduledCount, searchCount, missed, extra }) => ({
      scheduledCount,
      searchCount,
      missed: missed.map(({ alert, reason }) => `${(alert.process as { entity_id: string }).entity_id}: ${reason}`),
      extra: extra.length,
    }));
  };
  const ingested = (time: string) => ({ event: { category: 'process', ingested: `2024-05-01T${time}Z` } });

  test.each([
    ['nothing, with enough look-back', { from: 'now-9m' }, [event('12:01:00'), event('12:07:00')], []],
    [
      'a late event',
      { from: 'now-6m' },
      [event('12:00:00', 'b'), event('12:01:00', 'a', ingested('12:20:00'))],
      ['a: late'],
    ],
    ['between runs', { interval: '10m', from: 'now-2m' }, [event('12:01:00', 'a'), event('12:09:00', 'b')], ['a: gap']],
    [
      'beyond max_signals',
      { max_signals: 1, from: 'now-5m' },
      [event('12:01:00', 'a'), event('12:02:00', 'b')],
      ['b: max_signals'],
    ],
    [
      'without the time that runs go by',
      { timestamp_override: 'event.ingested', timestamp_override_fallback_disabled: true },
      [event('12:01:00', 'a'), event('12:02:00', 'b', ingested('12:02:01'))],
      ['a: no_time'],
    ],
    [
      'nothing of another index',
      { index: ['logs-b'], from: 'now-1m' },
      [{ ...event('12:01:00'), data_stream: { dataset: 'a' } }],
      [],
    ],
  ])('%s', (_, fields, events, missed) => {
    const [result] = simulate(makeRule({ interval: '5m', ...fields } as object), events);
    expect(result).toMatchObject({ missed, extra: 0 });
    expect(result!.scheduledCount + missed.length).toBe(result!.searchCount);
  });
});
