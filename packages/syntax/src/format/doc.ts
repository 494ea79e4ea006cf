/**
 * A text whose line breaks are yet to be chosen, after Wadler's "A prettier printer": a group goes on one line where it
 * fits, else all its lines become line breaks, while the groups inside it decide for themselves.
 */
export type Doc = string | readonly Doc[] | Line | Indent | Group | Fill;

interface Line {
  readonly kind: 'line';
  /** What stands in its place where it is no line break; `undefined` where it always is one. */
  readonly flat: string | undefined;
  /** An empty line goes with the line break. */
  readonly isDouble: boolean;
}

interface Indent {
  readonly kind: 'indent';
  readonly body: Doc;
}

interface Group {
  readonly kind: 'group';
  readonly body: Doc;
  readonly isBroken: boolean;
}

/** As many items on each line as fit. */
interface Fill {
  readonly kind: 'fill';
  readonly items: readonly Doc[];
  /** `separators[i]` stands before `items[i + 1]`; each a line with what must stay around it. */
  readonly separators: readonly Doc[];
  readonly isBroken: boolean;
}

export const line = (flat: string, isDouble = false): Doc => ({ kind: 'line', flat, isDouble });
export const lineBreak = (isDouble = false): Doc => ({ kind: 'line', flat: undefined, isDouble });
export const indent = (body: Doc): Doc => ({ kind: 'indent', body });
export const group = (body: Doc): Doc => ({ kind: 'group', body, isBroken: hasLineBreak(body) });
export const fill = (items: readonly Doc[], separators: readonly Doc[]): Doc => ({
  kind: 'fill',
  items,
  separators,
  isBroken: hasLineBreak(items) || hasLineBreak(separators),
});

function hasLineBreak(doc: Doc): boolean {
  if (typeof doc === 'string') return false;
  if (isList(doc)) return doc.some(hasLineBreak);
  switch (doc.kind) {
    case 'line':
      return doc.flat === undefined;
    case 'indent':
      return hasLineBreak(doc.body);
    default:
      return doc.isBroken;
  }
}

const isList = (doc: Doc | FillRest): doc is readonly Doc[] => Array.isArray(doc);

const STEP = '  ';

/** Columns that a line should not exceed. */
export const DEFAULT_WIDTH = 100;

/** The items of `fill` from `at` on, with the separator before each. */
interface FillRest {
  readonly kind: 'fillRest';
  readonly fill: Fill;
  readonly at: number;
}

/** Something still to be printed. */
interface Command {
  readonly doc: Doc | FillRest;
  readonly indent: string;
  readonly isFlat: boolean;
}

/**
 * @param width columns that a line should not exceed
 * @param lineEnd what a line break is
 */
export function render(doc: Doc, width: number, lineEnd: string): string {
  let text = '';
  let column = 0;
  /** The next one last. */
  const commands: Command[] = [{ doc, indent: '', isFlat: false }];
  for (let command = commands.pop(); command; command = commands.pop()) {
    const { doc, indent, isFlat } = command;
    if (typeof doc === 'string') {
      text += doc;
      column = columnAfter(doc, column);
    } else if (isList(doc)) {
      pushAll(doc, command, commands);
    } else if (doc.kind === 'line') {
      if (isFlat && doc.flat !== undefined) {
        text += doc.flat;
        column += doc.flat.length;
      } else {
        text += `${doc.isDouble ? lineEnd : ''}${lineEnd}${indent}`;
        column = indent.length;
      }
    } else if (doc.kind === 'indent') {
      commands.push({ doc: doc.body, indent: indent + STEP, isFlat });
    } else if (doc.kind === 'group') {
      const flat = { doc: doc.body, indent, isFlat: true };
      const fits = isFlat || (!doc.isBroken && fitsIn(width - column, flat, commands));
      commands.push(fits ? flat : { ...flat, isFlat: false });
    } else if (doc.kind === 'fill') {
      commands.push({ doc: { kind: 'fillRest', fill: doc, at: 1 }, indent, isFlat });
      commands.push({ doc: doc.items[0] ?? '', indent, isFlat });
    } else if (doc.at < doc.fill.items.length) {
      const item = doc.fill.items[doc.at] as Doc;
      const separator = doc.fill.separators[doc.at - 1] as Doc;
      commands.push({ doc: { ...doc, at: doc.at + 1 }, indent, isFlat });
      const flat = { doc: [separator, item], indent, isFlat: true };
      if (isFlat || (!hasLineBreak(flat.doc) && fitsIn(width - column, flat, commands))) commands.push(flat);
      else commands.push({ doc: item, indent, isFlat }, { doc: separator, indent, isFlat });
    }
  }
  return text;
}

const columnAfter = (text: string, column: number): number => {
  const lineStart = text.lastIndexOf('\n') + 1;
  return lineStart === 0 ? column + text.length : text.length - lineStart;
};

function pushAll(docs: readonly Doc[], { indent, isFlat }: Omit<Command, 'doc'>, commands: Command[]): void {
  for (let i = docs.length - 1; i >= 0; i--) commands.push({ doc: docs[i] as Doc, indent, isFlat });
}

/** Whether `command`, and what of `rest` follows it up to the next line break, takes at most `columns`. */
function fitsIn(columns: number, command: Command, rest: readonly Command[]): boolean {
  const commands: Command[] = [command];
  let next = rest.length;
  let left = columns;
  while (left >= 0) {
    const command = commands.pop() ?? rest[--next];
    if (!command) return true;
    const { doc, isFlat } = command;
    if (typeof doc === 'string') {
      const end = doc.indexOf('\n');
      if (end >= 0) return end <= left;
      left -= doc.length;
    } else if (isList(doc)) {
      pushAll(doc, command, commands);
    } else if (doc.kind === 'line') {
      if (!isFlat || doc.flat === undefined) return true;
      left -= doc.flat.length;
    } else if (doc.kind === 'indent' || doc.kind === 'group') {
      commands.push({ ...command, doc: doc.body });
    } else {
      const { fill, at } = doc.kind === 'fill' ? { fill: doc, at: 0 } : doc;
      if (at >= fill.items.length) continue;
      commands.push({ ...command, doc: { kind: 'fillRest', fill, at: at + 1 } });
      commands.push({ ...command, doc: fill.items[at] as Doc });
      if (at > 0) commands.push({ ...command, doc: fill.separators[at - 1] as Doc });
    }
  }
  return false;
}
