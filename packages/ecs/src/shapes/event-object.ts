import { putForeign } from '../event.js';
import type { OpenRecord } from '../open-record.js';
import {
  count,
  type EventFields,
  type Fields,
  fieldsIn,
  type LoggingUser,
  loggingUser,
  NO_FIELDS,
  ownFields,
  type RawShape,
  text,
  textOrNumber,
} from '../raw-record.js';
import { AT } from '../top-level.js';

/**
 * A Windows event as an object of its XML elements: `System` beside `EventData` or `UserData`. Dump tools differ in
 * where they put attributes and in how they write EventData, and all their ways are read: attributes under
 * `#attributes`, as `@Name`, in `Provider_attributes` or as plain properties; EventData by name or as a list of `Data`.
 */
export const EVTX = {
  name: 'evtx',
  matches: (record) => elementsOf(record) !== undefined,
  read(record) {
    const event = elementsOf(record) ?? NO_FIELDS;
    const system = ownFields(event.System) ?? NO_FIELDS;
    return {
      ...fieldsOf(event),
      id: text(content(system.EventID)) ?? '',
      channel: text(content(system.Channel)),
      provider: text(attribute(system, 'Provider', 'Name')),
    };
  },
  system(record) {
    const event = elementsOf(record) ?? NO_FIELDS;
    const system = ownFields(event.System) ?? NO_FIELDS;
    const rendering = ownFields(event.RenderingInfo) ?? NO_FIELDS;
    return {
      providerGuid: braced(text(attribute(system, 'Provider', 'Guid'))),
      computer: text(content(system.Computer)),
      recordId: text(content(system.EventRecordID)),
      task: text(content(rendering.Task)) ?? textOrNumber(content(system.Task)),
      opcode: text(content(rendering.Opcode)) ?? textOrNumber(content(system.Opcode)),
      level: text(content(rendering.Level)) ?? textOrNumber(content(system.Level)),
      keywords: renderedKeywords(rendering) ?? content(system.Keywords),
      version: count(content(system.Version)),
      activityId: text(attribute(system, 'Correlation', 'ActivityID')),
      relatedActivityId: text(attribute(system, 'Correlation', 'RelatedActivityID')),
      processId: count(attribute(system, 'Execution', 'ProcessID')),
      threadId: count(attribute(system, 'Execution', 'ThreadID')),
      user: userOf(text(attribute(system, 'Security', 'UserID') ?? attribute(system, 'Security', 'UserId'))),
      message: text(content(rendering.Message)) ?? text(event.Message),
      time: timeText(attribute(system, 'TimeCreated', 'SystemTime')),
      clock: 'utc',
      arrival: undefined,
      collector: undefined,
    };
  },
} as const satisfies RawShape;

/** The elements of an event, alone, under `Event`, or in a record of `@eqlite/evtx`. */
function elementsOf(record: OpenRecord): Fields | undefined {
  const event = ownFields(record.at(AT.Event)) ?? ownFields(ownFields(record.at(AT.event))?.Event);
  if (event !== undefined) return ownFields(event.System)?.EventID === undefined ? undefined : event;
  if (ownFields(record.at(AT.System))?.EventID === undefined) return undefined;
  return {
    System: record.at(AT.System),
    EventData: record.at(AT.EventData),
    UserData: record.at(AT.UserData),
    RenderingInfo: record.at(AT.RenderingInfo),
    Message: record.at(AT.Message),
  };
}

/** The fields of an event in EventData, or in UserData where there is only that. */
export function fieldsOf(event: Fields): EventFields & { readonly part: 'event_data' | 'user_data' } {
  const hasEventData = event.EventData !== undefined && event.EventData !== null;
  const userData = hasEventData ? undefined : userFields(event.UserData);
  return userData === undefined
    ? { ...fieldsIn(namedFields(event.EventData)), part: 'event_data' }
    : { ...fieldsIn(userData), part: 'user_data' };
}

/** The text of an element, beside attributes or alone. */
function content(element: unknown): unknown {
  const node = ownFields(element);
  return node === undefined ? element : (node['#text'] ?? node.Value ?? node.value);
}

function attribute(parent: Fields, element: string, name: string): unknown {
  const separate = ownFields(parent[`${element}_attributes`]);
  if (separate !== undefined) return separate[name];
  const node = ownFields(parent[element]);
  if (node === undefined) return undefined;
  return ownFields(node['#attributes'])?.[name] ?? node[`@${name}`] ?? node[name];
}

/** Some tools leave out the braces of GUIDs. */
function braced(guid: string | undefined): string | undefined {
  return guid === undefined || guid.startsWith('{') ? guid : `{${guid}}`;
}

/** A user of whom only the SID is known. */
export function userOf(identifier: string | undefined): LoggingUser | undefined {
  return identifier === undefined ? undefined : loggingUser(identifier);
}

/** Text, or seconds since 1970. */
function timeText(time: unknown): string | undefined {
  if (typeof time === 'number' && Math.abs(time) < 8.64e12) return new Date(time * 1000).toISOString();
  return text(time);
}

function renderedKeywords(rendering: Fields): unknown {
  const keywords = ownFields(rendering.Keywords)?.Keyword;
  return typeof keywords === 'string' ? [keywords] : keywords;
}

/**
 * EventData by name, from any of the forms it is written in. Values without a name are `param1`, `param2` and so on, as
 * Winlogbeat calls them.
 */
export function namedFields(eventData: unknown): Fields {
  const node = ownFields(eventData);
  if (node === undefined) return NO_FIELDS;
  const fields: { [name: string]: unknown } = {};
  let unnamed = 0;
  const add = (name: unknown, value: unknown): void => {
    if (typeof name === 'string' && name !== '') putForeign(fields, name, value);
    else fields[`param${++unnamed}`] = value;
  };
  for (const key in node) {
    if (isMarkup(key)) continue;
    if (key === 'Data') addData(node.Data, add);
    else add(key, content(node[key]) ?? node[key]);
  }
  return fields;
}

type Add = (name: unknown, value: unknown) => void;

/** `Data`: one element or a list of them, or an object of values by name. */
function addData(data: unknown, add: Add): void {
  if (Array.isArray(data)) {
    for (const item of data) addData(item, add);
    return;
  }
  const node = ownFields(data);
  if (node === undefined) {
    if (data !== undefined) add(undefined, data);
    return;
  }
  const name = ownFields(node['#attributes'])?.Name ?? node['@Name'];
  const value = content(node);
  if (name !== undefined || value !== undefined) {
    if (Array.isArray(value) && name === undefined) for (const item of value) add(undefined, item);
    else add(name, value);
    return;
  }
  for (const key in node) if (!isMarkup(key)) add(key, node[key]);
}

/** The one element inside UserData, and its name as Winlogbeat has it. */
function userFields(userData: unknown): Fields | undefined {
  const node = ownFields(userData);
  if (node === undefined) return undefined;
  for (const name in node) {
    const inner = ownFields(node[name]);
    if (isMarkup(name) || inner === undefined) continue;
    const fields: { [name: string]: unknown } = { xml_name: name };
    for (const key in inner) if (!isMarkup(key)) putForeign(fields, key, content(inner[key]) ?? inner[key]);
    return fields;
  }
  return undefined;
}

/** Keys that are not elements: attributes, the text beside them, namespaces. */
function isMarkup(key: string): boolean {
  return key.startsWith('#') || key.startsWith('@') || key.endsWith('_attributes') || key === 'xmlns';
}
