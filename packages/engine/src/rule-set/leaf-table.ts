import type { Condition, FieldLeaf, Leaf } from '../compile/condition.js';
import { estimate, type Observed } from '../compile/cost.js';
import { predicateOf } from '../compile/event-query.js';
import { compileFieldTest, type FieldTest } from '../compile/field-test.js';
import type { Settings } from '../compile/options.js';
import type { Predicate, ValueTest } from '../event.js';
import { type EventReader, MARK, NOTES, PREVIOUS } from '../field/event-reader.js';
import { foldCase } from '../text/fold-case.js';
import { ACCEPT, Programs } from './program.js';
import { hashAt } from './value-hash.js';
import { FALSE, TRUE, UNKNOWN, ValueMemo } from './value-memo.js';

/**
 * The leaves of many conditions, each once however many rules have it, and evaluated at most once per event. Only leaves
 * that the event alone decides.
 */
export class LeafTable {
  private readonly reader: EventReader;
  private readonly byKey = new Map<string, Leaf>();
  private readonly numbers = new Map<Leaf, number>();
  private readonly settingsNumbers = new Map<Settings, number>();
  private readonly programs = new Programs((leaf) => this.numbers.get(leaf)!);

  /** Per leaf four numbers: see `VERDICT`. */
  private data = new Float64Array(4 * 64);
  private readonly leaves: Leaf[] = [];
  private readonly leafSettings: Settings[] = [];
  /** Per leaf on one field, once it is asked: few ever are. */
  private readonly tests: (Tests | undefined)[] = [];
  /** Per leaf of several fields, once it is asked. */
  private readonly predicates: (Predicate | undefined)[] = [];

  /** Per field: how many leaves are on it; made when the first event comes. */
  private readonly leafCounts: number[] = [];
  private memo: ValueMemo | undefined;
  /** Per field: the value that was last folded, and it folded. */
  private readonly foldedFrom: string[] = [];
  private readonly folded: string[] = [];

  constructor(reader: EventReader) {
    this.reader = reader;
  }

  /** The condition with every leaf replaced by the one that stands for all of its meaning. */
  intern(condition: Condition, settings: Settings): Condition {
    switch (condition.kind) {
      case 'Constant':
        return condition;
      case 'All':
      case 'Some':
        return { kind: condition.kind, terms: condition.terms.map((term) => this.intern(term, settings)) };
      case 'None':
        return { kind: 'None', term: this.intern(condition.term, settings) };
      default:
        return this.internLeaf(condition, settings);
    }
  }

  /** What the leaf asks of one value of its field. */
  valueTest(leaf: Leaf): ValueTest {
    return this.testsOf(this.numbers.get(leaf)!).test;
  }

  /** Makes a condition of interned leaves ready to `run`. */
  prepare(condition: Condition, truthOf?: Observed): number {
    return this.programs.add(condition, truthOf);
  }

  /** How often an interned leaf has held of late, when it was asked. */
  truthOf(leaf: Leaf): number {
    return this.data[4 * this.numbers.get(leaf)! + TRUTH]!;
  }

  /** Whether a prepared condition holds for the event that the reader is turned to. */
  run(start: number): boolean {
    const { programs, data } = this;
    const now = 2 * this.reader.now;
    let step = start;
    while (step >= 0) {
      const leaf = programs.leaf(step);
      const verdict = data[4 * leaf + VERDICT]!;
      step = programs.next(step, verdict < now ? this.decide(leaf, now) : verdict > now);
    }
    return step === ACCEPT;
  }

  private decide(leaf: number, now: number): boolean {
    const field = this.data[4 * leaf + FIELD]!;
    const holds = field < 0 ? this.predicateOf(leaf)(this.reader.event) : this.someValue(leaf, field);
    this.data[4 * leaf + VERDICT] = holds ? now + 1 : now;
    this.data[4 * leaf + TRUTH]! += ((holds ? 1 : 0) - this.data[4 * leaf + TRUTH]!) / 64;
    return holds;
  }

  private someValue(leaf: number, field: number): boolean {
    const { reader } = this;
    for (let place = reader.lastOf(field); place >= 0; place = reader.notes[NOTES * place + PREVIOUS]!) {
      const value = reader.values[place]!;
      if (typeof value === 'string' ? this.passes(leaf, field, place, value) : this.testsOf(leaf).test(value))
        return true;
    }
    return false;
  }

  private passes(leaf: number, field: number, place: number, text: string): boolean {
    const { reader } = this;
    this.memo ??= new ValueMemo(this.leafCounts);
    const { memo } = this;
    // The mark is one more than where the verdicts start; -1 for a text that is not remembered.
    let mark = reader.notes[NOTES * place + MARK]!;
    if (mark === 0) {
      const { taken } = memo;
      const start = memo.find(field, text, hashAt(reader, place));
      if (memo.taken > taken) this.forgetMarks(field);
      mark = start < 0 ? -1 : start + 1;
      reader.notes[NOTES * place + MARK] = mark;
    }
    if (mark < 0) return this.test(leaf, field, text);
    const at = mark - 1 + this.data[4 * leaf + OFFSET]!;
    const verdict = memo.verdicts[at]!;
    if (verdict !== UNKNOWN) return verdict === TRUE;
    const holds = this.test(leaf, field, text);
    memo.verdicts[at] = holds ? TRUE : FALSE;
    return holds;
  }

  /** The verdicts on another value of the event may just have moved. */
  private forgetMarks(field: number): void {
    const { notes } = this.reader;
    for (let place = this.reader.lastOf(field); place >= 0; place = notes[NOTES * place + PREVIOUS]!) {
      if (notes[NOTES * place + MARK]! > 0) notes[NOTES * place + MARK] = 0;
    }
  }

  private test(leaf: number, field: number, text: string): boolean {
    const { test, onFolded } = this.testsOf(leaf);
    if (onFolded === undefined) return test(text);
    if (this.foldedFrom[field] !== text) {
      this.foldedFrom[field] = text;
      this.folded[field] = foldCase(text);
    }
    return onFolded(this.folded[field]);
  }

  private testsOf(number: number): Tests {
    const known = this.tests[number];
    if (known !== undefined) return known;
    const leaf = this.leaves[number] as FieldLeaf;
    const { nowMs, limits } = this.leafSettings[number]!;
    const context = { fieldClass: leaf.fieldClass, nowMs, regexLimits: limits?.regex };
    const onFolded = foldedTest(leaf.test);
    const tests: Tests = {
      test: compileFieldTest(leaf.test, context),
      onFolded: onFolded && compileFieldTest(onFolded, context),
    };
    this.tests[number] = tests;
    return tests;
  }

  private predicateOf(number: number): Predicate {
    const known = this.predicates[number];
    if (known !== undefined) return known;
    const predicate = predicateOf(this.leaves[number]!, this.leafSettings[number]!);
    this.predicates[number] = predicate;
    return predicate;
  }

  private internLeaf(leaf: Leaf, settings: Settings): Leaf {
    const key = this.keyOf(leaf, settings);
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    this.add(leaf, settings);
    this.byKey.set(key, leaf);
    return leaf;
  }

  private keyOf(leaf: Leaf, settings: Settings): string {
    const body = JSON.stringify(leaf, (name, value: unknown) => (name === 'span' ? undefined : value));
    // Plain tests of fields say all there is to say; the others also mean what the settings make of them.
    if (leaf.kind === 'FieldLeaf' && leaf.fieldClass !== 'date') return body;
    let number = this.settingsNumbers.get(settings);
    if (number === undefined) {
      number = this.settingsNumbers.size;
      this.settingsNumbers.set(settings, number);
    }
    return `${number} ${body}`;
  }

  private add(leaf: Leaf, settings: Settings): void {
    const number = this.leaves.push(leaf) - 1;
    this.leafSettings.push(settings);
    if (4 * number === this.data.length) {
      const larger = new Float64Array(2 * this.data.length);
      larger.set(this.data);
      this.data = larger;
    }
    this.numbers.set(leaf, number);
    if (leaf.kind === 'FieldLeaf') {
      const field = this.reader.field(leaf.path);
      const offset = this.leafCounts[field] ?? 0;
      this.leafCounts[field] = offset + 1;
      this.data.set([0, field, offset, estimate(leaf).truth], 4 * number);
    } else {
      this.data.set([0, -1, 0, estimate(leaf).truth], 4 * number);
    }
  }
}

/** What a leaf asks of one value; `onFolded` is for texts in lower case, where that is quicker. */
interface Tests {
  readonly test: ValueTest;
  readonly onFolded: ValueTest | undefined;
}

/** Of each leaf: the event it was last decided for, doubled, and one more if it held. */
const VERDICT = 0;
/** Its field, or -1 for a leaf of several fields; and its number among those of the field. */
const FIELD = 1;
const OFFSET = 2;
/** How often it has held of late, at first guessed. */
const TRUTH = 3;

/** The test that says of a text in lower case what `test`, which ignores case, says of the text. */
function foldedTest(test: FieldTest): FieldTest | undefined {
  switch (test.kind) {
    case 'text':
      if (!test.foldCase) return undefined;
      return { ...test, texts: test.texts.map(foldCase), wildcards: test.wildcards.map(foldCase), foldCase: false };
    case 'startsWith':
    case 'endsWith':
    case 'stringContains':
      return test.foldCase ? { ...test, text: foldCase(test.text), foldCase: false } : undefined;
    default:
      return undefined;
  }
}
