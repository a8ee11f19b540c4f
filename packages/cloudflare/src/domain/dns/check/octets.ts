/** Reads octets from the front; everything is `undefined` once there are too few. */
export class Octets {
  readonly #octets: Uint8Array;
  #position = 0;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  get left(): number {
    return this.#octets.length - this.#position;
  }

  take(count: number): Uint8Array | undefined {
    if (count > this.left) return undefined;
    this.#position += count;
    return this.#octets.subarray(this.#position - count, this.#position);
  }

  rest(): Uint8Array {
    return this.take(this.left) ?? new Uint8Array();
  }

  /** An unsigned number, the highest octet first. */
  number(size: 1 | 2): number | undefined {
    return this.take(size)?.reduce((number, octet) => number * 256 + octet, 0);
  }

  /** What the next number, of this size, counts. */
  counted(size: 1 | 2): Uint8Array | undefined {
    const count = this.number(size);
    return count === undefined ? undefined : this.take(count);
  }
}
