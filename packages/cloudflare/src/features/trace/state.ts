import type { Budget, RequestFacts, Value } from '@crunchtools/rules-language';
import { reasons } from './configuration.ts';

/** What a request may look like at one point of its way. */
export interface RequestState {
  /** At least one, each as possible as the others. */
  readonly versions: readonly RequestFacts[];
  /** What would have to be known to tell the versions apart; empty when there is one. */
  readonly because: readonly string[];
  /** Fields that may have any value, and what would have to be known to tell it. In no version. */
  readonly forgotten: ReadonlyMap<string, readonly string[]>;
  /** What all evaluations for this request may spend together. */
  readonly budget: Budget;
}

/** More versions are not followed: each doubles the work for every rule to come. */
export const mostVersions = 16;

/** The request with fields that may have any value. */
export function withoutFields(
  request: RequestState,
  names: readonly string[],
  because: readonly string[],
): RequestState {
  if (names.length === 0) return request;
  const forgotten = new Map(request.forgotten);
  for (const name of names) forgotten.set(name, reasons(forgotten.get(name) ?? [], because));
  const versions = request.versions.map((version) => ({
    ...version,
    fields: new Map([...version.fields].filter(([name]) => !forgotten.has(name))),
  }));
  return { ...request, versions, forgotten };
}

/** The request with other versions; when there are too many, the fields in which they differ are forgotten. */
export function withVersions(
  request: RequestState,
  versions: readonly [RequestFacts, ...RequestFacts[]],
  doubts: readonly string[],
): RequestState {
  const [first, ...others] = versions;
  if (others.length === 0) return { ...request, versions };
  const because = reasons(request.because, doubts);
  if (versions.length <= mostVersions) return { ...request, versions, because };
  const names = [...first.fields].flatMap(([name, value]) =>
    others.every(({ fields }) => sameValue(value, fields.get(name))) ? [] : [name],
  );
  return withoutFields({ ...request, versions: [first], because: [] }, names, because);
}

function sameValue(one: Value, other: Value | undefined): boolean {
  return other !== undefined && textOf(one) === textOf(other);
}

function textOf(value: Value): string {
  switch (value.kind) {
    case 'array':
      return `[${value.value.map(textOf).join(',')}]`;
    case 'map':
      return `{${[...value.value].map(([key, member]) => `${JSON.stringify(key)}:${textOf(member)}`).join(',')}}`;
    case 'boolean':
    case 'integer':
    case 'ip':
    case 'string':
      return `${value.kind} ${JSON.stringify(String(value.value))}`;
  }
}

/** A value that can be told, or what would have to be known to tell it. */
export type Knowledge<Content> =
  | { readonly known: true; readonly value: Content }
  | { readonly known: false; readonly because: readonly string[] };

export function knownAs<Content>(value: Content): Knowledge<Content> {
  return { known: true, value };
}

export function unknownBecause(because: readonly string[]): Knowledge<never> {
  return { known: false, because };
}

export function sameKnowledge(one: Knowledge<string>, other: Knowledge<string>): boolean {
  return one.known ? other.known && one.value === other.value : !other.known;
}

/** That a rule gives something a value. */
export interface Write<Content> {
  readonly value: Content;
  /** The id of the rule. */
  readonly by: string;
  /** Whether the rule applies for certain. */
  readonly certain: boolean;
}

/**
 * The writes to one thing that still count, in their order: a certain one, or what was there before any rule, then
 * those that may follow. The last that really happens wins.
 */
export type Writes<Content> = readonly Write<Content>[];

/** A certain write makes those before it pointless. */
export function written<Content>(writes: Writes<Content>, write: Write<Content>): Writes<Content> {
  return write.certain ? [write] : [...writes, write];
}

/** Whether one value is left, and none of before the rules. */
export function isSettled<Content>([first, ...others]: Writes<Content>): boolean {
  return first?.certain === true && others.length === 0;
}

/** The one value that all agree on. Where they do not, what tells them apart would have to be known. */
export function agreed<Content extends boolean | string>(
  values: readonly Knowledge<Content>[],
  because: readonly string[],
): Knowledge<Content> {
  const [first, ...others] = values;
  const doubts = values.flatMap((value) => (value.known ? [] : value.because));
  if (doubts.length > 0) return unknownBecause([...new Set(doubts)]);
  const isSame = others.every((other) => other.known && first?.known === true && other.value === first.value);
  return first !== undefined && isSame ? first : unknownBecause(because);
}

export type HeaderOperation = 'set' | 'add' | 'remove';

/** What a rule does to a header. The value of a removal is empty. */
export interface HeaderChange {
  readonly operation: HeaderOperation;
  readonly value: Knowledge<string>;
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
export function headerChange(operation: HeaderOperation, value: Knowledge<string>): HeaderChange {
  const removes = operation === 'set' && value.known && value.value === '';
  return removes ? { operation: 'remove', value } : { operation, value };
}
