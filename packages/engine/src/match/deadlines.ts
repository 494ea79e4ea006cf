/** Records with a deadline each, the earliest first: a binary heap. */
export class Deadlines {
  private readonly records: number[] = [];
  private readonly times: number[] = [];

  get size(): number {
    return this.records.length;
  }

  /** The record with the earliest deadline; there must be one. */
  get first(): number {
    return this.records[0]!;
  }

  get firstMs(): number {
    return this.times.length === 0 ? Number.POSITIVE_INFINITY : this.times[0]!;
  }

  add(record: number, deadlineMs: number): void {
    this.rise(this.records.length, record, deadlineMs);
  }

  removeFirst(): void {
    const record = this.records.pop()!;
    const timeMs = this.times.pop()!;
    if (this.records.length > 0) this.sink(0, record, timeMs);
  }

  all(): readonly { readonly record: number; readonly timeMs: number }[] {
    return this.records.map((record, i) => ({ record, timeMs: this.times[i]! }));
  }

  private put(place: number, record: number, timeMs: number): void {
    this.records[place] = record;
    this.times[place] = timeMs;
  }

  private rise(start: number, record: number, timeMs: number): void {
    let place = start;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.times[parent]! <= timeMs) break;
      this.put(place, this.records[parent]!, this.times[parent]!);
      place = parent;
    }
    this.put(place, record, timeMs);
  }

  private sink(start: number, record: number, timeMs: number): void {
    let place = start;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.records.length) break;
      if (child + 1 < this.records.length && this.times[child + 1]! < this.times[child]!) child++;
      if (this.times[child]! >= timeMs) break;
      this.put(place, this.records[child]!, this.times[child]!);
      place = child;
    }
    this.put(place, record, timeMs);
  }
}
