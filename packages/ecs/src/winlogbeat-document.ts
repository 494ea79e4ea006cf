import type { Draft } from './event.js';
import { filled } from './fill.js';
import { type Fields, NO_FIELDS, ownFields, text } from './raw-record.js';

/**
 * The event with what its document of Winlogbeat has beside the Windows record: the agent, the host's real id, addresses
 * and so on. A forwarded event's `host` describes the collector, and is left out.
 */
export function withRestOfDocument(event: Draft, document: Fields): Draft {
  const { event_data: _, user_data: __, ...winlog } = ownFields(document.winlog) ?? NO_FIELDS;
  const { host, ...rest } = document;
  const result = filled(event, { ...rest, winlog });
  const derived = ownFields(event.host) ?? NO_FIELDS;
  const own = ownFields(host);
  if (own !== undefined && isSameHost(own, derived)) {
    result.host = filled(typeof own.id === 'string' ? { ...derived, id: own.id } : derived, own);
  }
  return result;
}

function isSameHost(host: Fields, { name }: Fields): boolean {
  const names = [host.name, host.hostname].map((one) => text(one)?.toLowerCase());
  const computer = text(name)?.toLowerCase();
  return computer === undefined || names.includes(computer) || names.includes(computer.split('.', 1)[0]!);
}
