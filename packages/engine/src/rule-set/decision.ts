import type { Condition, FieldLeaf, Leaf } from '../compile/condition.js';
import type { ValueTest } from '../event.js';
import { type EventReader, type FieldValue, NOTES, PREVIOUS } from '../field/event-reader.js';
import type { LeafTable } from './leaf-table.js';
import { type Entry, Plan } from './plan.js';
import { simplify } from './simplify.js';
import type { StageCounts } from './stage-counts.js';
import { hashAt } from './value-hash.js';

/**
 * A decision tree over the fields that nearly every stage asks for and that take few values: the category, the operating
 * system, the type of event. It grows as events come: each place in it knows which stages are still possible there and
 * what is left of their conditions, and ends in a plan that looks for the rest. A `network` event of Linux never meets a
 * rule about the registry.
 */
export class Decision {
  private readonly reader: EventReader;
  private readonly leaves: LeafTable;
  private readonly counts: StageCounts;
  private readonly root: Node;
  /** What the tree may still grow by, counted in entries. */
  private room: number;

  constructor(entries: readonly Entry[], reader: EventReader, leaves: LeafTable, counts: StageCounts) {
    this.reader = reader;
    this.leaves = leaves;
    this.counts = counts;
    this.room = ROOM + entries.length * ROOM_PER_ENTRY;
    this.root = this.grow(entries, []);
  }

  /** Tries the stages on the event that the reader is turned to. */
  run(): void {
    let node = this.root;
    while (node.kind === 'Branch') node = node.next();
    node.run();
  }

  private grow(entries: readonly Entry[], settled: readonly string[]): Node {
    this.room -= entries.length + 1;
    const field = this.room > 0 ? fieldToSettle(entries, settled) : undefined;
    if (field === undefined) return new Plan(entries, this.reader, this.leaves, this.counts);
    const growNext = (next: readonly Entry[]) => this.grow(next, [...settled, field]);
    return new Branch(field, this.reader, entries, this.leaves, growNext);
  }
}

/** Bounds the memory of the tree: about ten times what a full rule set takes on a mixed stream. */
const ROOM = 10_000;
const ROOM_PER_ENTRY = 100;

type Node = Branch | Plan;

/** A step of the tree: events go on by what the values of one field make of the leaves on it. */
class Branch {
  readonly kind = 'Branch';
  private readonly reader: EventReader;
  private readonly field: number;
  private readonly entries: readonly Entry[];
  private readonly leaves: readonly Leaf[];
  private readonly tests: readonly ValueTest[];
  private readonly grow: (entries: readonly Entry[]) => Node;
  private readonly states = new Map<string, State>();
  /** Values that have been seen, each followed by the state that it alone leads to; by the hash of the value. */
  private readonly seen: (string | State | undefined)[] = new Array(2 * MAX_VALUES).fill(undefined);
  private readonly byNumber = new Map<FieldValue, State>();
  /** No value. */
  private readonly start: State;
  /** For events in more states than are kept: nothing is settled. */
  private readonly unsettled: State = { truth: [], unions: new Map(), node: undefined };

  constructor(
    field: string,
    reader: EventReader,
    entries: readonly Entry[],
    table: LeafTable,
    grow: (entries: readonly Entry[]) => Node,
  ) {
    this.reader = reader;
    this.field = reader.field(field.split('.'));
    this.entries = entries;
    const leaves = new Set<FieldLeaf>();
    for (const { condition } of entries) addLeavesOn(field, condition, leaves);
    this.leaves = [...leaves];
    this.tests = this.leaves.map((leaf) => table.valueTest(leaf)!);
    this.grow = grow;
    this.start = this.stateOf(this.leaves.map(() => false));
  }

  /** Where the event at hand goes on. */
  next(): Node {
    const { reader } = this;
    let place = reader.lastOf(this.field);
    if (place < 0) return this.start.node ?? this.open(this.start);
    let state = this.stateAlone(place);
    for (place = reader.notes[NOTES * place + PREVIOUS]!; place >= 0; place = reader.notes[NOTES * place + PREVIOUS]!) {
      state = this.union(state, this.stateAlone(place));
    }
    return state.node ?? this.open(state);
  }

  /** The state of a field that has the value at a place alone. */
  private stateAlone(place: number): State {
    const value = this.reader.values[place]!;
    if (typeof value !== 'string') {
      const known = this.byNumber.get(value);
      if (known !== undefined) return known;
      const state = this.stateOf(this.tests.map((test) => test(value)));
      if (this.byNumber.size < MAX_VALUES) this.byNumber.set(value, state);
      return state;
    }
    const at = 2 * (hashAt(this.reader, place) & (MAX_VALUES - 1));
    if (this.seen[at] === value) return this.seen[at + 1] as State;
    const state = this.stateOf(this.tests.map((test) => test(value)));
    if (value.length <= MAX_LENGTH) {
      this.seen[at] = value;
      this.seen[at + 1] = state;
    }
    return state;
  }

  /** The state of a field that has the values of both. */
  private union(one: State, other: State): State {
    const known = one.unions.get(other);
    if (known !== undefined) return known;
    const state =
      one === this.unsettled || other === this.unsettled
        ? this.unsettled
        : this.stateOf(one.truth.map((holds, i) => holds || other.truth[i]!));
    one.unions.set(other, state);
    return state;
  }

  private stateOf(truth: readonly boolean[]): State {
    const key = truth.map(Number).join('');
    const known = this.states.get(key);
    if (known !== undefined) return known;
    if (this.states.size >= MAX_STATES) return this.unsettled;
    const state: State = { truth, unions: new Map(), node: undefined };
    this.states.set(key, state);
    return state;
  }

  private open(state: State): Node {
    state.node = this.grow(state === this.unsettled ? this.entries : this.entriesIn(state));
    return state.node;
  }

  private entriesIn({ truth }: State): readonly Entry[] {
    const known = new Map(this.leaves.map((leaf, i) => [leaf, truth[i]!]));
    const left: Entry[] = [];
    for (const { stage, condition } of this.entries) {
      const rest = simplify(condition, (leaf) => known.get(leaf));
      if (rest.kind !== 'Constant' || rest.value) left.push({ stage, condition: rest });
    }
    return left;
  }
}

/** Which leaves on the branch's field hold for the values seen so far, and what follows. */
interface State {
  readonly truth: readonly boolean[];
  readonly unions: Map<State, State>;
  node: Node | undefined;
}

const MAX_STATES = 64;
/** Values of a branch's field whose state is remembered; a power of two. */
const MAX_VALUES = 64;
const MAX_LENGTH = 64;

/** Fewer entries than this are quicker tried than divided. */
const MIN_ENTRIES = 8;
const MIN_SHARE = 0.2;
const MAX_LITERALS = 32;

/** The field that constrains the most entries, of those that they compare with few literals. */
function fieldToSettle(entries: readonly Entry[], settled: readonly string[]): string | undefined {
  const constrained = new Map<string, { count: number; last: number; readonly literals: Set<string> }>();
  for (let i = 0; i < entries.length; i++) {
    const { condition } = entries[i]!;
    for (const term of condition.kind === 'All' ? condition.terms : [condition]) {
      const constraint = constraintOf(term);
      if (constraint === NO_CONSTRAINT) continue;
      let known = constrained.get(constraint.field);
      if (known === undefined) {
        known = { count: 0, last: -1, literals: new Set() };
        constrained.set(constraint.field, known);
      }
      if (known.last !== i) known.count++;
      known.last = i;
      if (known.literals.size <= MAX_LITERALS) for (const literal of constraint.literals) known.literals.add(literal);
    }
  }
  let best: string | undefined;
  let most = Math.max(MIN_ENTRIES, entries.length * MIN_SHARE) - 1;
  for (const [field, { count, literals }] of constrained) {
    if (settled.includes(field) || literals.size > MAX_LITERALS || literals.size * 2 > count) continue;
    if (count <= most) continue;
    most = count;
    best = field;
  }
  return best;
}

/** What a term says of one field, if it is about that alone and false where the field is missing. */
interface Constraint {
  readonly field: string;
  readonly literals: readonly string[];
}

const NO_CONSTRAINT: Constraint = { field: '', literals: [] };

/** The tree grows where terms have been before. */
const knownConstraints = new WeakMap<Condition, Constraint>();

function constraintOf(term: Condition): Constraint {
  const known = knownConstraints.get(term);
  if (known !== undefined) return known;
  const found = findConstraint(term);
  knownConstraints.set(term, found);
  return found;
}

function findConstraint(term: Condition): Constraint {
  const leaves = term.kind === 'Some' ? term.terms : [term];
  let field: string | undefined;
  const literals: string[] = [];
  for (const leaf of leaves) {
    if (leaf.kind !== 'FieldLeaf' || !isOfFewValues(leaf)) return NO_CONSTRAINT;
    field ??= fieldOf(leaf);
    if (fieldOf(leaf) !== field) return NO_CONSTRAINT;
    literals.push(...literalsOf(leaf));
  }
  return field === undefined ? NO_CONSTRAINT : { field, literals };
}

const fieldNames = new WeakMap<FieldLeaf, string>();

function fieldOf(leaf: FieldLeaf): string {
  let name = fieldNames.get(leaf);
  if (name === undefined) {
    name = leaf.path.join('.');
    fieldNames.set(leaf, name);
  }
  return name;
}

function isOfFewValues({ test }: FieldLeaf): boolean {
  return test.kind === 'equals' || (test.kind === 'text' && test.wildcards.length === 0);
}

function literalsOf({ test }: FieldLeaf): readonly string[] {
  switch (test.kind) {
    case 'equals':
      return test.literals.map(({ value }) => String(value));
    case 'text':
      return [...test.texts, ...test.wildcards];
    default:
      return [JSON.stringify(test)];
  }
}

function addLeavesOn(field: string, condition: Condition, leaves: Set<FieldLeaf>): void {
  switch (condition.kind) {
    case 'All':
    case 'Some':
      for (const term of condition.terms) addLeavesOn(field, term, leaves);
      break;
    case 'None':
      addLeavesOn(field, condition.term, leaves);
      break;
    case 'FieldLeaf':
      if (fieldOf(condition) === field) leaves.add(condition);
  }
}
