/** A value that can be told, or what would have to be known to tell it. */
export type Told<Value> =
  | { readonly known: true; readonly value: Value }
  | { readonly known: false; readonly because: readonly string[] };

export function told<Value>(value: Value): Told<Value> {
  return { known: true, value };
}

export function untold(because: readonly string[]): Told<never> {
  return { known: false, because };
}

export function sameTold(one: Told<string>, other: Told<string>): boolean {
  return one.known ? other.known && one.value === other.value : !other.known;
}

/** That a rule gives something a value. */
export interface Write<Value> {
  readonly value: Value;
  /** The id of the rule. */
  readonly by: string;
  /** Whether the rule applies for certain. */
  readonly certain: boolean;
}

/**
 * The writes to one thing that still count, in their order: a certain one, or what was there before any rule, then
 * those that may follow. The last that really happens wins.
 */
export type Writes<Value> = readonly Write<Value>[];

/** A certain write makes those before it pointless. */
export function written<Value>(writes: Writes<Value>, write: Write<Value>): Writes<Value> {
  return write.certain ? [write] : [...writes, write];
}

/** Whether one value is left, and none of before the rules. */
export function isSettled<Value>([first, ...others]: Writes<Value>): boolean {
  return first?.certain === true && others.length === 0;
}

/** The one value that all agree on. Where they do not, what tells them apart would have to be known. */
export function agreed<Value extends boolean | string>(
  values: readonly Told<Value>[],
  because: readonly string[],
): Told<Value> {
  const [first, ...others] = values;
  const doubts = values.flatMap((value) => (value.known ? [] : value.because));
  if (doubts.length > 0) return untold([...new Set(doubts)]);
  const isSame = others.every((other) => other.known && first?.known === true && other.value === first.value);
  return first !== undefined && isSame ? first : untold(because);
}
