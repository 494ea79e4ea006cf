import type { Entry, Source, Step } from './entries.js';
import { type Draft, putForeign } from './event.js';
import { type EventFields, field, scalarText } from './raw-record.js';

/** Steps made ready: in order, and which raw fields they take away. */
export interface CompiledSteps {
  readonly steps: readonly Step[];
  readonly moved: ReadonlySet<string>;
}

/** An entry of a source's table made ready. */
export interface Plan extends CompiledSteps {
  readonly source: Source;
  readonly entry: Entry;
  /** Whether the table has an entry for the id. */
  readonly isKnown: boolean;
}

/** A source made ready: its plans by event id, and the one for ids it has no entry for. */
export interface CompiledSource {
  readonly plans: ReadonlyMap<string, Plan>;
  readonly unknown: Plan;
}

/** Prepares a table. Done once, when the module is loaded. */
export function compileSource(source: Source): CompiledSource {
  return {
    plans: new Map(Object.entries(source.entries).map(([id, entry]) => [id, compilePlan(source, entry, true)])),
    unknown: compilePlan(source, {}, false),
  };
}

function compilePlan(source: Source, entry: Entry, isKnown: boolean): Plan {
  const { steps, moved } = compileSteps([...(source.common ?? []), ...(entry.fields ?? [])], source.timeField);
  return { source, entry, isKnown, steps, moved };
}

/** @param taken a field that is taken away by the caller */
export function compileSteps(steps: readonly Step[], taken?: string): CompiledSteps {
  const moved = new Set(steps.filter((step) => !step.keeps).map((step) => step.from));
  if (taken !== undefined) moved.add(taken);
  return { steps, moved };
}

export function planOf(source: CompiledSource, id: string): Plan {
  return source.plans.get(id) ?? source.unknown;
}

/**
 * Runs steps over the fields of a record. What no step takes goes where `rest` says, under its own name: scalars as
 * text, as Winlogbeat has them.
 */
export function runSteps(
  { steps, moved }: CompiledSteps,
  record: EventFields,
  draft: Draft,
  rest: (draft: Draft) => Draft,
): void {
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    const value = field(record, step.from);
    if (value === undefined) continue;
    const isWritten = step.write(value, draft, record);
    if (!isWritten && !step.keeps) rest(draft)[step.from] = value;
  }
  const { data, metadata, isEscaped } = record;
  let target: Draft | undefined;
  for (const key in data) {
    if (metadata.has(key)) continue;
    let value = data[key];
    if (typeof value === 'object') {
      if (value === null) continue;
    } else {
      if (moved.has(key)) continue;
      value = scalarText(value, isEscaped);
      if (value === undefined) continue;
    }
    target ??= rest(draft);
    if (!Object.hasOwn(target, key)) putForeign(target, key, value); // a step may have put something better there
  }
}
