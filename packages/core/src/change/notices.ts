/** As many as an answer repeats; the others are counted. */
const most = 100;

/** Gathers what the reader should know: each text once, and of very many only the first. */
export class Notices {
  readonly #texts = new Set<string>();
  #others = 0;

  add(text: string): void {
    if (this.#texts.has(text)) return;
    if (this.#texts.size < most) this.#texts.add(text);
    else this.#others += 1;
  }

  list(): readonly string[] {
    return this.#others === 0 ? [...this.#texts] : [...this.#texts, `and ${this.#others} more`];
  }
}
