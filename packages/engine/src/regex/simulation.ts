import type { Alphabet } from './alphabet.js';
import {
  ACCEPT,
  ACCEPTED,
  ALWAYS,
  FAIL,
  FOREVER,
  NEVER,
  type Outcome,
  outcomeOf,
  type Program,
  REJECTED,
  SPLIT,
} from './program.js';

/**
 * Follows all states of a program at once. One step visits each instruction at most once, so it costs time by the size
 * of the program, whatever the text.
 */
export class Simulation {
  /** What the current states mean together. */
  outcome: Outcome = NEVER;
  /** Number of current states. */
  size = 0;
  readonly #program: Program;
  readonly #alphabet: Alphabet;
  /** `#current[0..size)` are the current states, in no order. */
  #current: Int32Array;
  #spare: Int32Array;
  /** Per instruction the number of the last step that reached it. */
  readonly #reached: Int32Array;
  #step = 0;
  readonly #stack: Int32Array;
  readonly #leafOutcomes: Uint8Array;

  constructor(program: Program, alphabet: Alphabet) {
    const length = program.operations.length;
    this.#program = program;
    this.#alphabet = alphabet;
    this.#current = new Int32Array(length);
    this.#spare = new Int32Array(length);
    this.#reached = new Int32Array(length);
    this.#stack = new Int32Array(length + 1);
    this.#leafOutcomes = new Uint8Array(program.leafCount);
  }

  /** Before the first character. */
  start(): void {
    this.#begin();
    this.#reach(this.#program.start);
    this.#settle();
  }

  /** Goes back to states remembered by `states`. Does not set `outcome`. */
  load(states: Int32Array): void {
    this.#current.set(states);
    this.size = states.length;
  }

  /** The current states in ascending order. */
  states(): Int32Array {
    return this.#current.slice(0, this.size).sort();
  }

  /** Reads one character, given by its class. */
  advance(id: number): void {
    const { operations, next } = this.#program;
    const from = this.#current;
    const count = this.size;
    this.#begin();
    for (let i = 0; i < count; i++) {
      const state = from[i]!;
      const operation = operations[state]!;
      if (operation >= 0 ? this.#alphabet.holds(operation, id) : operation === FOREVER) this.#reach(next[state]!);
    }
    this.#settle();
  }

  #begin(): void {
    const spare = this.#spare;
    this.#spare = this.#current;
    this.#current = spare;
    this.size = 0;
    this.#step++;
    if (this.#step === 0x7fffffff) {
      this.#reached.fill(0);
      this.#step = 1;
    }
  }

  /** Adds an instruction and what can be reached from it without reading. */
  #reach(start: number): void {
    const { operations, next, other } = this.#program;
    const stack = this.#stack;
    let depth = 0;
    stack[depth++] = start;
    while (depth > 0) {
      const state = stack[--depth]!;
      if (this.#reached[state] === this.#step) continue;
      this.#reached[state] = this.#step;
      const operation = operations[state]!;
      if (operation === SPLIT) {
        stack[depth++] = other[state]!;
        stack[depth++] = next[state]!;
      } else if (operation !== FAIL) {
        this.#current[this.size++] = state;
      }
    }
  }

  /** Works out `outcome`, and drops the states of leaves that are settled anyway. */
  #settle(): void {
    const { operations, leaves, leafCount, verdict } = this.#program;
    const states = this.#current;
    const outcomes = this.#leafOutcomes.fill(NEVER);
    let hasSettledLeaf = false;
    for (let i = 0; i < this.size; i++) {
      const operation = operations[states[i]!]!;
      const leaf = leaves[states[i]!]!;
      const outcome = operation === FOREVER ? ALWAYS : operation === ACCEPT ? ACCEPTED : REJECTED;
      if (outcome > outcomes[leaf]!) outcomes[leaf] = outcome;
      if (outcome === ALWAYS) hasSettledLeaf = true;
    }
    this.outcome = outcomeOf(verdict, outcomes);
    if (!hasSettledLeaf || leafCount === 1) return;
    let kept = 0;
    for (let i = 0; i < this.size; i++) {
      const state = states[i]!;
      if (operations[state] === FOREVER || outcomes[leaves[state]!] !== ALWAYS) states[kept++] = state;
    }
    this.size = kept;
  }
}
