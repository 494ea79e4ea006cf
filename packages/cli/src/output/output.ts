/** Strings have an end, at 512 MiB; what is longer than this is a piece of its own. */
const PIECE_LENGTH = 2 ** 20;

/** Collects text and writes it out between pieces of input, waiting where the reader is slow. */
export class Output {
  /** What waits: whole pieces in order, and the one that grows. */
  readonly #pieces: string[] = [];
  #pending = '';

  write(text: string): void {
    this.#pending += text;
    if (this.#pending.length >= PIECE_LENGTH) this.#endPiece();
  }

  get hasPending(): boolean {
    return this.#pending !== '' || this.#pieces.length > 0;
  }

  /** A promise where the reader has to catch up. */
  flush(): Promise<void> | undefined {
    this.#endPiece();
    for (let piece = this.#pieces.shift(); piece !== undefined; piece = this.#pieces.shift()) {
      if (!process.stdout.write(piece)) return drained().then(() => this.#goOn());
    }
    return undefined;
  }

  #goOn(): Promise<void> | undefined {
    if (process.stdout.writable) return this.flush();
    this.#pieces.length = 0; // nobody reads
    return undefined;
  }

  #endPiece(): void {
    if (this.#pending !== '') this.#pieces.push(this.#pending);
    this.#pending = '';
  }
}

/** Standard output takes more, or never will. */
function drained(): Promise<void> {
  return new Promise((resolve) => {
    const events = ['drain', 'close', 'error'];
    const goOn = () => {
      for (const event of events) process.stdout.off(event, goOn);
      resolve();
    };
    for (const event of events) process.stdout.on(event, goOn);
  });
}
