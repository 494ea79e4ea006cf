import { grouped } from './counted.js';

const QUIET_MS = 500;
const REDRAW_MS = 100;

/** A count on stderr while work goes on whose end is not known; only on a terminal, and only if it takes a while. */
export class RunningCount {
  readonly #stream: NodeJS.WriteStream;
  readonly #counted: string;
  #due = performance.now() + QUIET_MS;
  #isShown = false;

  /** @param counted such as `rules` */
  constructor(stream: NodeJS.WriteStream, counted: string) {
    this.#stream = stream;
    this.#counted = counted;
  }

  show(count: number): void {
    const now = performance.now();
    if (!this.#stream.isTTY || now < this.#due) return;
    this.#due = now + REDRAW_MS;
    this.#stream.write(`\r${grouped(count)} ${this.#counted}`);
    this.#isShown = true;
  }

  /** Takes it away, for something else to be printed, or at the end. */
  clear(): void {
    if (this.#isShown) this.#stream.write('\r\x1b[K');
    this.#isShown = false;
  }
}
