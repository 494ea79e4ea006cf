/** Lists of numbers under 32-bit keys, fixed once built: a hash table in typed arrays. */
export class IntTable {
  private readonly mask: number;
  private readonly keys: Int32Array;
  /** Where the list of each slot's key starts in `items`; -1 for a free slot. */
  private readonly starts: Int32Array;
  /** Each list's length, then its members. */
  private readonly items: Int32Array;
  /** A bit for each of many hashes: nearly every key that is not here is turned away by it. */
  private readonly filter: Uint32Array;
  private readonly shift: number;

  constructor(lists: ReadonlyMap<number, readonly number[]>) {
    const bits = Math.max(4, Math.ceil(Math.log2(lists.size + 1)) + 1);
    const filterBits = Math.min(bits + 5, 24);
    this.mask = 2 ** bits - 1;
    this.keys = new Int32Array(2 ** bits);
    this.starts = new Int32Array(2 ** bits).fill(-1);
    this.filter = new Uint32Array(2 ** (filterBits - 5));
    this.shift = 32 - filterBits;
    const items: number[] = [];
    for (const [key, list] of lists) {
      let slot = slotOf(key) & this.mask;
      while (this.starts[slot]! >= 0) slot = (slot + 1) & this.mask;
      this.keys[slot] = key;
      this.starts[slot] = items.length;
      const bit = Math.imul(key, MIX) >>> this.shift;
      this.filter[bit >>> 5]! |= 1 << (bit & 31);
      items.push(list.length);
      for (const item of list) items.push(item);
    }
    this.items = Int32Array.from(items);
  }

  /** Whether there may be a list under an int32. */
  mayHave(key: number): boolean {
    const bit = Math.imul(key, MIX) >>> this.shift;
    return ((this.filter[bit >>> 5]! >>> (bit & 31)) & 1) !== 0;
  }

  /** A handle of the list under an int32, or -1. */
  find(key: number): number {
    return this.mayHave(key) ? this.look(key) : -1;
  }

  private look(key: number): number {
    let slot = slotOf(key) & this.mask;
    while (this.starts[slot]! >= 0) {
      if (this.keys[slot] === key) return this.starts[slot]!;
      slot = (slot + 1) & this.mask;
    }
    return -1;
  }

  size(list: number): number {
    return this.items[list]!;
  }

  item(list: number, index: number): number {
    return this.items[list + 1 + index]!;
  }
}

const MIX = 0x9e3779b1;

function slotOf(key: number): number {
  const product = Math.imul(key, MIX);
  return product ^ (product >>> 15);
}
