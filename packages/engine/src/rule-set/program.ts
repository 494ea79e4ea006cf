import type { Condition, Leaf } from '../compile/condition.js';
import { type Observed, orderTerms } from '../compile/cost.js';

/**
 * Conditions as lists of steps, three numbers each: the leaf to ask; the step to go on with when it holds; and when it
 * does not. `ACCEPT` and `REJECT` end a condition. This is for thousands of conditions what closures are for one: ten
 * times smaller, so that those which are tried most stay in the processor's cache.
 */
export class Programs {
  private steps = new Int32Array(1024);
  private length = 0;
  private readonly numberOf: (leaf: Leaf) => number;

  constructor(numberOf: (leaf: Leaf) => number) {
    this.numberOf = numberOf;
  }

  leaf(step: number): number {
    return this.steps[step]!;
  }

  next(step: number, holds: boolean): number {
    return this.steps[holds ? step + 1 : step + 2]!;
  }

  /** Adds a condition, terms in their best order, and gives its first step. */
  add(condition: Condition, truthOf?: Observed): number {
    return this.emit(condition, ACCEPT, REJECT, truthOf);
  }

  /** From the end of a condition to its start, so that where to go on is always known. */
  private emit(condition: Condition, whenTrue: number, whenFalse: number, truthOf: Observed | undefined): number {
    switch (condition.kind) {
      case 'Constant':
        return condition.value ? whenTrue : whenFalse;
      case 'None':
        return this.emit(condition.term, whenFalse, whenTrue, truthOf);
      case 'All':
        return orderTerms(condition.terms, 'All', truthOf).reduceRight(
          (next, term) => this.emit(term, next, whenFalse, truthOf),
          whenTrue,
        );
      case 'Some':
        return orderTerms(condition.terms, 'Some', truthOf).reduceRight(
          (next, term) => this.emit(term, whenTrue, next, truthOf),
          whenFalse,
        );
      default: {
        const step = this.length;
        this.length += 3;
        if (this.length > this.steps.length) {
          const larger = new Int32Array(2 * this.steps.length);
          larger.set(this.steps);
          this.steps = larger;
        }
        this.steps[step] = this.numberOf(condition);
        this.steps[step + 1] = whenTrue;
        this.steps[step + 2] = whenFalse;
        return step;
      }
    }
  }
}

export const ACCEPT = -1;
const REJECT = -2;
