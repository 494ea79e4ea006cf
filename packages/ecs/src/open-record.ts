import { type Layout, layoutOf } from './layout.js';
import type { Fields } from './raw-record.js';

/** A record from outside, opened. Reading its values by name would be slow where every record has other keys. */
export class OpenRecord {
  readonly record: Fields;
  readonly keys: readonly string[];
  readonly values: readonly unknown[];
  readonly layout: Layout;

  constructor(record: Fields) {
    this.record = record;
    this.keys = Object.keys(record);
    this.values = Object.values(record);
    this.layout = layoutOf(this.keys);
  }

  /** @param index one of `AT` */
  at(index: number): unknown {
    const position = this.layout.positions[index]!;
    return position < 0 ? undefined : this.values[position];
  }
}
