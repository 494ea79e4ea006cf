import { type CharSet, MAX_CODE_POINT } from './char-set.js';

/**
 * The code points told apart by a list of sets. Points that lie in the same sets form one class; classes are numbered
 * from 0. An automaton then needs one transition per class instead of one per character.
 */
export class Alphabet {
  /** Number of classes. */
  readonly size: number;
  /** Class by ASCII code. */
  readonly ascii: Uint16Array;
  /** Class of every code point past ASCII when they share one, otherwise -1. */
  readonly pastAscii: number;
  /** Where each interval of one class starts, ascending from 0, and the class it belongs to. */
  readonly #starts: Int32Array;
  readonly #classes: Int32Array;
  /** Which sets hold which classes: one row of bits per set. */
  readonly #rows: Int32Array;
  readonly #wordsPerRow: number;

  constructor(sets: readonly CharSet[]) {
    const edges = new Set([0]);
    for (const set of sets) {
      for (const [first, last] of set) edges.add(first).add(last + 1);
    }
    edges.delete(MAX_CODE_POINT + 1);
    this.#starts = Int32Array.from(edges).sort();
    this.#classes = new Int32Array(this.#starts.length);
    let fresh = 1;
    for (const set of sets) {
      const split = new Map<number, number>();
      for (const interval of this.#intervalsOf(set)) {
        const old = this.#classes[interval]!;
        if (!split.has(old)) split.set(old, fresh++);
        this.#classes[interval] = split.get(old)!;
      }
    }
    const used = new Map<number, number>();
    for (let i = 0; i < this.#starts.length; i++) {
      const id = this.#classes[i]!;
      if (!used.has(id)) used.set(id, used.size);
      this.#classes[i] = used.get(id)!;
    }
    this.size = used.size;
    this.ascii = Uint16Array.from({ length: 128 }, (_, code) => this.classOf(code));
    const wide = new Set(this.#classes.slice(this.#intervalAt(128), this.#intervalAt(MAX_CODE_POINT) + 1));
    this.pastAscii = wide.size === 1 ? this.classOf(128) : -1;
    this.#wordsPerRow = (this.size + 31) >>> 5;
    this.#rows = new Int32Array(sets.length * this.#wordsPerRow);
    for (const [row, set] of sets.entries()) {
      for (const interval of this.#intervalsOf(set)) {
        const id = this.#classes[interval]!;
        this.#rows[row * this.#wordsPerRow + (id >>> 5)]! |= 1 << (id & 31);
      }
    }
  }

  classOf(codePoint: number): number {
    return this.#classes[this.#intervalAt(codePoint)]!;
  }

  /** Whether set number `set` holds class number `id`. */
  holds(set: number, id: number): boolean {
    return ((this.#rows[set * this.#wordsPerRow + (id >>> 5)]! >>> (id & 31)) & 1) !== 0;
  }

  /** The code points of the classes for which `isWanted` holds. */
  setOf(isWanted: (id: number) => boolean): CharSet {
    const ranges: [number, number][] = [];
    for (let i = 0; i < this.#starts.length; i++) {
      if (!isWanted(this.#classes[i]!)) continue;
      const first = this.#starts[i]!;
      const last = (this.#starts[i + 1] ?? MAX_CODE_POINT + 1) - 1;
      if (ranges.at(-1)?.[1] === first - 1) ranges.at(-1)![1] = last;
      else ranges.push([first, last]);
    }
    return ranges;
  }

  /** The last interval that starts at or before the code point. */
  #intervalAt(codePoint: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#starts[middle]! <= codePoint) low = middle;
      else high = middle;
    }
    return low;
  }

  *#intervalsOf(set: CharSet): Iterable<number> {
    for (const [first, last] of set) {
      for (let i = this.#intervalAt(first); i < this.#starts.length && this.#starts[i]! <= last; i++) yield i;
    }
  }
}
