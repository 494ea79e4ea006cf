import { embeddedText } from './embedded-text.js';
import type { EmbeddedText, Notation, Path } from './source-document.js';

/** Multi-line strings are blanked, so that what is written in them is not taken for keys; the rest is passed over. */
const STRINGS_AND_COMMENTS = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#.*/g;
const HEADER = /^\s*(\[\[?)\s*(.+?)\s*\]/;
const KEY = /^\s*((?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)\s*=/;
const KEY_PART = /[\w-]+|"[^"\n]*"|'[^'\n]*'/g;

/** Where a key or table of a TOML file stands, and the value of a key. */
interface Place {
  readonly line: number;
  readonly valueStart: number | undefined;
}

/** smol-toml gives values without positions; this finds them, when asked. */
export class TomlPlaces {
  readonly #text: string;
  #places: ReadonlyMap<string, Place> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  lineOf(path: Path): number | undefined {
    return path.length === 0 ? 1 : this.#placeOf(path)?.line;
  }

  /** @param value of the text at `path` */
  textAt(path: Path, value: string): EmbeddedText | undefined {
    const start = this.#placeOf(path)?.valueStart;
    if (start === undefined) return undefined;
    STRING.lastIndex = start;
    const match = STRING.exec(this.#text);
    if (match === null) return undefined;
    const [, space = '', ...quotes] = match;
    const notation = NOTATIONS[quotes.find((group) => group !== undefined)!]!;
    return embeddedText(this.#text, start + space.length, STRING.lastIndex, value, notation);
  }

  #placeOf(path: Path): Place | undefined {
    this.#places ??= scan(this.#text);
    return this.#places.get(JSON.stringify(path));
  }
}

/** Three quotes may have one or two more before them, which are the text's. */
const STRING =
  /([ \t]*)(?:(""")(?:\\[\s\S]|[^\\])*?"""(?:"{1,2}(?!"))?|(''')[\s\S]*?'''(?:'{1,2}(?!'))?|(")(?:\\.|[^"\\])*"|(')[^']*')/y;
const NOTATIONS: Readonly<Record<string, Notation>> = {
  '"""': 'toml-multiline-basic',
  "'''": 'toml-multiline-literal',
  '"': 'toml-basic',
  "'": 'toml-literal',
};

function scan(text: string): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const lastIndex = new Map<string, number>(); // of an array of tables, by path
  let table: Path = [];
  const blanked = text.replace(STRINGS_AND_COMMENTS, (part) => (part.includes('\n') ? part.replace(/\S/g, ' ') : part));
  let lineStart = 0;
  blanked.split('\n').forEach((lineText, index) => {
    const note = (path: Path, valueStart?: number) => {
      const key = JSON.stringify(path);
      if (!places.has(key)) places.set(key, { line: index + 1, valueStart });
    };
    const header = HEADER.exec(lineText);
    const key = header === null ? KEY.exec(lineText) : null;
    if (header !== null) {
      table = [];
      const names = keyParts(header[2]!);
      names.forEach((name, depth) => {
        table = [...table, name];
        const id = JSON.stringify(table);
        if (header[1] === '[[' && depth === names.length - 1) lastIndex.set(id, (lastIndex.get(id) ?? -1) + 1);
        note(table);
        const element = lastIndex.get(id);
        if (element !== undefined) table = [...table, element];
        note(table);
      });
    } else if (key !== null) {
      note([...table, ...keyParts(key[1]!)], lineStart + key[0].length);
    }
    lineStart += lineText.length + 1;
  });
  return places;
}

const keyParts = (dotted: string) => [...dotted.matchAll(KEY_PART)].map(([part]) => part.replace(/^["']|["']$/g, ''));
