import { putForeign } from '../event.js';
import {
  count,
  type Fields,
  type LoggingUser,
  NO_FIELDS,
  NO_METADATA,
  ownFields,
  type RawRecord,
  text,
  textOrNumber,
} from '../raw-record.js';

/**
 * A Windows event as an object of its XML elements: `System` beside `EventData` or `UserData`. Dump tools differ in
 * where they put attributes and in how they write EventData, and all their ways are read: attributes under
 * `#attributes`, as `@Name`, in `Provider_attributes` or as plain properties; EventData by name or as a list of `Data`.
 */
export function readEvent(event: Fields): RawRecord {
  const system = ownFields(event.System) ?? NO_FIELDS;
  const rendering = ownFields(event.RenderingInfo) ?? NO_FIELDS;
  const eventData = event.EventData === undefined ? event.EventData_attributes : event.EventData;
  const userData = eventData === undefined || eventData === null ? userFields(event.UserData) : undefined;
  return {
    data: userData ?? eventFields(eventData),
    part: userData === undefined ? 'event_data' : 'user_data',
    metadata: NO_METADATA,
    isEscaped: false,
    id: String(content(system.EventID)),
    channel: text(content(system.Channel)),
    provider: text(attribute(system, 'Provider', 'Name')),
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
    user: loggingUser(text(attribute(system, 'Security', 'UserID') ?? attribute(system, 'Security', 'UserId'))),
    message: text(content(rendering.Message)) ?? text(event.Message),
    time: timeText(attribute(system, 'TimeCreated', 'SystemTime')),
    clock: 'utc',
    arrival: undefined,
    collector: undefined,
  };
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

function loggingUser(identifier: string | undefined): LoggingUser | undefined {
  return identifier === undefined ? undefined : { identifier, name: undefined, domain: undefined, type: undefined };
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
export function eventFields(eventData: unknown): Fields {
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
