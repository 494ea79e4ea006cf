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
import type { Finding, Findings, Order, TaskEnd, WorkerSetting } from './messages.js';
import { RecordedProblems } from './recorded-problems.js';

/** A thread that reads files, or parts of them, and finds the events that some rule is after. */

/** Results are handed over in pieces of about so many characters … */
const BATCH_LENGTH = 2 ** 17;
/** … and no more than so many wait to be taken in, where a message counts for some itself. */
const MAX_WAITING = 2 ** 24;
const MESSAGE_WEIGHT = 4096;

/** What is found in a file, or in a part of one. */
class Task {
  readonly #number: number;
  readonly #part: Part | undefined;
  readonly #filter = LineFilter.for(setting.filterTexts, setting);
  readonly #problems: RecordedProblems;
  readonly #source: EventSource;
  /** Complete batches, and the one that grows. */
  #batches: string[][] = [];
  #batch: string[] = [];
  #batchLength = 0;
  #length = 0;
  #bytes = 0;
  /** Of what has been sent. */
  #events = 0;
  #passedOver = 0;
  #needsWhole = false;
  /** The record at hand, and the JSON that it was read from. */
  #record: object | undefined;
  #text: string | undefined;

  constructor(number: number, part: Part | undefined) {
    this.#number = number;
    this.#part = part;
    const { input, repairTime, isStrict } = setting;
    this.#problems = new RecordedProblems(isStrict, (finding) => this.#add(finding));
    this.#source = new EventSource(
      (event, _file, line, document) => {
        const found = finder.find(event);
        if (found === undefined) return;
        const { stages, bytes, timesMs } = found;
        this.#add(document === undefined ? [line, stages, bytes, timesMs] : [line, stages, bytes, timesMs, document]);
        this.#addText(found.event === this.#record ? this.#text! : exactText(found.event));
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
    const isUncertain = this.#part !== undefined && setting.input !== 'ecs' && setting.repairTime;
    return (record, line, text) => {
      this.#record = text === undefined ? undefined : record;
      this.#text = text;
      if (isUncertain && !standsAlone(record)) this.#needsWhole = true;
      if (!this.#needsWhole) visit(record, line);
    };
  }

  #betweenChunks(): Promise<void> | undefined {
    if (this.#needsWhole) throw NEEDS_WHOLE;
    const isLittle = this.#batches.length === 0 && this.#batchLength + this.#bytes < BATCH_LENGTH;
    if (this.#part !== undefined || isLittle) return undefined;
    this.#send();
    return waiting <= MAX_WAITING ? undefined : until(() => waiting <= MAX_WAITING);
  }

  #add(finding: Finding): void {
    if (this.#batchLength >= BATCH_LENGTH) this.#endBatch();
    this.#addText(JSON.stringify(finding));
  }

  #addText(text: string): void {
    this.#batch.push(text);
    this.#batchLength += text.length;
  }

  #endBatch(): void {
    if (this.#batch.length > 0) this.#batches.push(this.#batch);
    this.#length += this.#batchLength;
    this.#batch = [];
    this.#batchLength = 0;
  }

  #send(end?: TaskEnd): void {
    this.#endBatch();
    const { events } = this.#source;
    const passedOver = this.#filter?.passedOver ?? 0;
    const findings: Findings = {
      task: this.#number,
      batches: end?.needsWhole ? [] : this.#batches,
      weight: MESSAGE_WEIGHT + this.#length,
      bytes: this.#bytes,
      events: events - this.#events,
      passedOver: passedOver - this.#passedOver,
      ...(end && { end }),
    };
    waiting += findings.weight;
    port.postMessage(findings);
    this.#batches = [];
    this.#length = 0;
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
