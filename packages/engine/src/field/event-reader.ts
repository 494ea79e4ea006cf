import type { Event, Value } from '../event.js';
import { allValues, type ValueReader } from './extract.js';

/** A value that a field can have. */
export type FieldValue = Exclude<Value, null>;

/**
 * Reads fields of one event for many rules, each field at most once. What a field means is what `extract.ts` says; here
 * fields share the way there: one pass over the keys of an object finds all its fields that somebody wants and the objects
 * in it, and what no event has costs nothing. That is for objects in objects, and for fields under dotted names. Where a
 * key is the dotted name of an object, or there is an array of objects, each field below is read by its own path.
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
  /** Per field: the object that it is in, and how to read it where that one is spread. */
  private readonly owners: number[] = [];
  private readonly readers: ValueReader[] = [];
  /** Per field: the event for which it last had a value, and the place of its last one. */
  private readAt = new Float64Array(64);
  private last = new Int32Array(64);
  /** Per field: the event for which it was last read by its own path. */
  private readonly spreadAt: number[] = [];
  private readonly objectNumbers = new Map<string, number>([['', ROOT]]);
  private readonly objects: ObjectState[] = [newObject('', NONE)];

  /** The number of a field. Quickest when all are asked for before the first event. */
  field(path: readonly string[]): number {
    const name = path.join('.');
    const known = this.fieldNumbers.get(name);
    if (known !== undefined) return known;
    let owner = ROOT;
    for (let length = 1; length < path.length; length++) owner = this.object(path.slice(0, length), owner);
    const field = this.owners.push(owner) - 1;
    this.fieldNumbers.set(name, field);
    this.readers.push(allValues(path));
    this.spreadAt.push(0);
    if (field === this.readAt.length) {
      this.readAt = widened(this.readAt, new Float64Array(2 * field));
      this.last = widened(this.last, new Int32Array(2 * field));
    }
    this.objects[owner]!.keys = new KeyTree();
    return field;
  }

  private object(path: readonly string[], parent: number): number {
    const name = path.join('.');
    const known = this.objectNumbers.get(name);
    if (known !== undefined) return known;
    const object = this.objects.push(newObject(name, parent)) - 1;
    this.objectNumbers.set(name, object);
    this.objects[parent]!.keys = new KeyTree();
    return object;
  }

  /** The number of the object that a field is in. */
  ownerOf(field: number): number {
    return this.owners[field]!;
  }

  /** The number of the object that an object is in; `NONE` for the event itself. */
  parentOf(object: number): number {
    return this.objects[object]!.parent;
  }

  get fieldCount(): number {
    return this.owners.length;
  }

  /** Turns to another event. Nothing is read yet. */
  turnTo(event: Event): void {
    this.event = event;
    this.count = 0;
    this.now++;
    const root = this.objects[ROOT]!;
    root.given = event;
    root.givenAt = this.now;
  }

  /**
   * Whether an object has fields in the event at hand. If so, its values are in the list now, unless `isSpread`; if not,
   * there are none in the objects in it either.
   */
  isThere(object: number): boolean {
    const state = this.objects[object]!;
    if (state.openedAt !== this.now) this.open(state);
    return state.isOpen || state.isSpread;
  }

  /** Whether each field of an object that is there must be asked for by itself. */
  isSpread(object: number): boolean {
    return this.objects[object]!.isSpread;
  }

  /** The place of the last value of a field, `NONE` if it has none; the note `PREVIOUS` leads to the others. */
  lastOf(field: number): number {
    const { now } = this;
    const owner = this.objects[this.owners[field]!]!;
    if (owner.openedAt !== now) this.open(owner);
    if (owner.isSpread && this.spreadAt[field] !== now) {
      this.spreadAt[field] = now;
      this.readAt[field] = 0;
      for (const value of this.readers[field]!(this.event)) this.append(field, value);
    }
    return this.readAt[field] === now ? this.last[field]! : NONE;
  }

  private open(state: ObjectState): void {
    const { now } = this;
    state.openedAt = now;
    state.isOpen = false;
    state.isSpread = false;
    if (state.parent !== NONE) {
      const parent = this.objects[state.parent]!;
      if (parent.openedAt !== now) this.open(parent);
      state.isSpread = parent.isSpread;
    }
    if (state.isSpread || state.givenAt !== now) return;
    const { given } = state;
    if (Array.isArray(given)) state.isSpread = true;
    else if (this.collect(state, given as Event)) state.isOpen = true;
    else state.isSpread = true;
  }

  /** Takes the values and objects in an object; false, and nothing taken, if some key is the dotted name of an object. */
  private collect(state: ObjectState, object: Event): boolean {
    const { now, count } = this;
    let node = state.keys.first;
    for (const key in object) {
      node = node.nextKey === key ? node.next! : this.follow(state, node, key);
      const { field, child } = node;
      if (field === NONE && child === NONE) {
        if (!node.isSpread) continue;
        for (let place = count; place < this.count; place++) this.readAt[this.notes[NOTES * place + FIELD]!] = 0;
        this.count = count;
        return false;
      }
      const value = object[key];
      if (typeof value !== 'object') {
        if (field !== NONE && value !== undefined) this.append(field, value);
      } else if (value !== null) {
        if (child !== NONE) {
          const inner = this.objects[child]!;
          inner.given = value;
          inner.givenAt = now;
        }
        if (field !== NONE && Array.isArray(value)) this.appendAll(field, value, 0);
      }
    }
    return true;
  }

  private appendAll(field: number, list: readonly unknown[], depth: number): void {
    if (depth > MAX_DEPTH) return;
    for (let i = 0; i < list.length; i++) {
      const value = list[i];
      if (typeof value !== 'object') {
        if (value !== undefined) this.append(field, value);
      } else if (Array.isArray(value)) this.appendAll(field, value, depth + 1);
    }
  }

  private append(field: number, value: unknown): void {
    const place = this.count;
    if (NOTES * place === this.notes.length) this.notes = widened(this.notes, new Int32Array(2 * this.notes.length));
    const { notes, now } = this;
    this.values[place] = value as FieldValue;
    notes[NOTES * place + FIELD] = field;
    notes[NOTES * place + PREVIOUS] = this.readAt[field] === now ? this.last[field]! : NONE;
    notes[NOTES * place + HASH] = 0;
    notes[NOTES * place + MARK] = 0;
    this.readAt[field] = now;
    this.last[field] = place;
    this.count = place + 1;
  }

  private follow({ name, keys }: ObjectState, node: KeyNode, key: string): KeyNode {
    const known = node.others?.get(key);
    if (known !== undefined) return known;
    const whole = name === '' ? key : `${name}.${key}`;
    const field = this.fieldNumbers.get(whole) ?? NONE;
    const child = this.objectNumbers.get(whole) ?? NONE;
    const isSpread = child !== NONE && key.includes('.');
    return keys.add(node, key, isSpread ? new KeyNode(NONE, NONE, true) : new KeyNode(field, child, false));
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

interface ObjectState {
  readonly name: string;
  readonly parent: number;
  keys: KeyTree;
  /** What stands under its name in the event `givenAt`: an object or an array. */
  given: object;
  givenAt: number;
  openedAt: number;
  /** Whether it is one object, whose values have been taken. */
  isOpen: boolean;
  /** Whether fields of it, here or above, may stand elsewhere than in one object: each is to be read by its own path. */
  isSpread: boolean;
}

function newObject(name: string, parent: number): ObjectState {
  return {
    name,
    parent,
    keys: new KeyTree(),
    given: {},
    givenAt: 0,
    openedAt: 0,
    isOpen: false,
    isSpread: false,
  };
}

function widened<T extends Int32Array | Float64Array>(full: T, longer: T): T {
  longer.set(full);
  return longer;
}

/**
 * The sequences of keys that an object has had: a node stands for the keys so far. Events are of few shapes, so the next
 * key is nearly always the one that came there first, and to recognise it takes one comparison of pointers.
 */
class KeyTree {
  readonly first = new KeyNode(NONE, NONE, false);
  private nodeCount = 0;

  /** The node for `key` after `node`. Keys of random names are not kept: each is then looked at by itself. */
  add(node: KeyNode, key: string, added: KeyNode): KeyNode {
    if (++this.nodeCount > MAX_NODES) return added;
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
  /** The field and the object that the last key names, or `NONE`. */
  readonly field: number;
  readonly child: number;
  /** Whether the key is the dotted name of an object. */
  readonly isSpread: boolean;
  /** The key that came first after this one, and the node for it. */
  nextKey: string | undefined = undefined;
  next: KeyNode | undefined = undefined;
  others: Map<string, KeyNode> | undefined = undefined;

  constructor(field: number, child: number, isSpread: boolean) {
    this.field = field;
    this.child = child;
    this.isSpread = isSpread;
  }
}

/** Far more than a stream of logs has. */
const MAX_NODES = 8192;
