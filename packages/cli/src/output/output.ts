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
      const events = ['drain', 'close', 'error'];
      const goOn = () => {
        for (const event of events) process.stdout.off(event, goOn);
        resolve();
      };
      for (const event of events) process.stdout.on(event, goOn);
    });
  }
}
