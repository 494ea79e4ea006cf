import type { Draft } from './event.js';
import { fill } from './fill.js';
import { type Fields, NO_FIELDS, ownFields } from './raw-record.js';

/**
 * Keeps in the event what a document of Winlogbeat has beside the Windows record: the agent, the host's real id,
 * addresses and so on. A forwarded event's `host` describes the collector, so only the agent is taken then.
 */
export function keepRestOfDocument(draft: Draft, document: Fields): void {
  const { event_data: _, user_data: __, ...winlog } = ownFields(document.winlog) ?? NO_FIELDS;
  const { host, ...rest } = document;
  fill(draft, { ...rest, winlog });
  const own = ownFields(host);
  const derived = draft.host as Draft; // every event of a Windows record has one
  if (own === undefined || !isSameHost(own, derived)) return;
  if (typeof own.id === 'string') derived.id = own.id;
  fill(derived, own);
}

function isSameHost(host: Fields, { name }: Draft): boolean {
  const names = [host.name, host.hostname].map((one) => String(one).toLowerCase());
  const computer = String(name).toLowerCase();
  return name === undefined || names.includes(computer) || names.includes(computer.split('.', 1)[0]!);
}
