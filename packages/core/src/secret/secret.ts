/** What stands in for a secret wherever one would be shown. */
export const REDACTED = '[redacted]';

/**
 * A value that does not get out by accident. Every way of turning it into text gives `[redacted]`: `String`,
 * templates, concatenation, `JSON.stringify`, `util.inspect`. It has no properties to list or to copy, and
 * `structuredClone` gives an empty object.
 *
 * Not covered: a debugger, a heap snapshot or a core dump, which show the memory of the process; and text
 * made from what `expose` returns.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    Object.freeze(this);
  }

  /** The value itself. Meant for the one place that sends it, and for the scrubber that looks for it. */
  expose(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}
