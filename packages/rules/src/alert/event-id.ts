import { createHash } from 'node:crypto';
import type { Event } from '@eqlite/engine';
import type { Origin } from './origin.js';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * What makes an event the same event when it is read again: its document or alert id where it has one, otherwise its
 * content, whatever the order of its keys. The file and line are no part of it.
 */
export function eventId(event: Event, origin: Origin | undefined): string {
  if (origin?.id !== undefined) return origin.id;
  const alertId = event['kibana.alert.uuid'];
  return typeof alertId === 'string' ? alertId : sha256(canonicalJson(event));
}

/** Events may be nested without end; beyond this they are taken to be alike. */
const MAX_DEPTH = 64;

/** Whether to go no further down: too deep, or round in a circle. */
export const isTooDeep = (value: object, above: readonly object[]): boolean =>
  above.length > MAX_DEPTH || above.includes(value);

/** JSON with sorted keys: the same text for the same content. */
export function canonicalJson(value: unknown): string {
  return textOf(value, []);
}

function textOf(value: unknown, above: object[]): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (isTooDeep(value, above)) return '…';
  above.push(value);
  let text = '';
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) text += `${i === 0 ? '' : ','}${textOf(value[i], above)}`;
    text = `[${text}]`;
  } else {
    for (const key of Object.keys(value).sort()) {
      const item = textOf((value as { readonly [key: string]: unknown })[key], above);
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${item}`;
    }
    text = `{${text}}`;
  }
  above.pop();
  return text;
}
