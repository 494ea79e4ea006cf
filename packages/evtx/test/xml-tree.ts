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

/** The elements of a document, texts of nothing but white space between elements left out. */
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
      if (parent.children.some((child) => typeof child !== 'string')) {
        parent.children.splice(
          0,
          Infinity,
          ...parent.children.filter((child) => typeof child !== 'string' || child.trim()),
        );
      }
    } else {
      const element: XmlElement = { name: name!, attributes: {}, children: [] };
      for (const [, key, value] of attributes!.matchAll(/([^\s=]+)="([^"]*)"/g))
        element.attributes[key!] = unescapeXml(value!);
      parent.children.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  return root.children.filter((child) => typeof child !== 'string');
}

/** An element and all in it on one line, to compare and to show. */
export function printXml({ name, attributes, children }: XmlElement): string {
  const start = Object.entries(attributes)
    .map(([key, value]) => ` ${key}=${JSON.stringify(value)}`)
    .join('');
  return `<${name}${start}>${children.map((child) => (typeof child === 'string' ? JSON.stringify(child) : printXml(child))).join('')}</>`;
}
