import { ANY, type RegexNode } from './ast.js';
import { type CharSet, classSet, isEverything, singleton } from './char-set.js';
import { type Dfa, determinise } from './determinise.js';
import { errors } from './errors.js';
import { expandInterval } from './interval.js';
import type { RegexLimits } from './limits.js';
import { ACCEPT, ACCEPTED, ALWAYS, FAIL, FOREVER, NEVER, type Program, SPLIT, type Verdict } from './program.js';

/** A pattern and what it parsed to; the text is for messages. */
export interface ParsedPattern {
  readonly pattern: string;
  readonly node: RegexNode;
}

interface BuildOptions {
  readonly foldCase: boolean;
  /** Match from the end of the text to its start. */
  readonly isBackward: boolean;
  readonly limits: RegexLimits;
}

/** Instructions allowed per state: each character may bring as many splits, and what `~` and `&` need is on top. */
const INSTRUCTIONS_PER_STATE = 4;
/** Instructions visited, per state allowed, to determinise what a `~` or `&` inside a pattern applies to. */
const WORK_PER_STATE = 200;

/**
 * The program that matches what any of the patterns matches.
 * @throws RegexError when they are too large
 */
export function buildProgram(patterns: readonly ParsedPattern[], options: BuildOptions): Program {
  const { maxStates } = options.limits;
  let size = 0;
  for (const { pattern, node } of patterns) {
    size += sizeOf(node, pattern, maxStates);
    if (size > maxStates) throw errors.tooManyStates(maxStates, pattern, 0);
  }
  return new ProgramBuilder(options).build(patterns);
}

/** The address of the `FAIL` instruction. */
const FAIL_AT = 0;
/** More instructions than any limit in use allows. */
const MAX_ADDRESS = 2 ** 26;

/** Number of characters in a pattern once its counted repeats are written out. */
function sizeOf(node: RegexNode, pattern: string, maxStates: number): number {
  switch (node.kind) {
    case 'Text':
      return Math.max(1, node.text.length);
    case 'Class':
    case 'Nothing':
      return 1;
    case 'Interval':
      return sizeOf(expandInterval(node), pattern, maxStates);
    case 'Complement':
      return sizeOf(node.term, pattern, maxStates);
    case 'Repeat': {
      const copies = node.max === Number.POSITIVE_INFINITY ? Math.max(1, node.min) : node.max;
      const size = sizeOf(node.term, pattern, maxStates) * copies;
      if (size > maxStates) throw errors.tooManyStates(maxStates, pattern, node.offset);
      return size;
    }
    default:
      return node.terms.reduce((sum, term) => sum + sizeOf(term, pattern, maxStates), 0);
  }
}

/** Whether the node is a formula over others: `~`, `&`, or a union with such a term. */
function isFormula(node: RegexNode): boolean {
  if (node.kind === 'Union') return node.terms.some(isFormula);
  return node.kind === 'Complement' || node.kind === 'Intersection';
}

/** Instructions are built from the end of the pattern to its start: each is given the one that follows it. */
class ProgramBuilder {
  readonly #options: BuildOptions;
  readonly #operations: number[] = [];
  readonly #next: number[] = [];
  readonly #other: number[] = [];
  readonly #leaves: number[] = [];
  readonly #sets: CharSet[] = [];
  readonly #setIds = new Map<string, number>();
  /** Instructions by what they read and what follows: alternatives that end alike share their ends. */
  readonly #readers = new Map<number, number>();
  /** What a `~` or `&` inside a pattern was determinised to: a counted repeat asks several times. */
  readonly #dfas = new Map<RegexNode, Dfa>();
  #leafCount = 0;
  /** Where a message points. */
  #pattern = '';
  #offset = 0;

  constructor(options: BuildOptions) {
    this.#options = options;
    this.#emit(FAIL, FAIL_AT, FAIL_AT);
  }

  build(patterns: readonly ParsedPattern[]): Program {
    const starts: number[] = [];
    const terms: Verdict[] = [];
    const plain = patterns.filter(({ node }) => !isFormula(node));
    if (plain.length > 0) terms.push(this.#leaf(plain, starts));
    for (const parsed of patterns) {
      if (isFormula(parsed.node)) terms.push(this.#formula(parsed, starts));
    }
    return {
      start: this.#split(starts),
      operations: Int32Array.from(this.#operations),
      next: Int32Array.from(this.#next),
      other: Int32Array.from(this.#other),
      leaves: Int32Array.from(this.#leaves),
      leafCount: this.#leafCount,
      verdict: terms.length === 1 ? terms[0]! : { kind: 'Or', terms },
      sets: this.#sets,
    };
  }

  #formula({ pattern, node }: ParsedPattern, starts: number[]): Verdict {
    const verdictOf = (term: RegexNode) => this.#formula({ pattern, node: term }, starts);
    if (node.kind === 'Complement') return { kind: 'Not', term: verdictOf(node.term) };
    if (node.kind === 'Intersection') return { kind: 'And', terms: node.terms.map(verdictOf) };
    if (node.kind !== 'Union' || !isFormula(node)) return this.#leaf([{ pattern, node }], starts);
    const plain = node.terms.filter((term) => !isFormula(term));
    const verdicts = node.terms.filter(isFormula).map(verdictOf);
    if (plain.length > 0) verdicts.push(verdictOf({ kind: 'Union', terms: plain }));
    return { kind: 'Or', terms: verdicts };
  }

  #leaf(patterns: readonly ParsedPattern[], starts: number[]): Verdict {
    const accept = this.#emit(ACCEPT, FAIL_AT, FAIL_AT);
    const own = patterns.map(({ pattern, node }) => {
      this.#pattern = pattern;
      return this.#compile(node, accept);
    });
    starts.push(this.#split(own));
    return { kind: 'Leaf', leaf: this.#leafCount++ };
  }

  /** @returns where `node` begins when `next` follows it */
  #compile(node: RegexNode, next: number): number {
    if (next === FAIL_AT) return FAIL_AT;
    switch (node.kind) {
      case 'Text':
        return this.#text(node.text, next);
      case 'Class':
        return this.#read(classSet(node, this.#options.foldCase), next);
      case 'Nothing':
        return FAIL_AT;
      case 'Interval':
        return this.#compile(expandInterval(node), next);
      case 'Concat': {
        const { terms } = node;
        if (this.#options.isBackward) return terms.reduce((after, term) => this.#compile(term, after), next);
        return terms.reduceRight((after, term) => this.#compile(term, after), next);
      }
      case 'Union':
        return this.#split(node.terms.map((term) => this.#compile(term, next)));
      case 'Repeat':
        return this.#repeat(node.term, node.min, node.max, next);
      default:
        this.#offset = node.offset;
        return this.#automaton(node, next);
    }
  }

  #text(text: string, next: number): number {
    const points = Array.from(text, (char) => char.codePointAt(0)!);
    const lastFirst = this.#options.isBackward ? points : points.reverse();
    return lastFirst.reduce((after, point) => this.#read(singleton(point, this.#options.foldCase), after), next);
  }

  #repeat(term: RegexNode, min: number, max: number, next: number): number {
    let start = next;
    let copies = min;
    if (max === Number.POSITIVE_INFINITY) {
      // x{n,} is n - 1 times x, then x in a loop that is entered through x.
      const loop = this.#loop(term, next);
      start = min === 0 ? loop : this.#compile(term, loop);
      copies = Math.max(0, min - 1);
    } else {
      for (let i = min; i < max; i++) start = this.#split([this.#compile(term, start), next]);
    }
    for (let i = 0; i < copies; i++) start = this.#compile(term, start);
    return start;
  }

  /** `x*`. */
  #loop(term: RegexNode, next: number): number {
    if (term.kind === 'Class' && isEverything(classSet(term, false)) && this.#operations[next] === ACCEPT) {
      const forever = this.#emit(FOREVER, FAIL_AT, FAIL_AT);
      this.#next[forever] = forever;
      return forever;
    }
    const loop = this.#emit(SPLIT, FAIL_AT, next);
    this.#next[loop] = this.#compile(term, loop);
    return loop;
  }

  /** `~` or `&` inside a larger pattern. */
  #automaton(node: RegexNode, next: number): number {
    const { alphabet, outcomes, targets } = this.#determinised(node);
    if (outcomes[0] === NEVER) return FAIL_AT;
    const entries = outcomes.map((outcome) => {
      if (outcome === NEVER) return FAIL_AT;
      return outcome === ALWAYS ? this.#loop(ANY, next) : this.#emit(SPLIT, FAIL_AT, FAIL_AT);
    });
    for (const [state, row] of targets.entries()) {
      const entry = entries[state]!;
      if (entry === FAIL_AT || row.length === 0) continue;
      const ways = [...new Set(row)].map((target) => {
        const set = alphabet.setOf((id) => row[id] === target);
        return this.#read(set, entries[target]!);
      });
      if (outcomes[state] === ACCEPTED) ways.push(next);
      this.#next[entry] = this.#split(ways);
    }
    return entries[0]!;
  }

  #determinised(node: RegexNode): Dfa {
    let dfa = this.#dfas.get(node);
    if (dfa === undefined) {
      const { limits } = this.#options;
      const inner = new ProgramBuilder(this.#options);
      inner.#offset = this.#offset;
      dfa = determinise(inner.build([{ pattern: this.#pattern, node }]), limits.maxStates * WORK_PER_STATE);
      if (dfa === undefined) throw errors.tooComplex(this.#pattern, this.#offset);
      this.#dfas.set(node, dfa);
    }
    return dfa;
  }

  #read(set: CharSet, next: number): number {
    if (set.length === 0 || next === FAIL_AT) return FAIL_AT;
    const key = set.join();
    let id = this.#setIds.get(key);
    if (id === undefined) {
      id = this.#sets.push(set) - 1;
      this.#setIds.set(key, id);
    }
    const reader = id * MAX_ADDRESS + next;
    let at = this.#readers.get(reader);
    if (at === undefined) {
      at = this.#emit(id, next, FAIL_AT);
      this.#readers.set(reader, at);
    }
    return at;
  }

  #split(ways: readonly number[]): number {
    const open = [...new Set(ways)].filter((way) => way !== FAIL_AT);
    return open.reduceRight((rest, way) => (rest === FAIL_AT ? way : this.#emit(SPLIT, way, rest)), FAIL_AT);
  }

  #emit(operation: number, next: number, other: number): number {
    const { maxStates } = this.#options.limits;
    if (this.#operations.length > maxStates * INSTRUCTIONS_PER_STATE) {
      throw errors.tooComplex(this.#pattern, this.#offset);
    }
    this.#operations.push(operation);
    this.#next.push(next);
    this.#other.push(other);
    this.#leaves.push(this.#leafCount);
    return this.#operations.length - 1;
  }
}
