import Table from 'cli-table3';
import colors from 'picocolors';
import type { Row } from './rows.js';

/** The width a table may take where nobody tells: in a file or a pipe. */
const PLAIN_WIDTH = 120;

export function columnsOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? (stream.columns ?? PLAIN_WIDTH) : PLAIN_WIDTH;
}

const COLUMNS = [
  { key: 'time', title: 'time', weight: 0 },
  { key: 'rule', title: 'rule', weight: 2 },
  { key: 'host', title: 'host', weight: 1 },
  { key: 'user', title: 'user', weight: 1 },
  { key: 'what', title: 'command line', weight: 5 },
  { key: 'where', title: 'where', weight: 3 },
] as const satisfies readonly { key: keyof Row; title: string; weight: number }[];

const FRAME = {
  ...Object.fromEntries(
    ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'].map((part) => [
      part,
      '',
    ]),
  ),
  ...Object.fromEntries(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'].map((part) => [part, ''])),
  middle: '  ',
};

/** A table of at most `width` columns; what does not fit is cut, and shown so with `…`. Ends with a newline. */
export function renderTable(rows: readonly Row[], width: number): string {
  const shown = COLUMNS.filter(({ key }) => rows.some((row) => row[key]));
  const texts = rows.map((row) => shown.map(({ key }) => printable(row[key] ?? '')));
  const needed = shown.map(({ title }, i) => Math.max(title.length, ...texts.map((cells) => columnsIn(cells[i]!))));
  const widths = fit(needed, shown, width - 2 * (shown.length - 1));
  const table = new Table({
    head: shown.map(({ title }, i) => colors.dim(cut(title, widths[i]!))),
    colWidths: [...widths],
    chars: FRAME,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  for (const cells of texts) {
    table.push(cells.map((text, i) => (shown[i]!.key === 'where' ? cutFront : cut)(text, widths[i]!)));
  }
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

/** Columns get what they need if all fit; otherwise the widest are cut, by their weight. */
function fit(needed: readonly number[], columns: readonly { weight: number }[], width: number): readonly number[] {
  const widths = [...needed];
  const MIN = 6;
  for (let excess = sum(widths) - width; excess > 0; excess = sum(widths) - width) {
    // The column that has the most for its weight gives a place up.
    let widest = -1;
    for (let i = 0; i < widths.length; i++) {
      const share = (at: number) => widths[at]! / Math.max(columns[at]!.weight, 0.5);
      if (columns[i]!.weight > 0 && widths[i]! > MIN && (widest < 0 || share(i) > share(widest))) widest = i;
    }
    if (widest < 0) break;
    widths[widest] = widths[widest]! - 1;
  }
  return widths;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Text of unknown origin made harmless for a terminal: control characters, escapes and direction marks become `·`. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '·');
}

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
