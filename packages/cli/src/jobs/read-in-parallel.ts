import type { FoundStages } from '@eqlite/engine';
import type { Clocks, StoredDocument } from '../input/event-source.js';
import { type InputFile, STDIN } from '../input/find-files.js';
import { type ReadContext, readPart, readRecords, reportIfEmpty } from '../input/read-records.js';
import { reportNotProcessed } from '../input/record-parser.js';
import type { Finding, FoundEvent, TaskEnd } from './messages.js';
import { type PlannedTask, planTasks } from './tasks.js';
import type { Workers } from './workers.js';

/** Takes an event that some rule is after. */
export type FoundVisitor = (found: FoundStages, file: string, line: number, document?: StoredDocument) => void;

interface ParallelOptions {
  readonly workers: Workers;
  readonly visit: FoundVisitor;
  readonly clocks: Clocks;
  /** Whether records of one file are to be read together, since one may tell the time of others. */
  readonly keepsTogether: boolean;
  /** For what this thread reads itself. */
  readonly reading: ReadContext;
  /** Called before each file. */
  readonly onFile: () => void;
}

/**
 * Has files read by other threads and takes in what they find in the order of the files and lines, so that all is as if
 * this thread had read them. Standard input it reads itself, and the rest of a file that turns out to be indivisible.
 */
export class ParallelReading {
  /** What the other threads have read. */
  events = 0;
  passedOver = 0;
  readonly #options: ParallelOptions;
  /** Of the file at hand: lines and records of its parts so far, and whether this thread has read the rest. */
  #lines = 0;
  #records = 0;
  #isDone = false;
  /** Of the file, or the member of an archive, at hand. */
  #name = '';

  constructor(options: ParallelOptions) {
    this.#options = options;
  }

  async read(files: readonly InputFile[]): Promise<void> {
    const { workers, reading, onFile, keepsTogether } = this.#options;
    const tasks = await planTasks(files, keepsTogether);
    workers.begin(tasks, ({ file }) => file.path === STDIN);
    for (const [number, task] of tasks.entries()) {
      if (reading.signal.aborted) return;
      const { file, part } = task;
      if (part === undefined || part.start === 0) {
        onFile();
        this.#lines = 0;
        this.#records = 0;
        this.#isDone = false;
      }
      if (file.path === STDIN) await readRecords(file, reading);
      else if (!this.#isDone) await this.#takeIn(number, task, tasks);
    }
  }

  async #takeIn(number: number, { file, part }: PlannedTask, tasks: readonly PlannedTask[]): Promise<void> {
    const { workers, reading } = this.#options;
    const { problems } = reading;
    const passedOver = this.passedOver;
    const end = await this.#findingsOf(number);
    if (part === undefined || end === undefined) return;
    this.#lines += end.lines;
    this.#records += end.records + this.passedOver - passedOver;
    if (end.needsWhole) {
      for (let other = number; tasks[other]?.file === file; other++) workers.drop(other);
      this.#isDone = true;
      if (part.start === 0) {
        await readRecords(file, reading);
        return;
      }
      const rest = { start: part.start, end: Number.POSITIVE_INFINITY };
      this.#records += (await readPart(file, rest, reading, this.#lines + 1)).records;
    } else if (part.end < Number.POSITIVE_INFINITY) return;
    reportIfEmpty(file.path, this.#records, reading);
    problems.endFile(file.path);
  }

  /** Takes in all that a task finds. `undefined` when the reading is ended early. */
  async #findingsOf(number: number): Promise<TaskEnd | undefined> {
    const { workers, reading } = this.#options;
    for (;;) {
      const findings = await workers.take(number, reading.signal);
      if (findings === undefined) return undefined;
      const { batches, bytes, events, passedOver, end } = findings;
      reading.onRead(bytes);
      if (end?.needsWhole) return end;
      this.events += events;
      this.passedOver += passedOver;
      for (const batch of batches) {
        for (let i = 0; i < batch.length; i++) {
          const finding: Finding = JSON.parse(batch[i]!);
          if (isEvent(finding)) this.#takeEvent(finding, batch[++i]!);
          else this.#takeOne(finding);
        }
        const pause = reading.sink.betweenChunks();
        if (pause !== undefined) await pause;
        if (reading.signal.aborted) return undefined;
      }
      if (end !== undefined) return end;
    }
  }

  #takeOne(finding: Exclude<Finding, FoundEvent>): void {
    const { clocks, reading } = this.#options;
    const { problems } = reading;
    if ('open' in finding) this.#name = finding.open;
    else if ('problem' in finding) {
      const [kind, file, line, column, text] = finding.problem;
      // Told once a file, of however many parts.
      if (kind === 'rounded_number' && problems.countOf(kind) > 0) return;
      const place = { line: line === null ? undefined : line + this.#lines, column: column ?? undefined };
      problems.report(kind, file, place, text);
    } else if ('more' in finding) problems.count(...finding.more);
    else if ('endFile' in finding) problems.endFile(finding.endFile);
    else if ('time' in finding) clocks.add(finding);
  }

  #takeEvent([line, stages, bytes, timesMs, document]: FoundEvent, text: string): void {
    const { visit, reading } = this.#options;
    const place = line + this.#lines;
    try {
      visit(new UnreadEvent(stages, bytes, timesMs, text), this.#name, place, document);
    } catch (error) {
      reportNotProcessed(reading.problems, this.#name, place, error);
    }
  }
}

/** Most events are for later steps of sequences that never begin: to parse them here would take as long as it took there. */
class UnreadEvent implements FoundStages {
  readonly stages: FoundStages['stages'];
  readonly bytes: FoundStages['bytes'];
  readonly timesMs: FoundStages['timesMs'];
  #text: string | undefined;
  #event: FoundStages['event'] | undefined;

  constructor(
    stages: FoundStages['stages'],
    bytes: FoundStages['bytes'],
    timesMs: FoundStages['timesMs'],
    text: string,
  ) {
    this.stages = stages;
    this.bytes = bytes;
    this.timesMs = timesMs;
    this.#text = text;
  }

  get event(): FoundStages['event'] {
    if (this.#event === undefined) {
      this.#event = JSON.parse(this.#text!) as FoundStages['event'];
      this.#text = undefined;
    }
    return this.#event;
  }
}

function isEvent(finding: Finding): finding is FoundEvent {
  return Array.isArray(finding);
}
