import type { Chunk } from './chunk.js';
import { Damage, messages } from './problems.js';
import { ARRAY, arrayTexts, BINARY_XML, isInteger, valueText } from './value-types.js';

/** The values of a template instance: where each lies in the chunk, decoded when asked for. */
export class Values {
  readonly chunk: Chunk;
  readonly count: number;
  /** Where the descriptors lie, 4 bytes for each value: size (16 bits), type (8), unused (8). */
  readonly #descriptors: number;
  /** Where each value starts, and where the last one ends. */
  readonly #bounds: Uint32Array;

  /** Reads `count` descriptors, behind which the values lie, all within `end`. */
  constructor(chunk: Chunk, descriptors: number, count: number, end: number) {
    if (descriptors + 4 * count > end) throw new Damage(descriptors, messages.truncated('a list of values'));
    this.chunk = chunk;
    this.count = count;
    this.#descriptors = descriptors;
    this.#bounds = new Uint32Array(count + 1);
    let at = descriptors + 4 * count;
    for (let i = 0; i < count; i++) {
      this.#bounds[i] = at;
      at += chunk.view.getUint16(descriptors + 4 * i, true);
    }
    this.#bounds[count] = at;
    if (at > end) throw new Damage(descriptors, messages.truncated('a value'));
  }

  /** For a fragment that is no template. */
  static none(chunk: Chunk): Values {
    return new Values(chunk, 0, 0, 0);
  }

  start(index: number): number {
    return this.#bounds[index]!;
  }

  end(index: number): number {
    return this.#bounds[index + 1]!;
  }

  type(index: number): number {
    if (index >= this.count) throw new Damage(this.#descriptors, messages.valueIndex(index));
    return this.chunk.bytes[this.#descriptors + 4 * index + 2]!;
  }

  isNull(index: number): boolean {
    return this.type(index) === 0;
  }

  isArray(index: number): boolean {
    return (this.type(index) & ARRAY) !== 0;
  }

  isBinaryXml(index: number): boolean {
    return this.type(index) === BINARY_XML;
  }

  /** A value as Windows writes it; empty for null and for any value of no bytes. The items of an array are joined. */
  text(index: number): string {
    const type = this.type(index);
    if (type & ARRAY) return this.items(index).join(', ');
    this.spend(index);
    return valueText(this.chunk, type, this.start(index), this.end(index));
  }

  /** As `text`, but a number where the value is a whole number that a double holds exactly. */
  textOrNumber(index: number): string | number {
    const text = this.text(index);
    if (text === '' || !isInteger(this.type(index))) return text;
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : text;
  }

  /** The items of an array as texts. */
  items(index: number): string[] {
    this.spend(index);
    return arrayTexts(this.chunk, this.type(index), this.start(index), this.end(index));
  }

  /** Accounts for the work of showing a value. */
  spend(index: number): void {
    this.chunk.spend(this.end(index) - this.start(index) + 1);
  }
}
