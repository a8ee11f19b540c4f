/** A step did something else than it should. */
export class Mismatch extends Error {
  readonly expected: string;
  readonly found: string;

  constructor(expected: string, found: string) {
    super(`expected ${expected}, found ${found}`);
    this.name = 'Mismatch';
    this.expected = expected;
    this.found = found;
  }
}

/** @throws {Mismatch} unless both have the same JSON form. */
export function expectSame(what: string, found: unknown, expected: unknown): void {
  const [foundText, expectedText] = [JSON.stringify(found), JSON.stringify(expected)];
  if (foundText !== expectedText) throw new Mismatch(`${what} ${expectedText}`, foundText ?? 'nothing');
}

/** @throws {Mismatch} unless `text` contains every one of `parts`. */
export function expectMention(text: string, parts: readonly string[]): void {
  const missing = parts.filter((part) => !text.includes(part));
  if (missing.length > 0) throw new Mismatch(`a text that mentions ${missing.join(' and ')}`, text);
}

/** @throws {Mismatch} when there is no value. */
export function expectPresent<Value>(what: string, value: Value | undefined): Value {
  if (value === undefined) throw new Mismatch(what, 'nothing');
  return value;
}
