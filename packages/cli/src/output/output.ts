/** Collects text and writes it out between pieces of input, waiting where the reader is slow. */
export class Output {
  #pending = '';

  write(text: string): void {
    this.#pending += text;
  }

  get hasPending(): boolean {
    return this.#pending !== '';
  }

  /** A promise where the reader has to catch up. */
  flush(): Promise<void> | undefined {
    if (this.#pending === '') return undefined;
    const text = this.#pending;
    this.#pending = '';
    if (process.stdout.write(text)) return undefined;
    return new Promise((resolve) => {
      process.stdout.once('drain', resolve);
      process.stdout.once('close', resolve);
      process.stdout.once('error', () => resolve());
    });
  }
}
