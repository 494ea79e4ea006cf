import { type Draft, nodeAt } from './event.js';
import type { EventFields, System } from './raw-record.js';
import { isRelated } from './related.js';
import { writeExecutable, writeFilePath } from './values/paths.js';
import { type Texts, text } from './values/scalars.js';

/** What becomes of one raw field, or of a few that belong together. */
export type Step = FieldStep | GroupStep;

/**
 * `write` is called when the record has a value for the field. It declines by returning false: the value then stays with
 * the fields that no step takes (`winlog.event_data` of a Windows record).
 */
export interface FieldStep {
  readonly from: string;
  /** Whether the raw field stays in any case: a copy rather than a move. */
  readonly keeps: boolean;
  /** Whether it may write what `related` collects. */
  readonly relates: boolean;
  readonly write: (value: string, draft: Draft, record: EventFields) => unknown;
}

/**
 * Up to four fields that belong together. `writeGroup` is called when the record has one of them, and takes them all. It
 * exists for speed: an object written at once, by fixed names, costs a fraction of one written field by field.
 */
export interface GroupStep {
  readonly group: readonly string[];
  readonly keeps: boolean;
  readonly relates: boolean;
  readonly writeGroup: (draft: Draft, first?: string, second?: string, third?: string, fourth?: string) => void;
}

/** One event id: what it is, and what becomes of its fields, in order. Fields without a step stay as they are. */
export interface Entry {
  readonly category?: readonly string[];
  readonly type?: readonly string[];
  /** Left out where the task's text is the action. A list stays a list. */
  readonly action?: string | readonly string[];
  readonly fields?: readonly Step[];
}

/** A log source: the providers and channels it is known by, and its entries by event id. */
export interface Source {
  readonly name: string;
  readonly providers: readonly string[];
  readonly channels: readonly string[];
  readonly module: string;
  readonly dataset: string;
  /** Steps of every id, unknown ones included. An entry's own come after them and may overwrite what they wrote. */
  readonly common?: readonly Step[];
  readonly entries: { readonly [id: string]: Entry };
  /** Whether its steps write into `event`, which is shared between events otherwise. */
  readonly writesEvent?: true;
  /** Task texts by number, for shapes that have only the number. */
  readonly tasks?: Texts;
  /** What does not come from a field of the event. Runs before the steps. */
  readonly prepare?: {
    readonly relates: boolean;
    readonly write: (draft: Draft, system: System, record: EventFields) => void;
  };
  /** The field that has the right time, whatever clock the shape has. */
  readonly timeField?: string;
}

/** A value made of another; undefined when it cannot be made. */
export type Convert = (value: string) => unknown;

function writer(to: string, convert: Convert): FieldStep['write'] {
  const path = to.split('.');
  const last = path.pop()!;
  return (value, draft) => {
    const converted = convert(value);
    if (converted === undefined) return false;
    nodeAt(draft, path)[last] = converted;
    return true;
  };
}

/** The value moves to `to`. */
export function move(from: string, to: string, convert: Convert = text): Step {
  return { from, keeps: false, relates: isRelated(to), write: writer(to, convert) };
}

/** The value is copied to `to`, and stays. */
export function copy(from: string, to: string, convert: Convert = text): Step {
  return { ...move(from, to, convert), keeps: true };
}

/** The value moves by a function that may write several fields. It declines by returning false. */
export function moveBy(from: string, write: FieldStep['write']): Step {
  return { from, keeps: false, relates: true, write };
}

/** As `moveBy`, and the value stays. */
export function copyBy(from: string, write: FieldStep['write']): Step {
  return { from, keeps: true, relates: true, write };
}

/** The step, which is known to write nothing that `related` collects. Then most events are spared the search for it. */
export function unrelated(step: Step): Step {
  return { ...step, relates: false };
}

/** The value stays, converted. */
export function convert(name: string, conversion: Convert): Step {
  return move(name, `winlog.event_data.${name}`, conversion);
}

/** The value stays, under another name. */
export function rename(from: string, to: string): Step {
  return move(from, `winlog.event_data.${to}`);
}

/** A program's path: `executable` and `name` under `to`. A path without a separator is a name only with `isWholeName`. */
export function executable(from: string, to: string, isWholeName = false): Step {
  const node = to.split('.');
  return unrelated(moveBy(from, (path, draft) => writeExecutable(path, nodeAt(draft, node), isWholeName)));
}

/** A file's path: `path`, `name`, `directory`, `extension` under `file`. */
export function filePath(from: string): Step {
  return unrelated(moveBy(from, writeFilePath));
}

/** A command line: `command_line`, `args` and their count under `to`. */
export function commandLine(from: string, to: string, split: (line: string) => string[]): Step {
  const node = to.split('.');
  const write: FieldStep['write'] = (line, draft) => {
    const process = nodeAt(draft, node);
    const args = split(line);
    process.command_line = line;
    process.args = args;
    process.args_count = args.length;
  };
  return unrelated(moveBy(from, write));
}
