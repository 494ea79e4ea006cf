import { allValues, type Event } from '@eqlite/engine';
import type { Alert } from '@eqlite/rules';

/** What the table shows of an event or an alert; a text that is not there is empty. */
export interface Row {
  readonly time: string;
  readonly rule: string | undefined;
  readonly host: string;
  readonly user: string;
  readonly what: string;
  readonly where: string;
}

const FIRST = {
  time: firstOf('@timestamp'),
  host: firstOf('host.name', 'host.hostname'),
  user: firstOf('user.name', 'winlog.event_data.SubjectUserName'),
  what: firstOf('process.command_line', 'process.executable', 'process.name', 'file.path', 'registry.path', 'message'),
};

/** The first of the fields that an event has, as text; empty when it has none. */
export function firstOf(...fields: readonly string[]): (event: Event) => string {
  const readers = fields.map((field) => allValues(field.split('.')));
  return (event) => {
    for (const read of readers) {
      const [value] = read(event);
      if (value !== undefined) return String(value);
    }
    return '';
  };
}

export function eventRow(event: Event, where = '', time = FIRST.time(event)): Row {
  const { host, user, what } = FIRST;
  return { time, rule: undefined, host: host(event), user: user(event), what: what(event), where };
}

export function alertRow(alert: Alert): Row {
  const origin = alert['eqlite.origin'];
  const where = origin?.file === undefined ? '' : `${origin.file}${origin.line === undefined ? '' : `:${origin.line}`}`;
  return { ...eventRow(alert, where, alert['kibana.alert.original_time']), rule: alert['kibana.alert.rule.name'] };
}
