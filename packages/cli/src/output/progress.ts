import { SingleBar } from 'cli-progress';
import type { InputFile } from '../input/find-files.js';
import { type ProgressFigures, progressLine } from './progress-line.js';

/** Input shorter than this needs no bar. */
const LONG_BYTES = 20_000_000;
const REDRAW_MS = 100;
/** The width of a terminal that does not tell. */
const PLAIN_COLUMNS = 80;

/** A bar on stderr while long input is read: bytes, events per second, what was found. Only on a terminal. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #total: number;
  readonly #counted: string;
  readonly #started = performance.now();
  /** Drawn at the moment, if any. */
  #bar: SingleBar | undefined;
  #bytes = 0;
  #shown = 0;

  /** `undefined` where no bar is wanted: in a pipe, for short input, for input of unknown length. */
  static on(stream: NodeJS.WriteStream, files: readonly InputFile[], counted: string): Progress | undefined {
    const total = files.reduce((sum, { size }) => sum + (size ?? Number.NaN), 0);
    return stream.isTTY && total >= LONG_BYTES ? new Progress(stream, total, counted) : undefined;
  }

  private constructor(stream: NodeJS.WriteStream, total: number, counted: string) {
    this.#stream = stream;
    this.#total = total;
    this.#counted = counted;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
  }

  show(events: number, found: number): void {
    const now = performance.now();
    if (now - this.#shown < REDRAW_MS) return;
    this.#shown = now;
    const figures: ProgressFigures = {
      bytes: this.#bytes,
      totalBytes: this.#total,
      events,
      found,
      counted: this.#counted,
      seconds: (now - this.#started) / 1000,
    };
    if (this.#bar === undefined) {
      const format = (_options: unknown, _parameters: unknown, shown: ProgressFigures) =>
        progressLine(shown, this.#stream.columns ?? PLAIN_COLUMNS);
      this.#bar = new SingleBar({ stream: this.#stream, clearOnComplete: true, hideCursor: true, format });
      this.#bar.start(this.#total, this.#bytes, figures);
    } else this.#bar.update(this.#bytes, figures);
  }

  /** Takes the bar away, for something else to be printed, or at the end; `show` draws it anew. */
  clear(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}
