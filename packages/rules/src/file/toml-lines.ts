import type { Path } from './source-document.js';

/** Multi-line strings are blanked, so that what is written in them is not taken for keys; the rest is passed over. */
const STRINGS_AND_COMMENTS = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#.*/g;
const HEADER = /^\s*(\[\[?)\s*(.+?)\s*\]/;
const KEY = /^\s*((?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)\s*=/;
const KEY_PART = /[\w-]+|"[^"\n]*"|'[^'\n]*'/g;

/** smol-toml gives values without positions; this finds the line of a key or table, when asked. */
export function tomlLineOf(text: string): (path: Path) => number | undefined {
  let lines: ReadonlyMap<string, number> | undefined;
  return (path) => {
    if (path.length === 0) return 1;
    lines ??= scan(text);
    return lines.get(JSON.stringify(path));
  };
}

function scan(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const lastIndex = new Map<string, number>(); // of an array of tables, by path
  let table: Path = [];
  const blanked = text.replace(STRINGS_AND_COMMENTS, (part) => (part.includes('\n') ? part.replace(/\S/g, ' ') : part));
  blanked.split('\n').forEach((lineText, index) => {
    const note = (path: Path) => {
      const key = JSON.stringify(path);
      if (!lines.has(key)) lines.set(key, index + 1);
    };
    const header = HEADER.exec(lineText);
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
      return;
    }
    const key = KEY.exec(lineText);
    if (key !== null) note([...table, ...keyParts(key[1]!)]);
  });
  return lines;
}

const keyParts = (dotted: string) => [...dotted.matchAll(KEY_PART)].map(([part]) => part.replace(/^["']|["']$/g, ''));
