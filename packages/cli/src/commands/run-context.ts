import type { ConversionStats } from '@eqlite/ecs';
import { EXIT } from '../exit-code.js';
import { EventSource, type EventVisitor, type InputForm } from '../input/event-source.js';
import { findFiles, type InputFile, STDIN } from '../input/find-files.js';
import type { LineFilter } from '../input/line-filter.js';
import { Problems, StrictError } from '../input/problems.js';
import { type ReadContext, readRecords } from '../input/read-records.js';
import { WorkerError } from '../jobs/messages.js';
import type { FoundVisitor, ParallelReading } from '../jobs/read-in-parallel.js';
import type { Workers } from '../jobs/workers.js';
import { counted, grouped, plural } from '../output/counted.js';
import type { Output } from '../output/output.js';
import type { Progress } from '../output/progress.js';

/** What `run` and `search` have in common: events from files to a visitor, with messages, progress and a summary. */

export interface Reading {
  readonly files: number;
  readonly events: number;
  /** Lines that could not matter and were not parsed. */
  readonly passedOver: number;
  readonly problems: Problems;
  readonly milliseconds: number;
  /** Ended early by the user or by a closed pipe. */
  readonly isInterrupted: boolean;
}

interface ReadEventsOptions {
  readonly input: InputForm;
  readonly strict: boolean | undefined;
  readonly timeRepair: boolean;
  /** Knows which lines of NDJSON need not be parsed. */
  readonly filter?: LineFilter | undefined;
  /** Called with the figures of each converted file. */
  readonly onFile?: (stats: ConversionStats) => void;
  /** What is counted beside events: `alerts`, `matches`. */
  readonly counted: string;
  readonly count: () => number;
  readonly signal: AbortSignal;
  /** Written out between pieces of input; reading waits for it. */
  readonly output: Output;
  /** Threads that read, and who takes what they find. */
  readonly jobs?: { readonly workers: Workers; readonly visit: FoundVisitor } | undefined;
}

/** @throws StrictError under `--strict`, once the problem has been told */
export async function readEvents(
  paths: readonly string[],
  visit: EventVisitor,
  options: ReadEventsOptions,
): Promise<Reading> {
  const started = performance.now();
  let progress: Progress | undefined;
  const print = (message: string) => {
    progress?.clear();
    process.stderr.write(`${message}\n`);
  };
  const problems = new Problems({ isStrict: options.strict === true, print });
  const { input, timeRepair: repairTime, onFile } = options;
  const source = new EventSource(visit, { input, repairTime, problems, ...(onFile && { onFile }) });
  let parallel: ParallelReading | undefined;
  let filesRead = 0;
  try {
    const files = await findFiles(paths, problems);
    progress = await progressOf(files, options.counted);
    const reading: ReadContext = {
      problems,
      filter: options.filter,
      signal: options.signal,
      onRead: (bytes) => progress?.add(bytes),
      sink: {
        open: (name) => source.open(name),
        passOver: () => source.passOver(),
        close: () => source.close(),
        betweenChunks: () => {
          if (options.output.hasPending) progress?.clear();
          const pause = options.output.flush();
          progress?.show(source.events + (parallel?.events ?? 0), options.count());
          return pause;
        },
      },
    };
    const onFile = () => filesRead++;
    if (options.jobs === undefined) {
      for (const file of files) {
        if (options.signal.aborted) break;
        onFile();
        await readRecords(file, reading);
      }
    } else {
      const { ParallelReading } = await import('../jobs/read-in-parallel.js');
      const keepsTogether = input !== 'ecs' && repairTime;
      parallel = new ParallelReading({ ...options.jobs, clocks: source.clocks, keepsTogether, reading, onFile });
      await parallel.read(files);
    }
  } finally {
    progress?.clear();
  }
  for (const line of source.clocks.report()) print(line);
  return {
    files: filesRead,
    events: source.events + (parallel?.events ?? 0),
    passedOver: (options.filter?.passedOver ?? 0) + (parallel?.passedOver ?? 0),
    problems,
    milliseconds: performance.now() - started,
    isInterrupted: options.signal.aborted,
  };
}

/** The bar is loaded only where there is a terminal to show it on. */
async function progressOf(files: readonly InputFile[], counted: string): Promise<Progress | undefined> {
  if (!process.stderr.isTTY) return undefined;
  const { Progress } = await import('../output/progress.js');
  return Progress.on(process.stderr, files, counted);
}

/** @param isDone whether all went well beside the reading */
export function exitCodeOf({ problems, isInterrupted }: Reading, isDone = true): number {
  if (isInterrupted) return EXIT.interrupted;
  return isDone && !problems.hasUnread ? EXIT.fine : EXIT.failed;
}

/** Runs a command's body; bad input under `--strict` ends it with exit code 2. */
export async function orExitCode(body: () => Promise<number>): Promise<number> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof StrictError) return EXIT.failed;
    if (error instanceof WorkerError) {
      process.stderr.write(`${error.message}\n`);
      return EXIT.failed;
    }
    throw error;
  }
}

/** What ends the reading early. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Whether nobody reads standard output any more, as after `| head`: then there is nothing more to say. */
  readonly isPipeClosed: boolean;
}

/** Aborted by the first Ctrl-C, so that what was found is still printed, and by a closed pipe; a second Ctrl-C ends the process. */
export function watchForInterruption(): Interruption {
  const controller = new AbortController();
  let isPipeClosed = false;
  process.once('SIGINT', () => controller.abort());
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isPipeClosed = true;
    controller.abort();
  });
  return {
    signal: controller.signal,
    get isPipeClosed() {
      return isPipeClosed;
    },
  };
}

/** What matchers had to do without. */
interface Losses {
  readonly late: number;
  readonly untimed: number;
  readonly evicted: number;
  readonly keysLeftOut: number;
}

/** Says so on stderr. */
export function reportLosses({ late, untimed, evicted, keysLeftOut }: Losses, latenessMs: number | undefined): void {
  const say = (count: number, noun: string, what: string) => {
    if (count > 0) process.stderr.write(`${counted(count, noun)} ${what}\n`);
  };
  const cause =
    latenessMs === undefined
      ? 'too many to be put in order; --lateness 1h or the like needs fewer at a time'
      : `further out of order than --lateness allows`;
  say(late, 'event', `left out of sequences: ${cause}`);
  say(untimed, 'event', 'left out of sequences: without a time (@timestamp)');
  say(evicted, 'unfinished sequence', 'forgotten: too many at a time');
  say(keysLeftOut, 'combination', 'of join keys left out: an event has too many values');
}

/** Tells who waits at a pipe that sequences come at its end. */
export function explainWaiting(paths: readonly string[], latenessMs: number | undefined): void {
  if (latenessMs !== undefined || !paths.includes(STDIN)) return;
  process.stderr.write('Sequences are told at the end of the input; with --lateness 30s or the like, as they come.\n');
}

/** What takes less says nothing of how fast events are. */
const LEAST_TIMED_SECONDS = 0.1;

/** The last line on stderr. */
export function summaryOf(reading: Reading, found: string): string {
  const { files, events, passedOver, problems, milliseconds } = reading;
  const seconds = milliseconds / 1000;
  const parts = [
    found,
    `${counted(events, 'event')} in ${counted(files, 'file')}`,
    ...(passedOver > 0 ? [`${counted(passedOver, 'line')} could not matter`] : []),
    ...(problems.skippedRecords > 0 ? [`${counted(problems.skippedRecords, 'record')} skipped`] : []),
    ...(problems.damagedFiles > 0 ? [`${problems.damagedFiles} ${plural(problems.damagedFiles, 'file')} damaged`] : []),
    ...(problems.emptyFolders > 0
      ? [`${problems.emptyFolders} ${plural(problems.emptyFolders, 'folder')} without events`]
      : []),
    ...(problems.unreadFiles > 0 ? [`${problems.unreadFiles} ${plural(problems.unreadFiles, 'file')} not read`] : []),
    `${seconds.toFixed(2)} s`,
    ...(seconds < LEAST_TIMED_SECONDS ? [] : [`${grouped(Math.round((events + passedOver) / seconds))} events/s`]),
    ...(reading.isInterrupted ? ['interrupted'] : []),
  ];
  return parts.join(' · ');
}
