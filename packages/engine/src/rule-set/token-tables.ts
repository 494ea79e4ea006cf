import type { Value } from '../event.js';
import { type EventReader, FIELD, type FieldValue, NONE, NOTES } from '../field/event-reader.js';
import { foldedAt } from '../text/fold-case.js';
import { asField, type FieldClass } from '../value/field-type.js';
import type { Token } from './cover.js';
import { IntTable } from './int-table.js';
import { FOLDED_BYTES, hashAt, hashOf } from './value-hash.js';

/** Takes the numbers of those whose token was found; may be told the same one more than once. */
interface Consider {
  consider(entry: number): void;
}

/** How often a window has been seen in values. */
export type Commonness = (window: number) => number;

/**
 * Finds which tokens are in an event, those of all fields in the same few tables. Whole texts by a hash; pieces by their
 * rarest window of four characters, looked for in one pass over the value. Filters of a few kilobytes turn nearly
 * everything away. Nothing is allocated. A token is never missed; one that is not there may be reported (texts are
 * compared by hash alone).
 */
export class TokenTables {
  private readonly reader: EventReader;
  /** Objects to look into, those above first: for each its number, and where to go on when it is not there. */
  private readonly objects: Int32Array;
  /** Per field, what to look for in it. */
  private readonly modes: Uint8Array;
  /** Per field: its type; more than one where rules have schemas of their own. */
  private readonly classes: readonly ReadonlySet<FieldClass>[];
  private readonly texts: IntTable;
  private readonly values = new Map<number, Map<Value, number[]>>();
  private readonly windows: IntTable;
  private readonly pieces: readonly Piece[];
  /** Per field: a pattern, and who waits for it. */
  private readonly scanners: Scanner[] = [];

  constructor(reader: EventReader, tokens: readonly (readonly [Token, number])[], commonness: Commonness = () => 0) {
    this.reader = reader;
    const modes = new Modes(reader);
    const classes: Set<FieldClass>[] = [];
    const texts = new Map<number, number[]>();
    const pieces = new Map<string, Piece>();
    for (const [token, entry] of tokens) {
      const field = reader.field(token.leaf.path);
      const fieldClasses = classes[field] ?? new Set();
      classes[field] = fieldClasses;
      fieldClasses.add(token.leaf.fieldClass);
      modes.add(field, isTyped(token.leaf.fieldClass) ? TYPED : 0);
      switch (token.kind) {
        case 'text':
          modes.add(field, TEXT);
          append(texts, hashOf(token.text) ^ saltOf(field), entry);
          break;
        case 'value': {
          modes.add(field, VALUE);
          const values = this.values.get(field) ?? new Map<Value, number[]>();
          this.values.set(field, values);
          append(values, token.value, entry);
          break;
        }
        case 'present':
          modes.add(field, PRESENT);
          append(texts, saltOf(field), entry);
          break;
        case 'piece': {
          const padded = paddedText(token);
          const key = `${field} ${padded}`;
          const { text, atStart, atEnd } = token;
          const piece = pieces.get(key) ?? { field, text, atStart, atEnd, padded, windowEnd: 0, entries: [] };
          pieces.set(key, piece);
          piece.entries.push(entry);
        }
      }
    }
    this.classes = classes;
    this.texts = new IntTable(texts);
    this.pieces = this.takeScanned([...pieces.values()], modes);
    for (const { field } of this.pieces) modes.add(field, PIECE);
    this.windows = new IntTable(chooseWindows(this.pieces, commonness));
    this.modes = modes.toArray();
    this.objects = modes.objects();
  }

  /** Leaves the pieces to be found by windows; a pattern is better for few, and can find those too short for a window. */
  private takeScanned(pieces: readonly Piece[], modes: Modes): readonly Piece[] {
    const byField = new Map<number, Piece[]>();
    for (const piece of pieces) byField.set(piece.field, [...(byField.get(piece.field) ?? []), piece]);
    const left: Piece[] = [];
    for (const [field, all] of byField) {
      const isScanned = ({ padded }: Piece) => padded.length < WINDOW || all.length <= MAX_SCANNED;
      const scanned = all.filter(isScanned);
      left.push(...all.filter((piece) => !isScanned(piece)));
      if (scanned.length === 0) continue;
      modes.add(field, SCAN);
      this.scanners[field] = scannerOf(scanned);
    }
    return left;
  }

  /** Reports the tokens of the event that the reader is turned to. */
  find(to: Consider): void {
    const { reader, objects, modes } = this;
    for (let i = 0; i < objects.length; i += 2) {
      if (!reader.isThere(objects[i]!)) i = objects[i + 1]! - 2;
      else if (reader.isSpread(objects[i]!)) this.readFieldsOf(objects[i]!);
    }
    // What is considered may read more fields, which are looked at in their turn.
    for (let place = 0; place < reader.count; place++) {
      const field = reader.notes[NOTES * place + FIELD]!;
      const mode = modes[field]!;
      if (mode > 0) this.findAt(place, field, mode, to);
    }
  }

  private readFieldsOf(object: number): void {
    const { reader, modes } = this;
    for (let field = 0; field < modes.length; field++) {
      if (modes[field]! > 0 && reader.ownerOf(field) === object) reader.lastOf(field);
    }
  }

  private findAt(place: number, field: number, mode: number, to: Consider): void {
    const { reader } = this;
    const value = reader.values[place]!;
    if ((mode & PRESENT) !== 0) this.report(this.texts.find(saltOf(field)), to);
    if ((mode & TYPED) !== 0 || typeof value !== 'string') this.findTyped(field, mode, value, to);
    else {
      if ((mode & TEXT) !== 0) this.findWhole(field, hashAt(reader, place), to);
      if ((mode & PARTS) !== 0) this.findParts(field, mode, value, to);
    }
  }

  private findWhole(field: number, hash: number, to: Consider): void {
    const list = this.texts.find(hash ^ saltOf(field));
    if (list >= 0) this.report(list, to);
  }

  private findParts(field: number, mode: number, text: string, to: Consider): void {
    if ((mode & PIECE) !== 0) this.findPieces(field, text, to);
    if ((mode & SCAN) === 0) return;
    const { pattern, entries } = this.scanners[field]!;
    if (pattern.test(text)) for (let i = 0; i < entries.length; i++) to.consider(entries[i]!);
  }

  private findTyped(field: number, mode: number, given: FieldValue, to: Consider): void {
    for (const fieldClass of this.classes[field]!) {
      const value = asToken(given, fieldClass);
      if (typeof value === 'string') {
        this.findWhole(field, hashOf(value), to);
        this.findParts(field, mode, value, to);
      } else if ((mode & VALUE) !== 0) {
        const entries = this.values.get(field)!.get(value);
        if (entries !== undefined) for (const entry of entries) to.consider(entry);
      }
    }
  }

  private report(list: number, to: Consider): void {
    const { texts } = this;
    for (let i = 0; i < texts.size(list); i++) to.consider(texts.item(list, i));
  }

  private findPieces(field: number, text: string, to: Consider): void {
    const { windows } = this;
    const salt = saltOf(field);
    const { length } = text;
    let window = START_WINDOW;
    for (let i = 0; i < length; i++) {
      window = (window << 8) | FOLDED_BYTES[text.charCodeAt(i)]!;
      if (windows.mayHave(window ^ salt)) this.tryPieces(field, text, i, window ^ salt, to);
    }
    for (let i = length; i < length + WINDOW - 1; i++) {
      window = (window << 8) | END;
      if (windows.mayHave(window ^ salt)) this.tryPieces(field, text, i, window ^ salt, to);
    }
  }

  /** The window that ends at `at` stands for some pieces: are they there? */
  private tryPieces(field: number, text: string, at: number, window: number, to: Consider): void {
    const list = this.windows.find(window);
    if (list < 0) return;
    for (let i = 0; i < this.windows.size(list); i++) {
      const piece = this.pieces[this.windows.item(list, i)]!;
      const start = at - piece.windowEnd;
      const end = start + piece.text.length;
      if (piece.field !== field || start < 0 || end > text.length) continue;
      if ((piece.atStart && start > 0) || (piece.atEnd && end < text.length) || !foldedAt(text, piece.text, start))
        continue;
      for (let e = 0; e < piece.entries.length; e++) to.consider(piece.entries[e]!);
    }
  }
}

/** Which kinds of token to look for in each field. */
class Modes {
  private readonly reader: EventReader;
  private readonly modes = new Map<number, number>();

  constructor(reader: EventReader) {
    this.reader = reader;
  }

  add(field: number, mode: number): void {
    this.modes.set(field, (this.modes.get(field) ?? 0) | mode);
  }

  toArray(): Uint8Array {
    const array = new Uint8Array(this.reader.fieldCount);
    for (const [field, mode] of this.modes) array[field] = mode;
    return array;
  }

  /** The tree of objects with such fields, in depth-first order: each, and the place after all that are in it. */
  objects(): Int32Array {
    const { reader } = this;
    const children = new Map<number, Set<number>>();
    for (const field of this.modes.keys()) {
      let object = reader.ownerOf(field);
      for (let parent = reader.parentOf(object); ; object = parent, parent = reader.parentOf(object)) {
        const siblings = children.get(parent) ?? new Set();
        children.set(parent, siblings.add(object));
        if (parent === NONE) break;
      }
    }
    const order: number[] = [];
    const visit = (object: number) => {
      const at = order.push(object, 0) - 1;
      for (const child of children.get(object) ?? []) visit(child);
      order[at] = order.length;
    };
    for (const root of children.get(NONE) ?? []) visit(root);
    return Int32Array.from(order);
  }
}

const PRESENT = 1;
const TEXT = 2;
const VALUE = 4;
const PIECE = 8;
const SCAN = 32;
const PARTS = PIECE | SCAN;
/** The field's texts mean something else: numbers, dates. */
const TYPED = 16;

function isTyped(fieldClass: FieldClass): boolean {
  return fieldClass === 'integer' || fieldClass === 'double' || fieldClass === 'boolean' || fieldClass === 'date';
}

/** A value as the tokens of a field of the class have it. */
export function asToken(value: FieldValue, fieldClass: FieldClass): Value {
  switch (fieldClass) {
    case undefined:
    case 'ip':
    case 'version':
      return typeof value === 'bigint' ? asField(value, 'integer') : value;
    default:
      return asField(value, fieldClass);
  }
}

/** Keeps apart the keys of different fields in one table. */
function saltOf(field: number): number {
  return Math.imul(field + 1, 0x85ebca6b);
}

interface Piece {
  readonly field: number;
  /** In lower case. */
  readonly text: string;
  readonly atStart: boolean;
  readonly atEnd: boolean;
  /** The text with marks for the ends that it is bound to. */
  readonly padded: string;
  /** Where the window that stands for the piece ends, counted from the start of its text. */
  windowEnd: number;
  readonly entries: number[];
}

/** A pattern that says whether one of some pieces is in a text. */
interface Scanner {
  readonly pattern: RegExp;
  readonly entries: readonly number[];
}

/** With more pieces than this the pass with windows is quicker. */
const MAX_SCANNED = 8;

function scannerOf(pieces: readonly Piece[]): Scanner {
  const parts = pieces.map(({ text, atStart, atEnd }) => {
    const literal = text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    return `${atStart ? '^' : ''}${literal}${atEnd ? '$' : ''}`;
  });
  // Without the flag `u` only ASCII letters match other ASCII letters.
  return { pattern: new RegExp(parts.join('|'), 'i'), entries: [...new Set(pieces.flatMap(({ entries }) => entries))] };
}

type PieceToken = Token & { readonly kind: 'piece' };

function paddedText({ text, atStart, atEnd }: PieceToken): string {
  return (atStart ? PAD_START : '') + text + (atEnd ? PAD_END : '');
}

/** Characters of a window: as many as fit into 32 bits, one byte each. Wider characters are cut, which costs a look. */
const WINDOW = 4;
const START = 2;
const END = 3;
/** What stands before and after a text so that windows see its ends. */
export const PAD_START = String.fromCharCode(START).repeat(WINDOW - 1);
export const PAD_END = String.fromCharCode(END).repeat(WINDOW - 1);
const START_WINDOW = (START << 16) | (START << 8) | START;

/** Picks each piece's window, the rarest, or else the one that the fewest pieces have, and gives (salted) window -> numbers of pieces. */
function chooseWindows(pieces: readonly Piece[], commonness: Commonness): ReadonlyMap<number, readonly number[]> {
  const inPieces = new Map<number, number>();
  for (const { padded } of pieces) {
    for (const window of windowsOf(padded)) inPieces.set(window, (inPieces.get(window) ?? 0) + 1);
  }
  const chosen = new Map<number, number[]>();
  for (const [number, piece] of pieces.entries()) {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const [i, window] of windowsOf(piece.padded).entries()) {
      const often = 100 * commonness(window) + inPieces.get(window)! + marksIn(window);
      // Of equals the later one: paths and names differ more at their ends than at their starts.
      if (often > least) continue;
      least = often;
      best = window;
      piece.windowEnd = i + WINDOW - 1 - (piece.atStart ? PAD_START.length : 0);
    }
    append(chosen, best ^ saltOf(piece.field), number);
  }
  return chosen;
}

/** The windows of a text, as numbers. */
export function windowsOf(padded: string): readonly number[] {
  const windows: number[] = [];
  let window = 0;
  for (let i = 0; i < padded.length; i++) {
    window = (window << 8) | FOLDED_BYTES[padded.charCodeAt(i)]!;
    if (i >= WINDOW - 1) windows.push(window);
  }
  return windows;
}

/** A mark of an end says little: many values start or end alike. */
function marksIn(window: number): number {
  let marks = 0;
  for (let shift = 0; shift < 32; shift += 8) {
    const byte = (window >>> shift) & 0xff;
    if (byte === START || byte === END) marks += 4;
  }
  return marks;
}

function append<K>(lists: Map<K, number[]>, key: K, item: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else if (list.at(-1) !== item) list.push(item);
}
