/**
 * Remembers what the leaves on a field say of values that come again and again, as names of programs and users do. Each
 * field has a number of places, in pairs, where the latest values win. A value is taken in when its hash is the last one
 * seen at its place, so that values seen once (command lines, ids) cost nothing. All fields share three arrays:
 * a verdict is one byte at a known distance.
 */
export class ValueMemo {
  /** For each place and leaf of its field: unknown, false or true. */
  verdicts = new Uint8Array(2 ** 16);
  /** Values taken in so far: each may have moved the verdicts on another. */
  taken = 0;
  private verdictCount = 0;
  private readonly texts: (string | undefined)[] = [];
  private lastHashes = new Int32Array(2 ** 10);
  /** Per field: its first place, its places less one, its first verdict, its leaves. No places if there is no room. */
  private readonly fields: Int32Array;

  /** @param leafCounts the number of leaves on each field */
  constructor(leafCounts: readonly number[]) {
    this.fields = new Int32Array(4 * leafCounts.length);
    for (const [field, count] of leafCounts.entries()) this.fields.set([NO_PLACES, 0, 0, count], 4 * field);
  }

  /** Where the verdicts on a value start, or -1 when it is not remembered. */
  find(field: number, text: string, hash: number): number {
    const { fields } = this;
    let first = fields[4 * field]!;
    if (first < 0) {
      if (first === NO_ROOM) return -1;
      first = this.addField(field);
    }
    const place = hash & fields[4 * field + 1]!;
    const leafCount = fields[4 * field + 3]!;
    const start = fields[4 * field + 2]! + place * leafCount;
    if (this.texts[first + place] === text) return start;
    // Each pair of places holds two values of either hash.
    const beside = place ^ 1;
    const startBeside = fields[4 * field + 2]! + beside * leafCount;
    if (this.texts[first + beside] === text) return startBeside;
    if (this.lastHashes[first + place] !== hash || text.length > MAX_LENGTH) {
      this.lastHashes[first + place] = hash;
      return -1;
    }
    this.taken++;
    this.texts[first + beside] = this.texts[first + place];
    this.verdicts.copyWithin(startBeside, start, start + leafCount);
    this.texts[first + place] = text;
    this.verdicts.fill(UNKNOWN, start, start + leafCount);
    return start;
  }

  private addField(field: number): number {
    const leafCount = this.fields[4 * field + 3]!;
    const places = 2 ** Math.max(5, Math.min(10, Math.floor(Math.log2(FIELD_BYTES / (leafCount + 32)))));
    const first = this.texts.length;
    const start = this.verdictCount;
    if (start + places * leafCount > MAX_BYTES) {
      this.fields[4 * field] = NO_ROOM;
      return NO_ROOM;
    }
    this.verdictCount += places * leafCount;
    if (this.verdictCount > this.verdicts.length) {
      const verdicts = new Uint8Array(2 * this.verdictCount);
      verdicts.set(this.verdicts);
      this.verdicts = verdicts;
    }
    for (let place = 0; place < places; place++) this.texts.push(undefined);
    if (this.texts.length > this.lastHashes.length) {
      const hashes = new Int32Array(2 * this.texts.length);
      hashes.set(this.lastHashes);
      this.lastHashes = hashes;
    }
    this.fields.set([first, places - 1, start], 4 * field);
    return first;
  }
}

export const UNKNOWN = 0;
export const FALSE = 1;
export const TRUE = 2;

const NO_PLACES = -1;
const NO_ROOM = -2;

/** Longer texts are hardly ever the same twice, and would be kept alive. */
const MAX_LENGTH = 256;
/** What the verdicts of one field and of all fields may take. */
const FIELD_BYTES = 2 ** 20;
const MAX_BYTES = 2 ** 25;
