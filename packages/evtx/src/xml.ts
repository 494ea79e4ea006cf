import {
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

/**
 * The XML text of nodes, on one line, all values as Windows writes them.
 * @param depth how many elements and fragments lie around the nodes
 * @throws Damage
 */
export function xmlText(nodes: readonly Node[], values: Values, depth = 0): string {
  if (depth > MAX_DEPTH) throw new Damage(undefined, messages.depth);
  let xml = '';
  for (const node of nodes) {
    switch (node.kind) {
      case 'element':
        xml += elementXml(node, values, depth);
        break;
      case 'instance':
        xml += xmlText(templateNodes(node), node.values, depth + 1);
        break;
      case 'text':
        xml += escapeXml(node.text);
        break;
      case 'substitution':
        xml += values.isBinaryXml(node.index)
          ? xmlText(nestedNodes(values, node.index), Values.none(values.chunk), depth + 1)
          : escapeXml(values.text(node.index));
        break;
      case 'instruction':
        xml += `<?${node.target} ${node.text}?>`;
        break;
    }
  }
  return xml;
}

function elementXml(element: Element, values: Values, depth: number): string {
  const { name, attributes, children } = element;
  if (omitsElement(element, values)) return '';
  let start = name;
  for (const attribute of attributes) {
    if (omitsAttribute(attribute, values)) continue;
    const text = attribute.parts.map((part) => (part.kind === 'text' ? part.text : values.text(part.index))).join('');
    start += ` ${attribute.name}="${escapeXml(text)}"`;
  }
  const wrap = (content: string) => (content === '' ? `<${start}/>` : `<${start}>${content}</${name}>`);
  const only = children.length === 1 ? children[0]! : undefined;
  if (only?.kind === 'substitution' && values.isArray(only.index)) {
    const items = values.items(only.index);
    return (items.length === 0 ? [''] : items).map((item) => wrap(escapeXml(item))).join('');
  }
  return wrap(xmlText(children, values, depth + 1));
}

const ESCAPES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML has no way to write (most controls) become references all the same, so that nothing is lost. */
function escapeXml(text: string): string {
  return text.replace(
    /[&<>"\x00-\x08\x0b-\x1f]/g,
    (character) => ESCAPES[character] ?? `&#${character.charCodeAt(0)};`,
  );
}
