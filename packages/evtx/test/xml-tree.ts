/** XML as the tests see it: enough for what `evtxexport` and our own `xml` write, and nothing else. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: { [name: string]: string };
  readonly children: (XmlElement | string)[];
}

const ENTITIES: { [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) =>
    name !== undefined ? (ENTITIES[name] ?? whole) : String.fromCharCode(decimal ?? Number.parseInt(hex, 16)),
  );
}

/** The elements of a document. */
export function parseXml(xml: string): XmlElement[] {
  const root: XmlElement = { name: '', attributes: {}, children: [] };
  const open = [root];
  for (const [, comment, close, name, attributes, empty, text] of xml.matchAll(
    /(<[?!][^>]*>)|<(\/?)([^\s/>]+)((?:\s+[^\s=]+="[^"]*")*)\s*(\/?)>|([^<]+)/g,
  )) {
    const parent = open.at(-1)!;
    if (comment !== undefined) continue;
    if (text !== undefined) parent.children.push(unescapeXml(text));
    else if (close === '/') {
      open.pop();
      if (parent.name !== name) throw new Error(`</${name}> closes <${parent.name}>`);
    } else {
      const pairs = [...attributes!.matchAll(/([^\s=]+)="([^"]*)"/g)].map(([, key, value]) => [
        key,
        unescapeXml(value!),
      ]);
      const element: XmlElement = { name: name!, attributes: Object.fromEntries(pairs), children: [] };
      parent.children.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  return root.children.filter((child) => typeof child !== 'string');
}

/** An element and all in it on one line, to compare and to show; without the white space between elements. */
export function printXml({ name, attributes, children }: XmlElement): string {
  const start = Object.entries(attributes).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`);
  const hasElements = children.some((child) => typeof child !== 'string');
  const content = children.map((child) => {
    if (typeof child !== 'string') return printXml(child);
    return hasElements && child.trim() === '' ? '' : JSON.stringify(child);
  });
  return `<${name}${start.join('')}>${content.join('')}</>`;
}
