import type { ConversionStats } from '@eqlite/ecs';
import type { FoundStages, Settings } from '@eqlite/engine';
import type { InputForm, StoredDocument } from '../input/event-source.js';
import type { InputFile } from '../input/find-files.js';
import type { ProblemKind } from '../input/problems.js';
import type { Part } from '../input/read-records.js';

/** What the threads of `--jobs` say to each other. */

/** What a worker knows from the start. */
export interface WorkerSetting {
  /** The parsed queries as JSON, which is read faster than they are copied, and what each goes by. */
  readonly queries: string;
  readonly settings: readonly Settings[];
  readonly input: InputForm;
  readonly repairTime: boolean;
  readonly isStrict: boolean;
  /** What a filter of lines looks for; none without. */
  readonly filterTexts: readonly string[] | undefined;
  /** Whether it checks the lines that it passes over. */
  readonly isChecking: boolean;
}

/** To a worker: something to read, or that bytes of its results have been taken in. */
export type Order =
  | { readonly task: number; readonly file: InputFile; readonly part?: Part }
  | { readonly taken: number };

/**
 * From a worker: some of what it has found, in order. A part of a file is one message, since it may turn out that it
 * cannot be read by itself.
 */
export interface Findings {
  readonly task: number;
  /** Lists of findings as JSON, each of which is followed by its event, as JSON, if it has one. */
  readonly batches: readonly (readonly string[])[];
  /** What they count for where it is limited how many wait. */
  readonly weight: number;
  /** Bytes read, events and lines passed over since the last message. */
  readonly bytes: number;
  readonly events: number;
  readonly passedOver: number;
  /** With the last message of a task. */
  readonly end?: TaskEnd;
}

export interface TaskEnd {
  readonly lines: number;
  readonly records: number;
  /** The part has records whose time others of the file tell, or cannot be read to its end: nothing in it counts. */
  readonly needsWhole: boolean;
}

/** What the main thread does in order, as it would have done itself. Lines count from the start of the part. */
export type Finding =
  | FoundEvent
  | { readonly open: string }
  | {
      readonly problem: readonly [
        kind: ProblemKind,
        file: string,
        line: number | null,
        column: number | null,
        text: string,
      ];
    }
  | { readonly more: readonly [kind: ProblemKind, count: number] }
  | { readonly endFile: string }
  | { readonly time: ConversionStats['time'] };

/** What is known of an event without the event. */
export type FoundEvent = readonly [
  line: number,
  stages: FoundStages['stages'],
  bytes: FoundStages['bytes'],
  timesMs: FoundStages['timesMs'],
  document?: StoredDocument,
];

/** Why the threads cannot go on. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';
}
