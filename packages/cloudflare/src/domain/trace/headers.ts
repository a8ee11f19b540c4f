import type { Told, Write, Writes } from './writes.ts';

export type HeaderOperation = 'set' | 'add' | 'remove';

/** What a rule does to a header. The value of a removal is empty. */
export interface HeaderChange {
  readonly operation: HeaderOperation;
  readonly value: Told<string>;
}

/** By lower-case name: the changes that still count, in order. A certain `set` or `remove` ends those before it. */
export type HeaderChanges = ReadonlyMap<string, Writes<HeaderChange>>;

/** The changes with one more. Names of headers are case-insensitive (RFC 9110, section 5.1). */
export function withHeaderChange(
  changes: HeaderChanges,
  name: string,
  write: Write<HeaderChange>,
): HeaderChanges {
  const key = name.toLowerCase();
  const before = changes.get(key) ?? [];
  const replaces = write.certain && write.value.operation !== 'add';
  return new Map([...changes, [key, replaces ? [write] : [...before, write]]]);
}

/**
 * The values a header has after changes whose values are known.
 * @param values those it had before, one for each line.
 */
export function headerAfter(values: readonly string[], changes: readonly HeaderChange[]): readonly string[] {
  const after = [...values];
  for (const { operation, value } of changes) {
    if (operation !== 'add') after.length = 0;
    if (operation !== 'remove' && value.known) after.push(value.value);
  }
  return after;
}

/**
 * A `set` to nothing removes the header
 * (developers.cloudflare.com/rules/transform/request-header-modification, important remarks).
 */
export function headerChange(operation: HeaderOperation, value: Told<string>): HeaderChange {
  const removes = operation === 'set' && value.known && value.value === '';
  return removes ? { operation: 'remove', value } : { operation, value };
}
