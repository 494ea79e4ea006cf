import type { EmbeddedText, Notation } from './source-document.js';

/** Puts `text` in the place of characters `start` to `end` of a file. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** How a text is written into the file in the place of another; `undefined` when its notation has no way to. */
type Write = (text: string, place: Place) => readonly Edit[] | undefined;

interface Place extends EmbeddedText {
  /** The text of the file. */
  readonly file: string;
  /** From the first to behind the last character that is no white space. */
  readonly inner: { readonly start: number; readonly end: number };
}

/**
 * Replaces what of the text `old`, at `place` in `file`, lies between the white space at its ends. A text on several
 * lines becomes a literal that may hold them, where the format has one.
 */
export function replaceText(
  file: string,
  place: EmbeddedText,
  old: string,
  replacement: string,
): readonly Edit[] | undefined {
  const first = old.search(/\S/);
  const last = old.trimEnd().length;
  if (first < 0) return undefined;
  const inner = { start: place.offsets[first]!, end: endOf(place, last) };
  return WRITES[place.notation](replacement, { ...place, file, inner });
}

/** Behind the character before `index`: the character `index` itself may stand on another line. */
function endOf({ offsets, notation }: EmbeddedText, index: number): number {
  return notation === 'yaml-literal' || notation === 'yaml-folded' ? offsets[index - 1]! + 1 : offsets[index]!;
}

const whole = ({ start, end }: Place, text: string): readonly Edit[] => [{ start, end, text }];
const within = ({ inner }: Place, text: string): readonly Edit[] => [{ ...inner, text }];

const isOneLine = (text: string) => !/[\r\n]/.test(text);
/** What no notation holds as it is. */
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);

const inTomlBasic = (text: string) =>
  text
    .replace(/\\/g, '\\\\')
    .replace(/"""/g, '""\\"')
    .replace(CONTROLS, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);

function tomlLines(text: string, place: Place): readonly Edit[] {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const [quotes, body] = text.includes("'''") || CONTROLS.test(text) ? ['"""', inTomlBasic(text)] : ["'''", text];
  return whole(place, `${quotes}${lineEnd}${body}${lineEnd}${quotes}`);
}

/** A literal block below the key; in brackets, and where something follows on the line, a text in double quotes. */
function yamlLines(text: string, place: Place): readonly Edit[] {
  const { file, start, end } = place;
  const before = file.slice(file.lastIndexOf('\n', start - 1) + 1, start);
  const key = /^((?: |- )*)[\w-]+:[ \t]+$/.exec(before);
  const isLast = /^[ \t]*(?:\r?\n|$)/.test(file.slice(end));
  if (key === null || !isLast || CONTROLS.test(text) || /^\s|\s$/.test(text)) return whole(place, JSON.stringify(text));
  const indent = ' '.repeat(key[1]!.length + 2);
  return whole(place, `|-${lineEndOf(file)}${indent}${indented(text, indent, file)}`);
}

const lineEndOf = (file: string) => (file.includes('\r\n') ? '\r\n' : '\n');

/** The lines of `text`, those behind the first with `indent` before them. */
function indented(text: string, indent: string, file: string): string {
  const [first, ...more] = text.split(/\r?\n/);
  return [first, ...more.map((line) => (line === '' ? line : indent + line))].join(lineEndOf(file));
}

/** What stands before the first line of a block is its indentation. */
function yamlBlock(text: string, place: Place): readonly Edit[] {
  const { file, inner } = place;
  const indent = file.slice(file.lastIndexOf('\n', inner.start - 1) + 1, inner.start);
  return within(place, indented(text, indent, file));
}

const WRITES: Readonly<Record<Notation, Write>> = {
  file: (text, place) => within(place, text),
  'toml-literal': (text, place) => (isOneLine(text) ? within(place, text) : tomlLines(text, place)),
  'toml-basic': (text, place) => (isOneLine(text) ? within(place, inJson(text)) : tomlLines(text, place)),
  'toml-multiline-literal': (text, place) => (text.includes("'''") ? undefined : within(place, text)),
  'toml-multiline-basic': (text, place) => within(place, inTomlBasic(text)),
  json: (text, place) => within(place, inJson(text)),
  'yaml-plain': (text, place) =>
    !isOneLine(text)
      ? yamlLines(text, place)
      : /: | #/.test(text)
        ? whole(place, singleQuoted(text))
        : whole(place, text),
  'yaml-single': (text, place) => (isOneLine(text) ? whole(place, singleQuoted(text)) : yamlLines(text, place)),
  'yaml-double': (text, place) => (isOneLine(text) ? whole(place, JSON.stringify(text)) : yamlLines(text, place)),
  'yaml-literal': yamlBlock,
  // Line breaks are folded, and a comment would swallow the next line.
  'yaml-folded': (text, place) =>
    isOneLine(text)
      ? yamlBlock(text, place)
      : [{ start: place.start, end: place.start + 1, text: '|' }, ...yamlBlock(text, place)],
};

const singleQuoted = (text: string) => `'${text.replace(/'/g, "''")}'`;

/** `text` with the edits made, of which none overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let edited = text;
  for (const { start, end, text: insertion } of [...edits].sort((a, b) => b.start - a.start)) {
    edited = edited.slice(0, start) + insertion + edited.slice(end);
  }
  return edited;
}
