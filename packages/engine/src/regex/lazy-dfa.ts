import { Alphabet } from './alphabet.js';
import { ACCEPTED, ALWAYS, NEVER, type Program } from './program.js';
import { Simulation } from './simulation.js';

/** Table entries that are not rows. Rows start past the first, which is not used, so 0 is free. */
const UNKNOWN = 0;
const DEAD = -1;
const MATCHED = -2;
/** Never in the table: there is no room for another row. */
const FULL = -3;

/** The table's first size. It also holds this many, whatever the bound. */
const INITIAL_ROWS = 8;

/** What a row costs besides its place in the table: a number and some digits of its key per state, and the objects. */
const WORDS_PER_STATE = 3;
const WORDS_PER_ROW = 50;

/**
 * Matches texts with a deterministic automaton that is built as texts ask for it.
 *
 * A state is a set of the program's states. The first time it meets a class of characters the set is advanced, and the
 * result is remembered in a table; from then on a character costs two array reads.
 *
 * ```
 * #table   row of a state: [ target by class ... | 1 if the text may end here ]
 *          target: where the row of the next state begins, UNKNOWN, DEAD (no match any more) or MATCHED (whatever follows)
 * ```
 *
 * States can be exponentially many, so the memory for them is bounded: when it is full all are forgotten, and the rest
 * of that text is simulated without remembering. A character costs at most one step of the simulation and the making
 * of one row, both bounded by the size of the program, so the time is linear in the text.
 */
export class LazyDfa {
  readonly #alphabet: Alphabet;
  readonly #simulation: Simulation;
  readonly #isBackward: boolean;
  readonly #cacheWords: number;
  /** Words per row. */
  readonly #stride: number;
  /** Where every text begins: a row, DEAD or MATCHED. The same row each time the others are forgotten. */
  readonly #start: number;
  #table: Int32Array;
  /** The simulation's states behind each row, by row number. */
  readonly #sets: Int32Array[] = [];
  /** Rows by the key of their states. */
  readonly #rows = new Map<string, number>();
  #words = 0;

  /**
   * @param isBackward read texts from their end; the program was built for that
   * @param cacheWords bound of the memory for rows, in words of four bytes
   */
  constructor(program: Program, isBackward: boolean, cacheWords: number) {
    this.#alphabet = new Alphabet(program.sets);
    this.#simulation = new Simulation(program, this.#alphabet);
    this.#isBackward = isBackward;
    this.#cacheWords = cacheWords;
    this.#stride = this.#alphabet.size + 1;
    this.#table = new Int32Array(INITIAL_ROWS * this.#stride);
    this.#sets.push(new Int32Array(0));
    this.#simulation.start();
    this.#start = this.#target();
  }

  /** How many ASCII characters leave the outcome open when a text begins (if backward, ends) with them. */
  openness(): number {
    if (this.#start < 0) return 0;
    return this.#alphabet.ascii.filter((id) => this.#step(this.#start, id) > 0).length;
  }

  matches(text: string): boolean {
    let row = this.#start | 0; // tells V8 that the loop needs no tagged numbers: 8 % of its time
    if (row < 0) return row === MATCHED;
    const { ascii, pastAscii } = this.#alphabet;
    const isBackward = this.#isBackward;
    const step = isBackward ? -1 : 1;
    const end = isBackward ? -1 : text.length;
    let at = isBackward ? text.length - 1 : 0;
    for (;;) {
      const table = this.#table;
      let target = row;
      let id = 0;
      for (; at !== end; at += step) {
        const unit = text.charCodeAt(at);
        if (unit < 128) {
          id = ascii[unit]!;
        } else {
          if (this.#isPair(text, at)) at += step;
          id = pastAscii === -1 ? this.#classAt(text, at) : pastAscii;
        }
        target = table[row + id]!;
        if (target <= 0) break;
        row = target;
      }
      if (at === end) return table[row + this.#stride - 1] === 1;
      if (target === UNKNOWN) target = this.#step(row, id);
      if (target === FULL) {
        this.#forget();
        return this.#simulate(text, at + step);
      }
      if (target < 0) return target === MATCHED;
      row = target;
      at += step;
    }
  }

  /** Goes on without remembering, from the simulation's current states. */
  #simulate(text: string, from: number): boolean {
    const simulation = this.#simulation;
    const step = this.#isBackward ? -1 : 1;
    const end = this.#isBackward ? -1 : text.length;
    for (let at = from; at !== end; at += step) {
      if (this.#isPair(text, at)) at += step;
      simulation.advance(this.#classAt(text, at));
      if (simulation.outcome === NEVER || simulation.outcome === ALWAYS) break;
    }
    return simulation.outcome >= ACCEPTED;
  }

  /** Whether the unit at `at` and the one read after it make one code point. */
  #isPair(text: string, at: number): boolean {
    const first = this.#isBackward ? at - 1 : at;
    return isHighSurrogate(text.charCodeAt(first)) && isLowSurrogate(text.charCodeAt(first + 1));
  }

  /** Class of the code point whose last unit to be read is at `at`. */
  #classAt(text: string, at: number): number {
    const isSecond = !this.#isBackward && at > 0 && this.#isPair(text, at - 1);
    return this.#alphabet.classOf(text.codePointAt(isSecond ? at - 1 : at)!);
  }

  /** What comes after a row for a class of characters; works it out and remembers it if there is room. */
  #step(row: number, id: number): number {
    const known = this.#table[row + id]!;
    if (known !== UNKNOWN) return known;
    this.#simulation.load(this.#sets[row / this.#stride]!);
    this.#simulation.advance(id);
    const target = this.#target();
    if (target !== FULL) this.#table[row + id] = target;
    return target;
  }

  /** The table entry for the simulation's current states. */
  #target(): number {
    const { outcome } = this.#simulation;
    if (outcome === NEVER) return DEAD;
    if (outcome === ALWAYS) return MATCHED;
    const states = this.#simulation.states();
    const key = states.join();
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const words = this.#wordsFor(states);
    if (this.#words + words > this.#cacheWords && this.#sets.length >= INITIAL_ROWS) return FULL;
    this.#words += words;
    const row = this.#sets.push(states) * this.#stride - this.#stride;
    this.#rows.set(key, row);
    if (row === this.#table.length) {
      const table = new Int32Array(2 * row);
      table.set(this.#table);
      this.#table = table;
    }
    this.#table[row + this.#stride - 1] = outcome === ACCEPTED ? 1 : 0;
    return row;
  }

  #wordsFor(states: Int32Array): number {
    return this.#stride + WORDS_PER_STATE * states.length + WORDS_PER_ROW;
  }

  /** Keeps the row where texts begin, and forgets the others. */
  #forget(): void {
    const start = this.#sets[1]!;
    const acceptAt = this.#start + this.#stride - 1;
    const accept = this.#table[acceptAt]!;
    this.#table = new Int32Array(INITIAL_ROWS * this.#stride);
    this.#table[acceptAt] = accept;
    this.#sets.length = 2;
    this.#rows.clear();
    this.#rows.set(start.join(), this.#start);
    this.#words = this.#wordsFor(start);
  }
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
