import { type Event, toTimestampMs } from '@eqlite/engine';
import type { Alert, SequenceInAlert } from '@eqlite/rules';
import { durationText } from './duration-text.js';
import { alertRow, eventRow, type Row } from './rows.js';

/**
 * Sequences and samples in a table: a row for the whole, with the time of its first event, then a row per event with the
 * time since.
 *
 *     2026-02-03T04:05:06.000Z  Lateral move…  FS-01  3 events in 1m 12s · FS-01
 *       ├ +0s                                  FS-01  net use \\FS-01\c$
 *       ├ +2.5s                                FS-01  sc \\FS-01 create …
 *       └ +1m 12s                              FS-01  …
 */
interface TimelineEntry {
  /** `undefined` for the event that a `![…]` stage found missing. */
  readonly row: Row | undefined;
  readonly timeMs: number;
}

function timelineRows(keys: readonly unknown[], entries: readonly TimelineEntry[], whole: Partial<Row>): Row[] {
  const present = entries.filter(({ row }) => row !== undefined);
  const startMs = present[0]?.timeMs ?? Number.NaN;
  const spanMs = Math.max(...present.map(({ timeMs }) => timeMs)) - Math.min(...present.map(({ timeMs }) => timeMs));
  const size = `${present.length} ${present.length === 1 ? 'event' : 'events'}`;
  const what = [
    Number.isNaN(spanMs) ? size : `${size} in ${durationText(spanMs)}`,
    ...(keys.length === 0 ? [] : [keys.map((key) => (key === null ? 'null' : String(key))).join(', ')]),
  ].join(' · ');
  const heading = { ...EMPTY, ...whole, time: present[0]?.row?.time ?? '', what };
  return [heading, ...entries.map((entry, i) => entryRow(entry, startMs, i === entries.length - 1 ? '└' : '├'))];
}

const EMPTY: Row = { time: '', rule: undefined, host: '', user: '', what: '', where: '' };

function entryRow({ row, timeMs }: TimelineEntry, startMs: number, branch: string): Row {
  if (row === undefined) return { ...EMPTY, time: `  ${branch}`, what: '(no such event)' };
  const offsetMs = timeMs - startMs;
  const offset = Number.isNaN(offsetMs) ? '' : ` ${offsetMs < 0 ? '-' : '+'}${durationText(Math.abs(offsetMs))}`;
  return { ...row, time: `  ${branch}${offset}`, rule: undefined };
}

/** The rows of a sequence that a search found. */
export function sequenceRows(
  keys: readonly unknown[],
  events: readonly ({ readonly event: Event; readonly where: string } | undefined)[],
  timeOf: (event: Event) => string,
): Row[] {
  const entries = events.map((item) => {
    const time = item && timeOf(item.event);
    return { row: item && eventRow(item.event, item.where, time), timeMs: toTimestampMs(time) };
  });
  return timelineRows(keys, entries, {});
}

/** Makes rows of alerts as they come: that for a whole sequence before those for its events. */
export function alertRows(): (alert: Alert) => readonly Row[] {
  let whole: { readonly alert: Alert; readonly sequence: SequenceInAlert; readonly blocks: Alert[] } | undefined;
  return (alert) => {
    const sequence = alert['eqlite.sequence'];
    if (sequence !== undefined) {
      whole = { alert, sequence, blocks: [] };
      return [];
    }
    if (whole === undefined) return [alertRow(alert)];
    const { blocks } = whole;
    if (blocks.push(alert) < whole.sequence.events.filter(({ missing }) => !missing).length) return [];
    const entries = whole.sequence.events.map((event) => ({
      row: event.missing ? undefined : alertRow(blocks.shift()!),
      timeMs: toTimestampMs(event['@timestamp']),
    }));
    const { rule, host, user } = alertRow(whole.alert);
    const rows = timelineRows(whole.sequence.join_keys, entries, { rule, host, user });
    whole = undefined;
    return rows;
  };
}
