import { simulateSchedule } from '@eqlite/rules';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeRule } from './make-rule.js';

const START_MS = Date.parse('2024-05-01T12:00:00Z');

/** Events up to two hours apart that arrive up to `maxDelayMs` late, in the order of their times. */
const events = (maxDelayMs: number) =>
  fc
    .array(
      fc.record({ afterMs: fc.integer({ min: 0, max: 7_200_000 }), delayMs: fc.integer({ min: 0, max: maxDelayMs }) }),
      {
        maxLength: 30,
      },
    )
    .map((list) =>
      list
        .toSorted((a, b) => a.afterMs - b.afterMs)
        .map(({ afterMs, delayMs }, id) => ({
          event: {
            '@timestamp': START_MS + afterMs,
            event: { category: 'process', ingested: START_MS + afterMs + delayMs },
            process: { name: 'tool.exe', pid: id },
          },
        })),
    );

const intervalsMin = fc.integer({ min: 1, max: 60 });

test('a look-back of interval and delay misses nothing and reports nothing twice', () => {
  fc.assert(
    fc.property(events(300_000), intervalsMin, (given, minutes) => {
      const rule = makeRule({ interval: `${minutes}m`, from: `now-${minutes + 5}m` });
      const [result] = simulateSchedule([rule], given).rules;
      const ids = result!.runs.flatMap(({ alerts }) => alerts.map((alert) => alert['kibana.alert.uuid']));
      expect(new Set(ids).size).toBe(ids.length);
      expect([result!.missed, result!.extra, result!.scheduledCount]).toEqual([[], [], given.length]);
    }),
  );
});

test('whatever the look-back, every finding of the search is reported or missed for a reason', () => {
  fc.assert(
    fc.property(
      events(3_600_000),
      intervalsMin,
      intervalsMin,
      fc.integer({ min: 1, max: 5 }),
      (given, minutes, backMinutes, maxSignals) => {
        const rule = makeRule({ interval: `${minutes}m`, from: `now-${backMinutes}m`, max_signals: maxSignals });
        const [result] = simulateSchedule([rule], given).rules;
        const { missed, extra, scheduledCount, searchCount, runs } = result!;
        expect(scheduledCount + missed.length).toBe(searchCount);
        expect(extra).toEqual([]);
        expect(missed.filter(({ reason }) => reason === 'other' || reason === 'no_time')).toEqual([]);
        for (const { alerts } of runs) expect(alerts.length).toBeLessThanOrEqual(maxSignals);
      },
    ),
  );
});

test('a look-back of interval and maxspan misses no sequence, and makes up none', () => {
  const given = events(0).chain((list) =>
    fc
      .tuple(...list.map(() => fc.constantFrom('a.exe', 'b.exe')))
      .map((names) =>
        list.map(({ event }, i) => ({ event: { ...event, process: { ...event.process, name: names[i] } } })),
      ),
  );
  const query =
    'sequence with maxspan=10m [process where process.name == "a.exe"] [process where process.name == "b.exe"]';
  fc.assert(
    fc.property(given, intervalsMin, (list, minutes) => {
      const simulate = (backMinutes: number) => {
        const rule = makeRule({ query, interval: `${minutes}m`, from: `now-${backMinutes}m` });
        return simulateSchedule([rule], list).rules[0]!;
      };
      const { missed, extra, scheduledCount, searchCount } = simulate(minutes + 10);
      expect([missed, extra, scheduledCount]).toEqual([[], [], searchCount]);
      // A shorter one may miss some: each is told as lying between runs.
      const short = simulate(minutes);
      expect(short.missed.filter(({ reason }) => reason !== 'gap')).toEqual([]);
      expect(short.scheduledCount + short.missed.length).toBe(searchCount + short.extra.length);
    }),
  );
});
