import type { Event, Value } from '../event.js';
import { allValues, type ValueReader } from './extract.js';
import { type KeyReader, keyReader } from './key-reader.js';

/** A value that a field can have. */
export type FieldValue = Exclude<Value, null>;

/**
 * Reads fields of one event for many rules, each field at most once. What a field means is what `extract.ts` says; here
 * fields share the way there: `process` is looked up once for all fields in it, and not at all when the event has none.
 * The usual spelling, objects in objects, is read directly. An object is also looked over for dotted names (one pass over
 * its keys); where there is one that matters, or an array of objects, each field below is read by its own path.
 *
 * Values go to one list, with a few numbers each in a flat array, and nothing is cleared between events: an entry is
 * valid if the list says so. With a thousand rules it is not instructions but cache misses that cost.
 */
export class EventReader {
  /** Counts events. */
  now = 0;
  event: Event = {};
  /** The values read from the event at hand are the first `count` of `values`. */
  readonly values: FieldValue[] = [];
  count = 0;
  /** `NOTES` numbers for each value: see there. */
  notes = new Int32Array(NOTES * 256);

  private readonly fieldNumbers = new Map<string, number>();
  private readonly fields: FieldState[] = [];
  private readonly objectNumbers = new Map<string, number>([['', ROOT]]);
  private readonly objects: ObjectState[] = [newObject('', -1, (event) => event)];

  /** The number of a field. To be asked for before the first event. */
  field(path: readonly string[]): number {
    const name = path.join('.');
    const known = this.fieldNumbers.get(name);
    if (known !== undefined) return known;
    let owner = ROOT;
    for (let length = 1; length < path.length; length++) owner = this.object(path.slice(0, length), owner);
    const field = this.fields.length;
    this.fieldNumbers.set(name, field);
    this.fields.push({ owner, read: keyReader(path.at(-1)!), readAll: allValues(path), readAt: 0, last: NONE });
    return field;
  }

  private object(path: readonly string[], parent: number): number {
    const name = path.join('.');
    const known = this.objectNumbers.get(name);
    if (known !== undefined) return known;
    const object = this.objects.push(newObject(name, parent, keyReader(path.at(-1)!))) - 1;
    this.objectNumbers.set(name, object);
    return object;
  }

  /** The number of the object that a field is in. */
  ownerOf(field: number): number {
    return this.fields[field]!.owner;
  }

  get fieldCount(): number {
    return this.fields.length;
  }

  /** Turns to another event. Nothing is read yet. */
  turnTo(event: Event): void {
    this.event = event;
    this.count = 0;
    this.now++;
  }

  /** Whether an object has fields in the event at hand; if not, none of its fields need be asked for. */
  isThere(object: number): boolean {
    const state = this.objects[object]!;
    if (state.openedAt !== this.now) this.open(state);
    return state.value !== undefined || state.isSpread;
  }

  /** The place of the last value of a field, `NONE` if it has none; the note `PREVIOUS` leads to the others. */
  lastOf(field: number): number {
    const state = this.fields[field]!;
    if (state.readAt !== this.now) {
      state.readAt = this.now;
      state.last = NONE;
      this.read(field, state);
    }
    return state.last;
  }

  private read(field: number, state: FieldState): void {
    const owner = this.objects[state.owner]!;
    if (owner.openedAt !== this.now) this.open(owner);
    if (owner.isSpread) {
      for (const value of state.readAll(this.event)) this.append(field, state, value);
      return;
    }
    if (owner.value === undefined) return;
    const value = state.read(owner.value);
    if (typeof value !== 'object') {
      if (value !== undefined) this.append(field, state, value);
    } else if (Array.isArray(value)) this.appendAll(field, state, value, 0);
  }

  private appendAll(field: number, state: FieldState, list: readonly unknown[], depth: number): void {
    if (depth > MAX_DEPTH) return;
    for (let i = 0; i < list.length; i++) {
      const value = list[i];
      if (typeof value !== 'object') {
        if (value !== undefined) this.append(field, state, value);
      } else if (Array.isArray(value)) this.appendAll(field, state, value, depth + 1);
    }
  }

  private append(field: number, state: FieldState, value: unknown): void {
    const place = this.count;
    if (NOTES * place === this.notes.length) this.notes = grown(this.notes);
    const { notes } = this;
    this.values[place] = value as FieldValue;
    notes[NOTES * place + FIELD] = field;
    notes[NOTES * place + PREVIOUS] = state.last;
    notes[NOTES * place + HASH] = 0;
    notes[NOTES * place + MARK] = 0;
    state.last = place;
    this.count = place + 1;
  }

  private open(state: ObjectState): void {
    state.openedAt = this.now;
    state.value = undefined;
    state.isSpread = false;
    let within: object = this.event;
    if (state.parent !== NONE) {
      const parent = this.objects[state.parent]!;
      if (parent.openedAt !== this.now) this.open(parent);
      state.isSpread = parent.isSpread;
      if (parent.value === undefined || parent.isSpread) return;
      within = parent.value;
    }
    const value = state.read(within as Event);
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value) || this.hasDottedName(state, value)) state.isSpread = true;
    else state.value = value as Event;
  }

  /** Whether some key of the object is the dotted name of a field, or of an object, that somebody wants. */
  private hasDottedName(state: ObjectState, value: object): boolean {
    const { keys } = state;
    let node = keys.first;
    for (const key in value) {
      node = node.nextKey === key ? node.next! : this.follow(state, node, key);
      if (node.isDotted) return true;
    }
    return false;
  }

  private follow({ name, keys }: ObjectState, node: KeyNode, key: string): KeyNode {
    const known = node.others?.get(key);
    if (known !== undefined) return known;
    const whole = name === '' ? key : `${name}.${key}`;
    const isDotted = key.includes('.') && (this.fieldNumbers.has(whole) || this.objectNumbers.has(whole));
    return keys.add(node, key, isDotted);
  }
}

/** What is noted of each value: its field; the place of the value before it of the same field, or `NONE`. */
export const FIELD = 0;
export const PREVIOUS = 1;
/** Two numbers for those who look at the value, 0 at first. */
export const HASH = 2;
export const MARK = 3;
/** Numbers per value. */
export const NOTES = 4;
export const NONE = -1;

/** The event itself. */
const ROOT = 0;
const MAX_DEPTH = 64;

interface FieldState {
  readonly owner: number;
  readonly read: KeyReader;
  readonly readAll: ValueReader;
  /** The event for which it was last read, and the place of its last value. */
  readAt: number;
  last: number;
}

interface ObjectState {
  readonly name: string;
  readonly parent: number;
  readonly read: KeyReader;
  readonly keys: KeyTree;
  openedAt: number;
  /** The one object; `undefined` when there is none, or more than one. */
  value: Event | undefined;
  /** Whether fields of it, here or above, may stand elsewhere than in one object: each is to be read by its own path. */
  isSpread: boolean;
}

function newObject(name: string, parent: number, read: KeyReader): ObjectState {
  return { name, parent, read, keys: new KeyTree(), openedAt: 0, value: undefined, isSpread: false };
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

/**
 * The sequences of keys that an object has had: a node stands for the keys so far. Events are of few shapes, so the next
 * key is nearly always the one that came there first, and to recognise it takes one comparison of pointers.
 */
class KeyTree {
  readonly first = new KeyNode(false);
  private nodeCount = 0;

  add(node: KeyNode, key: string, isDotted: boolean): KeyNode {
    if (++this.nodeCount > MAX_NODES) return isDotted ? DOTTED : PLAIN;
    const added = new KeyNode(isDotted);
    if (node.nextKey === undefined) {
      node.nextKey = key;
      node.next = added;
    } else {
      node.others ??= new Map();
      node.others.set(key, added);
    }
    return added;
  }
}

class KeyNode {
  readonly isDotted: boolean;
  /** The key that came first after this one, and the node for it. */
  nextKey: string | undefined = undefined;
  next: KeyNode | undefined = undefined;
  others: Map<string, KeyNode> | undefined = undefined;

  constructor(isDotted: boolean) {
    this.isDotted = isDotted;
  }
}

/** Far more than a stream of logs has. Keys of random names stop here: from then on each is looked at by itself. */
const MAX_NODES = 8192;
const DOTTED = new KeyNode(true);
const PLAIN = new KeyNode(false);
