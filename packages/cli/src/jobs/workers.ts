import { Worker } from 'node:worker_threads';
import { type Findings, type Order, WorkerError, type WorkerSetting } from './messages.js';
import type { PlannedTask } from './tasks.js';

/** So many tasks a worker has at most: one to work on, and the next. */
const MAX_LOAD = 2;

interface Thread {
  readonly worker: Worker;
  load: number;
}

/** What a task has found so far that nobody has taken yet. */
interface Pending extends PlannedTask {
  readonly findings: Findings[];
  thread: Thread | undefined;
  isDropped: boolean;
}

/** Threads that work on tasks ahead of whoever takes the findings in order. */
export class Workers {
  readonly #count: number;
  readonly #setting: WorkerSetting;
  #threads: readonly Thread[] = [];
  #tasks: readonly Pending[] = [];
  #next = 0;
  #failure: WorkerError | undefined;
  #wake = () => {};

  /** @param count how many threads there are at most; none before there is something to do */
  constructor(count: number, setting: WorkerSetting) {
    this.#count = count;
    this.#setting = setting;
  }

  /** Deals out tasks, those that `isOwn` excepted: these the caller sees to. To be called once. */
  begin(tasks: readonly PlannedTask[], isOwn: (task: PlannedTask) => boolean): void {
    this.#tasks = tasks.map((task) => ({ ...task, findings: [], thread: undefined, isDropped: isOwn(task) }));
    const dealt = this.#tasks.filter(({ isDropped }) => !isDropped);
    this.#threads = Array.from({ length: Math.min(this.#count, dealt.length) }, () => this.#start(this.#setting));
    this.#deal();
  }

  /**
   * The next findings of a task; to be called for one task after the other. `undefined` once the signal is aborted.
   * @throws WorkerError when a thread has ended
   */
  async take(task: number, signal: AbortSignal): Promise<Findings | undefined> {
    const pending = this.#tasks[task]!;
    const wake = () => this.#wake();
    signal.addEventListener('abort', wake);
    try {
      while (pending.findings.length === 0) {
        if (this.#failure !== undefined) throw this.#failure;
        if (signal.aborted) return undefined;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
    const findings = pending.findings.shift()!;
    this.#acknowledge(pending, findings);
    return findings;
  }

  /** The findings of a task are of no interest any more. */
  drop(task: number): void {
    const pending = this.#tasks[task]!;
    pending.isDropped = true;
    for (const findings of pending.findings.splice(0)) this.#acknowledge(pending, findings);
  }

  async end(): Promise<void> {
    this.#failure ??= new WorkerError('ended');
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #start(workerData: WorkerSetting): Thread {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData });
    const thread: Thread = { worker, load: 0 };
    const fail = (reason: string) => {
      this.#failure ??= new WorkerError(`a thread of --jobs has ended: ${reason}`);
      this.#wake();
    };
    worker.on('error', (error) => fail(error.message));
    worker.on('exit', (code) => fail(`exit code ${code}`));
    worker.on('message', (findings: Findings) => this.#receive(thread, findings));
    return thread;
  }

  #receive(thread: Thread, findings: Findings): void {
    const pending = this.#tasks[findings.task]!;
    if (pending.isDropped) this.#acknowledge(pending, findings);
    else pending.findings.push(findings);
    if (findings.end !== undefined) {
      thread.load--;
      this.#deal();
    }
    this.#wake();
  }

  #acknowledge({ thread }: Pending, findings: Findings): void {
    this.#send(thread!, { taken: findings.weight });
  }

  #deal(): void {
    for (; this.#next < this.#tasks.length; this.#next++) {
      const task = this.#tasks[this.#next]!;
      if (task.isDropped) continue;
      const thread = this.#threads.reduce((least, other) => (other.load < least.load ? other : least));
      if (thread.load === MAX_LOAD) return;
      thread.load++;
      task.thread = thread;
      const { file, part } = task;
      this.#send(thread, { task: this.#next, file, ...(part && { part }) });
    }
  }

  #send({ worker }: Thread, order: Order): void {
    worker.postMessage(order);
  }
}
