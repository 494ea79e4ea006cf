/** Bytes that are added at the end and taken from the front, in one piece of memory that grows as needed. */
export class GrowingBuffer {
  bytes = Buffer.alloc(0);
  /** How many of `bytes` count, from the first on. */
  length = 0;

  append(more: Uint8Array): void {
    const needed = this.length + more.length;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.bytes.length));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    this.bytes.set(more, this.length);
    this.length = needed;
  }

  /** Drops the first `count` bytes. */
  drop(count: number): void {
    this.bytes.copyWithin(0, count, this.length);
    this.length -= count;
    if (this.length === 0 && this.bytes.length > KEPT_BYTES) this.bytes = Buffer.alloc(0);
  }
}

/** An empty buffer beyond this size, left by one long line, is given back. */
const KEPT_BYTES = 4 * 2 ** 20;
