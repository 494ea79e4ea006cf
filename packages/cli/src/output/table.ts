import Table from 'cli-table3';
import colors from 'picocolors';
import { printable } from './printable.js';
import type { Row } from './rows.js';

/** The width a table may take where nobody tells: in a file or a pipe. */
const PLAIN_WIDTH = 120;

export function columnsOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? (stream.columns ?? PLAIN_WIDTH) : PLAIN_WIDTH;
}

interface Column {
  readonly key: keyof Row;
  readonly title: string;
  /** Of the room there is, how much it gets beside the others. */
  readonly weight: number;
  /** Cut to less it would tell nothing. */
  readonly least: number;
  readonly cut: (text: string, width: number) => string;
}

const COLUMNS: readonly Column[] = [
  { key: 'time', title: 'time', weight: 1, least: Number.POSITIVE_INFINITY, cut },
  { key: 'rule', title: 'rule', weight: 2, least: 10, cut },
  { key: 'host', title: 'host', weight: 2, least: 6, cut },
  { key: 'user', title: 'user', weight: 2, least: 6, cut },
  { key: 'what', title: 'what', weight: 5, least: 20, cut: cutCommandLine },
  { key: 'where', title: 'where', weight: 3, least: 8, cut: cutFront },
];

/** Left out where the terminal is too narrow for all, the first of them first. */
const DISPENSABLE: readonly (keyof Row)[] = ['user', 'host', 'where', 'rule'];

const GAP = 2;

const FRAME = {
  ...Object.fromEntries(
    ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'].map((part) => [
      part,
      '',
    ]),
  ),
  ...Object.fromEntries(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'].map((part) => [part, ''])),
  middle: ' '.repeat(GAP),
};

/** A table of at most `width` columns; what does not fit is cut, and shown so with `…`. Ends with a newline. */
export function renderTable(rows: readonly Row[], width: number): string {
  const cells = COLUMNS.filter(({ key }) => rows.some((row) => row[key])).map((column) => {
    const texts = rows.map((row) => printable(row[column.key] ?? ''));
    return { column, texts, needed: Math.max(column.title.length, ...texts.map(columnsIn)) };
  });
  const shown = withoutDispensable(cells, width);
  const widths = fit(shown, width - GAP * (shown.length - 1));
  const table = new Table({
    head: shown.map(({ column }, i) => colors.dim(cut(column.title, widths[i]!))),
    colWidths: [...widths],
    chars: FRAME,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  for (const row of rows.keys()) {
    table.push(shown.map(({ column, texts }, i) => column.cut(texts[row]!, widths[i]!)));
  }
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

/** What a column holds, and how wide that is. */
interface Cells {
  readonly column: Column;
  readonly texts: readonly string[];
  readonly needed: number;
}

const leastOf = ({ column, needed }: Cells) => Math.min(column.least, needed);

function withoutDispensable(cells: readonly Cells[], width: number): readonly Cells[] {
  let shown = cells;
  for (const key of DISPENSABLE) {
    if (sum(shown.map(leastOf)) + GAP * (shown.length - 1) <= width) break;
    shown = shown.filter(({ column }) => column.key !== key);
  }
  return shown;
}

/** Columns get what they need if all fit; otherwise those that have the most for their weight are cut. */
function fit(shown: readonly Cells[], width: number): readonly number[] {
  const widths = shown.map(({ needed }) => needed);
  for (let excess = sum(widths) - width; excess > 0; excess--) {
    let widest: number | undefined;
    const share = (at: number) => widths[at]! / shown[at]!.column.weight;
    for (const at of widths.keys()) {
      if (widths[at]! > leastOf(shown[at]!) && (widest === undefined || share(at) > share(widest))) widest = at;
    }
    if (widest === undefined) break;
    widths[widest] = widths[widest]! - 1;
  }
  return widths;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Columns of a terminal that a text takes: East Asian wide characters and emoji take two, combining marks none. */
function columnsIn(text: string): number {
  let columns = 0;
  for (const character of text) columns += columnsOfCharacter(character);
  return columns;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const MARK = /\p{M}/u;

function columnsOfCharacter(character: string): number {
  if (character < '\u0300') return 1;
  return MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}

function cut(text: string, width: number): string {
  if (columnsIn(text) <= width) return text;
  let kept = '';
  let columns = 0;
  for (const character of text) {
    columns += columnsOfCharacter(character);
    if (columns > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

const FOLDER = /^"(?:[A-Za-z]:|\\)?[\\/][^"]*[\\/](?=[^"\\/]+")|^(?:[A-Za-z]:|\\)?[\\/](?:[^\s"\\/]+[\\/])+/;

/** Of a command line the program's folder tells least. */
function cutCommandLine(text: string, width: number): string {
  if (columnsIn(text) <= width) return text;
  return cut(
    text.replace(FOLDER, (folder) => `${folder.startsWith('"') ? '"' : ''}…${folder.at(-1)}`),
    width,
  );
}

/** Of a place the end tells most: the file's name and the line. */
function cutFront(text: string, width: number): string {
  if (columnsIn(text) <= width) return text;
  const characters = Array.from(text);
  let from = characters.length;
  for (let columns = 1; from > 0; from--) {
    columns += columnsOfCharacter(characters[from - 1]!);
    if (columns > width) break;
  }
  return `…${characters.slice(from).join('')}`;
}
