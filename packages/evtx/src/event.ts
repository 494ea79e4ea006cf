import {
  type Attribute,
  type Element,
  MAX_DEPTH,
  type Node,
  nestedNodes,
  omitsAttribute,
  omitsElement,
  templateNodes,
} from './binxml.js';
import { Damage, messages } from './problems.js';
import { Values } from './values.js';

/** What an element becomes: its text, or an object of its children; `null` for an element without any content. */
export type EvtxValue = string | number | null | EvtxObject | readonly EvtxValue[];

/** Children by name, several of one name as an array; `#attributes` and `#text` beside them. */
export interface EvtxObject {
  [name: string]: EvtxValue;
}

type Leaf = string | number;

/** Which element of the record another stands in decides how it is shown. */
type Parent = 'System' | 'EventData' | 'other';

/** Children of EventData that hold one field each, named by their attribute `Name`. */
const FIELD_ELEMENTS: ReadonlySet<string> = new Set(['Data', 'ComplexData']);

/**
 * Adds the elements among `nodes` to the object of the element they stand in.
 * @param depth how many elements and fragments lie around the nodes
 * @returns the text between the elements; `undefined` if there is no place for one
 * @throws Damage
 */
export function addNodes(
  object: EvtxObject,
  nodes: readonly Node[],
  values: Values,
  parent: Parent = 'other',
  depth = 0,
): Leaf | undefined {
  if (depth > MAX_DEPTH) throw new Damage(undefined, messages.depth);
  let text: Leaf | undefined;
  for (const node of nodes) {
    let more: Leaf | undefined;
    switch (node.kind) {
      case 'element':
        addElement(object, node, values, parent, depth);
        break;
      case 'instance':
        more = addNodes(object, templateNodes(node), node.values, parent, depth + 1);
        break;
      case 'text':
        more = node.text;
        break;
      case 'substitution':
        more = values.isBinaryXml(node.index)
          ? addNodes(object, nestedNodes(values, node.index), Values.none(values.chunk), parent, depth + 1)
          : leaf(values, node.index, parent);
        break;
    }
    if (more !== undefined) text = text === undefined ? more : `${text}${more}`;
  }
  return text;
}

function addElement(object: EvtxObject, element: Element, values: Values, parent: Parent, depth: number): void {
  const { name, children } = element;
  if (omitsElement(element, values)) return;
  const isField = parent === 'EventData' && FIELD_ELEMENTS.has(name);
  const fieldName = isField ? attributeNamed('Name', element, values) : undefined;
  const attributes = attributesOf(element, values, parent, fieldName === undefined ? undefined : 'Name');
  const key = fieldName === undefined ? name : String(fieldName);
  const isList = isField && fieldName === undefined;
  const only = children.length === 1 ? children[0]! : undefined;
  if (only?.kind === 'substitution' && values.isArray(only.index)) {
    // An array repeats the element that holds it.
    const items = values.items(only.index);
    for (const item of items.length === 0 ? [''] : items) put(object, key, withText(attributes, item), isList);
    return;
  }
  const content = contentOf(element, attributes, values, parent, depth);
  put(object, key, isField && content === null ? '' : content, isList);
}

function contentOf(
  { name, children }: Element,
  attributes: EvtxObject | undefined,
  values: Values,
  parent: Parent,
  depth: number,
): EvtxValue {
  if (children.length === 0) return attributes === undefined ? null : { '#attributes': attributes };
  const within = name === 'EventData' ? name : name === 'System' || parent === 'System' ? 'System' : 'other';
  if (children.length === 1) {
    // Nearly every element; spares the object below.
    const only = children[0]!;
    if (only.kind === 'text') return withText(attributes, only.text);
    if (only.kind === 'substitution' && !values.isBinaryXml(only.index)) {
      return withText(attributes, leaf(values, only.index, within));
    }
  }
  const object: EvtxObject = {};
  if (attributes !== undefined) object['#attributes'] = attributes;
  const text = addNodes(object, children, values, within, depth + 1);
  const hasElements = Object.keys(object).length > (attributes === undefined ? 0 : 1);
  if (!hasElements) return withText(attributes, text ?? '');
  if (text !== undefined && String(text).trim() !== '') put(object, '#text', text, false);
  return object;
}

function withText(attributes: EvtxObject | undefined, text: Leaf): EvtxValue {
  if (attributes === undefined) return text;
  return text === '' ? { '#attributes': attributes } : { '#attributes': attributes, '#text': text };
}

function attributesOf(
  element: Element,
  values: Values,
  parent: Parent,
  except: string | undefined,
): EvtxObject | undefined {
  let attributes: EvtxObject | undefined;
  for (const attribute of element.attributes) {
    if (attribute.name === except || omitsAttribute(attribute, values)) continue;
    attributes ??= {};
    put(attributes, attribute.name, attributeText(attribute, values, parent), false);
  }
  return attributes;
}

function attributeNamed(name: string, { attributes }: Element, values: Values): Leaf | undefined {
  const attribute = attributes.find((candidate) => candidate.name === name);
  return attribute === undefined || omitsAttribute(attribute, values)
    ? undefined
    : attributeText(attribute, values, 'other');
}

function attributeText({ parts }: Attribute, values: Values, parent: Parent): Leaf {
  let text: Leaf | undefined;
  for (const part of parts) {
    const more = part.kind === 'text' ? part.text : leaf(values, part.index, parent);
    text = text === undefined ? more : `${text}${more}`;
  }
  return text ?? '';
}

function leaf(values: Values, index: number, parent: Parent): Leaf {
  return parent === 'System' ? values.textOrNumber(index) : values.text(index);
}

/** Sets a property of the object's own, `__proto__` too; a second value for a name makes an array of both. */
function put(object: EvtxObject, key: string, value: EvtxValue, isList: boolean): void {
  if (!Object.hasOwn(object, key)) {
    const first = isList ? [value] : value;
    if (key === '__proto__') Object.defineProperty(object, key, { ...PLAIN, value: first });
    else object[key] = first;
    return;
  }
  const earlier = object[key]!;
  if (Array.isArray(earlier)) earlier.push(value);
  else object[key] = [earlier, value];
}

const PLAIN = { configurable: true, enumerable: true, writable: true };
