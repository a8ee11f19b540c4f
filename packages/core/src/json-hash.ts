import { createHash } from 'node:crypto';
import { canonicalPieces, type JsonValue } from './json.ts';
import { atOnce } from './tool/breath.ts';

/** UTF-16 units that are gathered before they are hashed. */
const portion = 65_536;

/** A SHA-256 over values, one after another, by their canonical text, which is never held as a whole. */
export class JsonHash {
  readonly #hash = createHash('sha256');
  #text = '';

  add(value: JsonValue): void {
    atOnce(this.addInSteps(value));
  }

  /** As `add`, of a value that may have megabytes. */
  *addInSteps(value: JsonValue): Generator<void, void, void> {
    for (const piece of canonicalPieces(value)) {
      this.#text += piece;
      if (this.#text.length <= portion) continue;
      this.#flush();
      yield;
    }
    // Stands in no JSON text, so no two rows of values give one text.
    this.#text += '\n';
  }

  /** In hexadecimal. Nothing can be added after it. */
  digest(): string {
    this.#flush();
    return this.#hash.digest('hex');
  }

  #flush(): void {
    this.#hash.update(this.#text);
    this.#text = '';
  }
}
