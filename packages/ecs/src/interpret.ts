import type { Entry, FieldStep, GroupStep, Source, Step } from './entries.js';
import { type Draft, nodeAt, putForeign } from './event.js';
import { routeOf } from './layout.js';
import { type EventFields, scalarText } from './raw-record.js';

/** Steps made ready. */
export interface CompiledSteps {
  readonly steps: readonly CompiledStep[];
  /** Where the fields that steps read are put. */
  readonly slots: ReadonlyMap<string, Slot>;
}

/** A step with the slots of its fields. Both kinds have the same properties, which the loop over them is fast by. */
interface CompiledStep {
  /** Past the last slot, where nothing is, for the fields that a step has not. */
  readonly first: number;
  readonly second: number;
  readonly third: number;
  readonly fourth: number;
  readonly field: FieldStep | undefined;
  readonly group: GroupStep | undefined;
  readonly relates: boolean;
}

/** Where the value of a field waits for its steps. */
export interface Slot {
  readonly index: number;
  /** Whether the field stays in any case: no step moves it. */
  readonly stays: boolean;
}

/** A record's values, sorted by what becomes of them. */
export interface Collected {
  /** By the slots of steps. */
  readonly fields: (string | undefined)[];
  /** Fields that no step takes, scalars as text, as Winlogbeat has them. */
  readonly rest: Draft | undefined;
}

/** An entry of a source's table made ready. */
export interface Plan extends CompiledSteps {
  readonly source: Source;
  readonly entry: Entry;
  /** Whether the table has an entry for the id. */
  readonly isKnown: boolean;
  /** The slot of the field that has the right time. */
  readonly timeSlot: number | undefined;
  /** The few forms that `event` of its events takes. */
  readonly eventForms: EventForm[];
}

/** `event` of the events that agree in what it is made of. */
interface EventForm {
  readonly id: string;
  readonly provider: string | undefined;
  readonly action: string | readonly string[] | undefined;
  readonly outcome: string | undefined;
  readonly event: Draft;
}

/** A source made ready: its plans by event id, and the one for ids it has no entry for. */
/** A table with the plans for the ids that have come; most ids of a table never do. */
export interface CompiledSource {
  readonly source: Source;
  readonly plans: Map<string, Plan>;
  unknown: Plan | undefined;
}

export function compileSource(source: Source): CompiledSource {
  return { source, plans: new Map(), unknown: undefined };
}

function compilePlan(source: Source, entry: Entry, isKnown: boolean): Plan {
  const compiled = compileSteps([...(source.common ?? []), ...(entry.fields ?? [])]);
  const timeSlot = source.timeField === undefined ? undefined : compiled.slots.get(source.timeField)?.index;
  return { source, entry, isKnown, timeSlot, eventForms: [], ...compiled };
}

export function compileSteps(steps: readonly Step[]): CompiledSteps {
  const slots = new Map<string, Slot>();
  for (const step of steps) {
    for (const from of fieldsOf(step)) {
      const slot = slots.get(from);
      const stays = step.keeps && (slot?.stays ?? true);
      slots.set(from, { index: slot?.index ?? slots.size, stays });
    }
  }
  const compiled = steps.map((step) => {
    const [first, second, third, fourth] = fieldsOf(step).map((from) => slots.get(from)!.index);
    const none = slots.size;
    const field = 'from' in step ? step : undefined;
    const group = 'group' in step ? step : undefined;
    const { relates } = step;
    return {
      first: first!,
      second: second ?? none,
      third: third ?? none,
      fourth: fourth ?? none,
      field,
      group,
      relates,
    };
  });
  return { steps: compiled, slots };
}

function fieldsOf(step: Step): readonly string[] {
  return 'from' in step ? [step.from] : step.group;
}

export function planOf(compiled: CompiledSource, id: string): Plan {
  const { source, plans } = compiled;
  const known = plans.get(id);
  if (known !== undefined) return known;
  const entry = Object.hasOwn(source.entries, id) ? source.entries[id] : undefined;
  if (entry === undefined) {
    compiled.unknown ??= compilePlan(source, {}, false);
    return compiled.unknown;
  }
  const plan = compilePlan(source, entry, true);
  plans.set(id, plan);
  return plan;
}

/** Sorts the values of a record. */
export function collect(
  compiled: CompiledSteps,
  { keys, values, isEscaped, layout, metadata }: EventFields,
): Collected {
  const route = layout === undefined ? undefined : routeOf(layout, compiled, metadata);
  const names = route?.names ?? keys;
  const fields: (string | undefined)[] = new Array(compiled.slots.size + 1);
  let rest: Draft | undefined;
  for (let i = 0; i < names.length; i++) {
    const slot = route === undefined ? compiled.slots.get(keys[i]!) : route.slots[i];
    const raw = route === undefined ? values[i] : values[route.positions[i]!];
    const text = scalarText(raw, isEscaped);
    if (text !== undefined && slot !== undefined) {
      fields[slot.index] = text;
      if (!slot.stays) continue;
    }
    if (text === undefined && (typeof raw !== 'object' || raw === null)) continue;
    rest ??= {};
    putForeign(rest, names[i]!, text ?? raw);
  }
  return { fields, rest };
}

/**
 * Runs steps in their order. What a step declines goes to the node at `restPath`, under its own name.
 * @returns whether a step has run that may write what `related` collects
 */
export function runSteps(
  { steps }: CompiledSteps,
  { fields }: Collected,
  record: EventFields,
  draft: Draft,
  restPath: readonly string[],
): boolean {
  let relates = false;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    const { field } = step;
    const value = fields[step.first];
    if (field !== undefined) {
      if (value === undefined) continue;
      if (field.write(value, draft, record) === false && !field.keeps) nodeAt(draft, restPath)[field.from] = value;
    } else {
      const b = fields[step.second];
      const c = fields[step.third];
      const d = fields[step.fourth];
      if (value === undefined && b === undefined && c === undefined && d === undefined) continue;
      step.group!.writeGroup(draft, value, b, c, d);
    }
    relates ||= step.relates;
  }
  return relates;
}
