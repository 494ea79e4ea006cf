import type { EvtxValue } from '@eqlite/evtx';
import type { XmlElement } from './xml-tree.js';

/** An event as texts only: what XML can tell. */
export type TextValue = string | { [name: string]: TextValue } | TextValue[];

/**
 * The obvious way to an event's object: from its XML, after the rules in the documentation of `EvtxEvent`. Numbers are
 * their texts, and an element without content is the empty text.
 */
export function eventOf(root: XmlElement): TextValue {
  return { [root.name]: contentOf(root) };
}

const FIELDS = ['Data', 'ComplexData'];

function contentOf({ name, attributes, children }: XmlElement): TextValue {
  const elements = children.filter((child) => typeof child !== 'string');
  const text = children.filter((child) => typeof child === 'string').join('');
  if (elements.length === 0 && Object.keys(attributes).length === 0) return text;
  const entries: [string, TextValue][] = [];
  if (Object.keys(attributes).length > 0) entries.push(['#attributes', { ...attributes }]);
  for (const element of elements)
    entries.push(name === 'EventData' ? fieldOf(element) : [element.name, contentOf(element)]);
  if (elements.length === 0 ? text !== '' : text.trim() !== '') entries.push(['#text', text]);
  return merge(entries, name === 'EventData');
}

/** A child of EventData: named by its attribute, if it has one. */
function fieldOf(element: XmlElement): [string, TextValue] {
  const { Name, ...rest } = element.attributes;
  if (Name === undefined || !FIELDS.includes(element.name)) return [element.name, contentOf(element)];
  return [Name, contentOf({ ...element, attributes: rest })];
}

function merge(entries: [string, TextValue][], isEventData: boolean): TextValue {
  const merged: [string, TextValue][] = [];
  for (const key of new Set(entries.map(([name]) => name))) {
    const values = entries.filter(([name]) => name === key).map(([, value]) => value);
    const isList = values.length > 1 || (isEventData && FIELDS.includes(key));
    merged.push([key, isList ? values : values[0]!]);
  }
  return Object.fromEntries(merged);
}

/** What is read, as texts only. */
export function textsOf(value: EvtxValue): TextValue {
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(textsOf);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, textsOf(child)]));
}
