import { putForeign } from '../event.js';
import type { Fields } from '../raw-record.js';

type Node = { [name: string]: unknown };

/** Real events nest four deep. */
const MAX_DEPTH = 64;

/**
 * The XML of one Windows event as an object: an element is its text, or an object of its children; attributes are under
 * `#attributes`, text beside attributes or children under `#text`; elements of one name become an array. This is the
 * form of the common dump tools. A text that is cut off is read as far as it goes: syslog cuts long ones. Undefined for
 * anything else that is not well formed, and for documents with a DOCTYPE. Linear in the length of the text.
 */
export function parseEventXml(xml: string): Fields | undefined {
  const root: Node = {};
  const open: { name: string; node: Node; text: string }[] = [{ name: '', node: root, text: '' }];
  let at = 0;
  while (at < xml.length) {
    const current = open[open.length - 1]!;
    const tag = xml.indexOf('<', at);
    current.text += unescapeText(xml.slice(at, tag < 0 ? xml.length : tag));
    if (tag < 0) break;
    if (xml.startsWith('<!--', tag)) at = endOf(xml, '-->', tag + 4);
    else if (xml.startsWith('<?', tag)) at = endOf(xml, '?>', tag + 2);
    else if (xml.startsWith('<![CDATA[', tag)) {
      const end = xml.indexOf(']]>', tag + 9);
      current.text += xml.slice(tag + 9, end < 0 ? xml.length : end);
      at = end < 0 ? xml.length : end + 3;
    } else if (xml.indexOf('>', tag) < 0) break;
    else if (xml.startsWith('</', tag)) {
      const close = xml.indexOf('>', tag);
      const ended = open.pop()!;
      const parent = open[open.length - 1];
      if (parent === undefined || xml.slice(tag + 2, close).trimEnd() !== ended.name) return undefined;
      addChild(parent.node, ended.name, contentOf(ended.node, ended.text));
      at = close + 1;
    } else {
      const start = startTag(xml, tag);
      if (start === undefined || open.length > MAX_DEPTH) return undefined;
      if (start.isEmpty) addChild(current.node, start.name, contentOf(start.node, ''));
      else open.push({ name: start.name, node: start.node, text: '' });
      at = start.end;
    }
  }
  for (let last = open.pop()!; open.length > 0; last = open.pop()!) {
    addChild(open[open.length - 1]!.node, last.name, contentOf(last.node, last.text));
  }
  return root;
}

/** The position after `mark`; the end of the text without one. */
function endOf(xml: string, mark: string, from: number): number {
  const found = xml.indexOf(mark, from);
  return found < 0 ? xml.length : found + mark.length;
}

interface StartTag {
  readonly name: string;
  readonly node: Node;
  readonly isEmpty: boolean;
  readonly end: number;
}

const NAME = /[A-Za-z_][\w.:-]*/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const TAG_END = /\s*(\/?)>/y;

function startTag(xml: string, at: number): StartTag | undefined {
  NAME.lastIndex = at + 1;
  const name = NAME.exec(xml);
  if (name === null) return undefined;
  const attributes: Node = {};
  let hasAttributes = false;
  let end = NAME.lastIndex;
  for (;;) {
    ATTRIBUTE.lastIndex = end;
    const attribute = ATTRIBUTE.exec(xml);
    if (attribute === null) break;
    putForeign(attributes, attribute[1]!, unescapeText(attribute[2] ?? attribute[3]!));
    hasAttributes = true;
    end = ATTRIBUTE.lastIndex;
  }
  TAG_END.lastIndex = end;
  const close = TAG_END.exec(xml);
  if (close === null) return undefined;
  return {
    name: name[0],
    node: hasAttributes ? { '#attributes': attributes } : {},
    isEmpty: close[1] === '/',
    end: TAG_END.lastIndex,
  };
}

function contentOf(node: Node, text: string): unknown {
  const keys = Object.keys(node).length;
  if (keys === 0) return text;
  const isText = keys === 1 && node['#attributes'] !== undefined ? text !== '' : text.trim() !== '';
  if (isText) node['#text'] = text;
  return node;
}

function addChild(parent: Node, name: string, content: unknown): void {
  const existing = Object.hasOwn(parent, name) ? parent[name] : undefined;
  if (existing === undefined) putForeign(parent, name, content);
  else if (Array.isArray(existing)) existing.push(content);
  else putForeign(parent, name, [existing, content]);
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

function unescapeText(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES.get(name) ?? whole;
    const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
