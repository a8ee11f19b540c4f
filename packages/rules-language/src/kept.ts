/**
 * What was made of texts, for the next time that the same text comes. Half of what may be kept is kept for certain: what
 * was not asked for since then is forgotten when the other half is full.
 */
export class Kept<Made extends object | string> {
  readonly #mostInHalf: number;
  #young = new Map<string, Made>();
  #old = new Map<string, Made>();
  #length = 0;

  /** @param most Length of all texts together, in UTF-16 code units. */
  constructor(most: number) {
    this.#mostInHalf = most / 2;
  }

  get(text: string): Made | undefined {
    const young = this.#young.get(text);
    if (young !== undefined) return young;
    const old = this.#old.get(text);
    if (old !== undefined) this.put(text, old);
    return old;
  }

  /** Keeps it, unless the text alone is longer than half of what may be kept. */
  put(text: string, made: Made): void {
    if (text.length > this.#mostInHalf) return;
    if (this.#length + text.length > this.#mostInHalf) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#length = 0;
    }
    this.#young.set(text, made);
    // An empty text is kept too, and must not be for nothing.
    this.#length += text.length + 1;
  }
}
