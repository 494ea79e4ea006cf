import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import type { InputFile } from '../input/find-files.js';

/** Input shorter than this needs no bar. */
const LONG_BYTES = 20_000_000;
const REDRAW_MS = 100;

/** A bar on stderr while long input is read: bytes, events per second, what was found. Only on a terminal. */
export class Progress {
  readonly #bars: MultiBar;
  readonly #bar: SingleBar;
  readonly #counted: string;
  readonly #started = performance.now();
  #bytes = 0;
  #shown = 0;

  /** `undefined` where no bar is wanted: in a pipe, for short input, for input of unknown length. */
  static on(stream: NodeJS.WriteStream, files: readonly InputFile[], counted: string): Progress | undefined {
    const total = files.reduce((sum, { size }) => sum + (size ?? Number.NaN), 0);
    return stream.isTTY && total >= LONG_BYTES ? new Progress(stream, total, counted) : undefined;
  }

  private constructor(stream: NodeJS.WriteStream, total: number, counted: string) {
    this.#counted = counted;
    this.#bars = new MultiBar(
      {
        stream,
        clearOnComplete: true,
        hideCursor: true,
        format: ' {bar} {percentage}% · {read} MB · {rate} events/s · {found} {counted}',
      },
      Presets.shades_classic,
    );
    this.#bar = this.#bars.create(total, 0, { read: '0', rate: '0', found: '0', counted });
  }

  add(bytes: number): void {
    this.#bytes += bytes;
  }

  show(events: number, found: number): void {
    const now = performance.now();
    if (now - this.#shown < REDRAW_MS) return;
    this.#shown = now;
    const seconds = Math.max((now - this.#started) / 1000, 1e-3);
    this.#bar.update(this.#bytes, {
      read: (this.#bytes / 1e6).toFixed(0),
      rate: Math.round(events / seconds).toLocaleString('en'),
      found: found.toLocaleString('en'),
      counted: this.#counted,
    });
  }

  /** Takes the bar away: for a message, or at the end. */
  clear(): void {
    this.#bars.stop();
  }
}
