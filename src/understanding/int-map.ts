/** Whole numbers → whole numbers, in two flat arrays: tens of thousands of entries load in a millisecond. */
export class IntMap {
  private readonly keys: Int32Array;
  private readonly values: Int32Array;
  private readonly mask: number;

  /** Never holds more than `most` entries. Keys are not negative. */
  constructor(most: number) {
    let size = 16;
    while (size < most * 2) size *= 2;
    this.keys = new Int32Array(size).fill(-1);
    this.values = new Int32Array(size);
    this.mask = size - 1;
  }

  private slot(key: number): number {
    let i = Math.imul(key, 0x9e3779b1);
    i = (i ^ (i >>> 15)) & this.mask;
    while (this.keys[i] !== key && this.keys[i] !== -1) i = (i + 1) & this.mask;
    return i;
  }

  set(key: number, value: number): void {
    const i = this.slot(key);
    this.keys[i] = key;
    this.values[i] = value;
  }

  /** -1 where there is none. */
  get(key: number): number {
    const i = this.slot(key);
    return this.keys[i] === key ? (this.values[i] as number) : -1;
  }
}
