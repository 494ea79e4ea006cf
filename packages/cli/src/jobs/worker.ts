import { parentPort, workerData } from 'node:worker_threads';
import { standsAlone } from '@eqlite/ecs';
import { compile, createStageFinder, type StageFinder } from '@eqlite/engine';
import type { QueryNode } from '@eqlite/syntax';
import { EventSource } from '../input/event-source.js';
import type { InputFile } from '../input/find-files.js';
import { LineFilter } from '../input/line-filter.js';
import { StrictError } from '../input/problems.js';
import { type Part, type ReadContext, readPart, readRecords } from '../input/read-records.js';
import type { RecordVisitor } from '../input/record-parser.js';
import { exactText } from './exact-text.js';
import { type Finding, type Findings, type Order, type TaskEnd, type WorkerSetting, weightOf } from './messages.js';
import { RecordedProblems } from './recorded-problems.js';

/** A thread that reads files, or parts of them, and finds the events that some rule is after. */

/** Results are handed over in pieces of about so many characters … */
const BATCH_LENGTH = 2 ** 17;
/** … and no more than so many wait to be taken in. */
const MAX_WAITING = 2 ** 24;

/** What is found in a file, or in a part of one. */
class Task {
  readonly #number: number;
  readonly #part: Part | undefined;
  readonly #filter = LineFilter.for(setting.filterTexts, setting);
  readonly #problems: RecordedProblems;
  readonly #source: EventSource;
  /** Complete batches, and the one that grows. */
  #batches: string[] = [];
  #batch = '';
  #bytes = 0;
  /** Of what has been sent. */
  #events = 0;
  #passedOver = 0;
  #needsWhole = false;

  constructor(number: number, part: Part | undefined) {
    this.#number = number;
    this.#part = part;
    const { input, repairTime, isStrict } = setting;
    this.#problems = new RecordedProblems(isStrict, (finding) => this.#add(finding));
    this.#source = new EventSource(
      (event, _file, line, document) => {
        const found = finder.find(event);
        if (found === undefined) return;
        const stored = document === undefined ? '' : `,${JSON.stringify(document)}`;
        this.#addText(`[${line},[${found.stages}],${exactText(found.event)}${stored}]`);
      },
      { input, repairTime, problems: this.#problems, clocks: { add: ({ time }) => this.#add({ time }) } },
    );
  }

  async read(file: InputFile): Promise<void> {
    const end = { lines: 0, records: 0 };
    try {
      if (this.#part === undefined) end.records = await readRecords(file, this.#context());
      else {
        const { lines, records, isCut } = await readPart(file, this.#part, this.#context());
        Object.assign(end, { lines, records });
        this.#needsWhole ||= isCut;
      }
      if (this.#part !== undefined) this.#problems.endPart(file.path);
    } catch (error) {
      if (!(error instanceof StrictError || error === NEEDS_WHOLE)) throw error; // StrictError is told by the main thread
    }
    this.#send({ ...end, needsWhole: this.#needsWhole });
  }

  #context(): ReadContext {
    return {
      problems: this.#problems,
      filter: this.#filter,
      signal: new AbortController().signal, // the thread as a whole is ended
      onRead: (bytes) => {
        this.#bytes += bytes;
      },
      sink: {
        open: (name) => this.#open(name),
        passOver: () => this.#source.passOver(),
        close: () => this.#source.close(),
        betweenChunks: () => this.#betweenChunks(),
      },
    };
  }

  #open(name: string): RecordVisitor {
    this.#add({ open: name });
    const visit = this.#source.open(name);
    if (this.#part === undefined || setting.input === 'ecs' || !setting.repairTime) return visit;
    return (record, line) => {
      if (!standsAlone(record)) this.#needsWhole = true;
      if (!this.#needsWhole) visit(record, line);
    };
  }

  #betweenChunks(): Promise<void> | undefined {
    if (this.#needsWhole) throw NEEDS_WHOLE;
    if (this.#part !== undefined || (this.#batches.length === 0 && this.#bytes < BATCH_LENGTH)) return undefined;
    this.#send();
    return waiting <= MAX_WAITING ? undefined : until(() => waiting <= MAX_WAITING);
  }

  #add(finding: Finding): void {
    this.#addText(JSON.stringify(finding));
  }

  #addText(finding: string): void {
    this.#batch += `${this.#batch === '' ? '[' : ','}${finding}`;
    if (this.#batch.length >= BATCH_LENGTH) this.#endBatch();
  }

  #endBatch(): void {
    if (this.#batch !== '') this.#batches.push(`${this.#batch}]`);
    this.#batch = '';
  }

  #send(end?: TaskEnd): void {
    this.#endBatch();
    const { events } = this.#source;
    const passedOver = this.#filter?.passedOver ?? 0;
    const findings: Findings = {
      task: this.#number,
      batches: end?.needsWhole ? [] : this.#batches,
      bytes: this.#bytes,
      events: events - this.#events,
      passedOver: passedOver - this.#passedOver,
      ...(end && { end }),
    };
    waiting += weightOf(findings);
    port.postMessage(findings);
    this.#batches = [];
    this.#bytes = 0;
    this.#events = events;
    this.#passedOver = passedOver;
  }
}

const NEEDS_WHOLE = new Error('the part cannot be read by itself');

const port = parentPort!;
const setting = workerData as WorkerSetting;
const finder = finderOf(setting);
const orders: Extract<Order, { task: number }>[] = [];
let waiting = 0;
let wake = () => {};

port.on('message', (order: Order) => {
  if ('taken' in order) waiting -= order.taken;
  else orders.push(order);
  wake();
});

for (;;) {
  await until(() => orders.length > 0 && waiting <= MAX_WAITING);
  const { task, file, part } = orders.shift()!;
  await new Task(task, part).read(file);
}

function finderOf({ queries, settings }: WorkerSetting): StageFinder {
  const parsed: QueryNode[] = JSON.parse(queries);
  return createStageFinder(parsed.map((query, i) => compile(query, settings[i]!)))!; // else there are no workers
}

async function until(isMet: () => boolean): Promise<void> {
  while (!isMet()) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
