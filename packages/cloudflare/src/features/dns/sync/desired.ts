import { atOnce, InputError, type JsonValue } from '@crunchtools/mcp-core';
import type { Problem } from '../../../problem.ts';
import { isProxiable } from '../attributes.ts';
import { checkRecord } from '../record.ts';
import type { RecordBody, RecordInput, RecordZone } from '../types.ts';
import { keyOfBody, refuseBeside } from './existing.ts';

/** Where a caller wrote a record: its index in the list `records`, from 0, or its place in a zone file. */
export type Origin = { readonly index: number } | FilePosition;

/** Lines and columns from 1. */
export interface FilePosition {
  readonly at: Position;
  readonly parts?: FileParts;
}

/** Where fields of a record stand that have a place of their own; a number is a column of the line it begins in. */
export type FileParts = Readonly<Record<string, Position | number | undefined>>;

interface Position {
  readonly line: number;
  readonly column: number;
}

/** A record that should exist, as it was given. */
export interface DesiredRecord {
  readonly record: RecordInput;
  readonly origin: Origin;
  /** A zone file gives every record a TTL, so there it is no wish against the automatic one of a proxied record. */
  readonly ttlYields?: boolean;
  /** Called in place of a problem where the wish repeats another: a set has no second (RFC 2181 section 5). */
  readonly ifRepeated?: (wish: DesiredRecord) => void;
}

/** A wish whose name and value are known to be good. What else it names may still not fit what is there. */
export interface CheckedRecord extends DesiredRecord {
  /** The wish as it was given. */
  readonly given: DesiredRecord;
  readonly type: RecordBody['type'];
  /** The full name, as Cloudflare writes it. */
  readonly name: string;
  /** Complete and in canonical form, with `undefined` for what the type does not have. */
  readonly value: Pick<RecordInput, 'content' | 'data' | 'priority'>;
  /** Equal for equal values of one type. */
  readonly key: string;
}

/** A problem with the place of the record that has it. */
export interface PlacedProblem {
  readonly origin: Origin;
  /** Absent for a problem of the record as a whole. */
  readonly field?: string;
  readonly problem: string;
}

/** `records.3.content`, as core names places in arguments, or `line 12, column 5, content`. */
export function placeOf(origin: Origin, field?: string): string {
  const named = field === undefined ? [] : [field];
  if ('index' in origin) return ['records', origin.index, ...named].join('.');
  const { line, column } = positionOf(origin, field);
  return [`line ${line}`, `column ${column}`, ...named].join(', ');
}

/** In a file, data is written as content, and Cloudflare's attributes stand in the comment. */
const standsWith: Readonly<Record<string, string>> = {
  data: 'content',
  priority: 'content',
  tags: 'comment',
  proxied: 'comment',
  settings: 'comment',
};

function positionOf({ at, parts = {} }: FilePosition, field = ''): Position {
  const name = /^\w*/.exec(field)?.[0] ?? '';
  const part = parts[name] ?? parts[standsWith[name] ?? ''] ?? at;
  return typeof part === 'number' ? { line: at.line, column: part } : part;
}

/**
 * Items by name, in the order in which they came. Most names have one, which is kept without a list around it: there may
 * be 50,000.
 */
export class Groups<Item> {
  readonly #firsts = new Map<string, Item>();
  /** Those behind the first. */
  readonly #others = new Map<string, Item[]>();

  /** How many names there are. */
  get size(): number {
    return this.#firsts.size;
  }

  has(name: string): boolean {
    return this.#firsts.has(name);
  }

  keys(): IterableIterator<string> {
    return this.#firsts.keys();
  }

  add(name: string, item: Item): void {
    const others = this.#others.get(name);
    if (others !== undefined) others.push(item);
    else if (this.#firsts.has(name)) this.#others.set(name, [item]);
    else this.#firsts.set(name, item);
  }

  get(name: string): readonly Item[] {
    const first = this.#firsts.get(name);
    return first === undefined ? [] : [first, ...(this.#others.get(name) ?? [])];
  }

  countOf(name: string): number {
    return this.#firsts.has(name) ? 1 + (this.#others.get(name)?.length ?? 0) : 0;
  }

  replace(name: string, [first, ...others]: readonly Item[]): void {
    if (first === undefined) this.#firsts.delete(name);
    else this.#firsts.set(name, first);
    if (others.length === 0) this.#others.delete(name);
    else this.#others.set(name, others);
  }
}

/**
 * Good wishes by the name they are for. Their checked form is made anew whenever it is looked at: there may be 50,000
 * of them, and of all together it would take some 30 MB.
 */
export class DesiredNames {
  readonly #byName = new Groups<DesiredRecord>();
  readonly #zone: RecordZone;
  #count = 0;

  constructor(zone: RecordZone) {
    this.#zone = zone;
  }

  /** How many wishes there are. */
  get count(): number {
    return this.#count;
  }

  /** The wishes of each full name, as they were given. */
  get byName(): Omit<Groups<DesiredRecord>, 'add' | 'replace'> {
    return this.#byName;
  }

  /** @param name the full one. */
  add(name: string, wish: DesiredRecord): void {
    this.#byName.add(name, wish);
    this.#count += 1;
  }

  /** Takes wishes of a name away again. */
  drop(name: string, repeated: ReadonlySet<DesiredRecord>): void {
    const wishes = this.#byName.get(name);
    const kept = wishes.filter((wish) => !repeated.has(wish));
    this.#count -= wishes.length - kept.length;
    this.#byName.replace(name, kept);
  }

  of(name: string): readonly CheckedRecord[] {
    return atOnce(this.ofInSteps(name));
  }

  /** As `of`: one name may have all of them. */
  *ofInSteps(name: string): Generator<void, readonly CheckedRecord[], void> {
    const checked: CheckedRecord[] = [];
    for (const wish of this.#byName.get(name)) {
      const outcome = checkWish(wish, this.#zone);
      if (!('problems' in outcome)) checked.push(checkedWish(wish, outcome));
      yield;
    }
    return checked;
  }
}

export interface CheckedRecords {
  readonly wishes: DesiredNames;
  readonly problems: readonly PlacedProblem[];
}

/**
 * Checks each record by the rules of its type, and all of them against each other: no record twice, and nothing
 * beside a CNAME that cannot stand there. Does not throw for a bad record: `problems` has all of them.
 */
export function checkDesired(given: Iterable<DesiredRecord>, zone: RecordZone): CheckedRecords {
  return atOnce(checkDesiredInSteps(given, zone));
}

export function* checkDesiredInSteps(
  given: Iterable<DesiredRecord>,
  zone: RecordZone,
): Generator<void, CheckedRecords, void> {
  const wishes = new DesiredNames(zone);
  const problems: PlacedProblem[] = [];
  for (const wish of given) {
    const outcome = checkWish(wish, zone);
    if ('problems' in outcome) {
      for (const problem of outcome.problems) problems.push({ origin: wish.origin, ...problem });
    } else wishes.add(outcome.name, wish);
    yield;
  }
  for (const name of wishes.byName.keys()) {
    if (wishes.byName.countOf(name) < 2) continue;
    const together = yield* wishes.ofInSteps(name);
    const rival = yield* firstRival(together, zone.name);
    if (rival !== undefined) problems.push(rival);
    wishes.drop(name, yield* repetitions(together, problems));
  }
  return { wishes, problems };
}

function checkedWish(wish: DesiredRecord, body: RecordBody): CheckedRecord {
  const { type, name, content, data, priority } = body;
  // A text in canonical form shows characters that have to be escaped to be accepted.
  const value = { content: type === 'TXT' ? wish.record.content : content, data, priority };
  return { ...wish, given: wish, type, name, value, key: keyOfBody(body) };
}

type Checked = RecordBody | { readonly problems: readonly Problem[] };

/** A wish that names no `proxied` may be meant for a record that is proxied: what fits only such a one is let pass. */
function checkWish({ record }: DesiredRecord, zone: RecordZone): Checked {
  const asGiven = outcomeOf(record, zone);
  if (!('problems' in asGiven) || record.proxied !== undefined || !isProxiable(record.type)) return asGiven;
  const asProxied = outcomeOf({ ...record, proxied: true }, zone);
  return 'problems' in asProxied ? asGiven : asProxied;
}

function outcomeOf(record: RecordInput, zone: RecordZone): Checked {
  try {
    return checkRecord(record, zone);
  } catch (error) {
    return { problems: problemsIn(error) };
  }
}

/** The problems that an `InputError` of `checkRecord` names. Any other error is thrown on. */
export function problemsIn(error: unknown): readonly Problem[] {
  const problems = error instanceof InputError ? error.details?.['problems'] : undefined;
  if (!Array.isArray(problems)) throw error;
  return problems.map((entry: JsonValue) => problemIn(entry));
}

function problemIn(entry: JsonValue): Problem {
  const member = (name: string): string => String(Object(entry)[name] ?? '');
  return { field: member('field'), problem: member('problem') };
}

/**
 * @param wishes of one name.
 * @returns those that repeat another and may; `problems` gets the others.
 */
function* repetitions(
  wishes: readonly CheckedRecord[],
  problems: PlacedProblem[],
): Generator<void, ReadonlySet<DesiredRecord>, void> {
  const seen = new Map<string, CheckedRecord>();
  const repeated = new Set<DesiredRecord>();
  for (const wish of wishes) {
    const key = `${wish.type} ${wish.key}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, wish);
    else if (wish.ifRepeated === undefined) {
      problems.push({ origin: wish.origin, problem: `is the same record as ${placeOf(first.origin)}` });
    } else {
      wish.ifRepeated(wish);
      repeated.add(wish.given);
    }
    yield;
  }
  return repeated;
}

/** The first of the records of one name that cannot stand beside another of them. */
function* firstRival(
  wishes: readonly CheckedRecord[],
  zoneName: string,
): Generator<void, PlacedProblem | undefined, void> {
  // One of each type is enough, except that a CNAME excludes a second one: hence the last.
  const first = new Map<string, CheckedRecord>();
  for (const wish of wishes) {
    for (const other of first.values()) {
      const reason =
        other.key === wish.key && other.type === wish.type ? undefined : refuseBeside(wish, other, zoneName);
      if (reason !== undefined)
        return { origin: wish.origin, problem: `${reason}: ${placeOf(other.origin)}` };
    }
    if (!first.has(wish.type)) first.set(wish.type, wish);
    yield;
  }
  return undefined;
}

/** As many problems as an answer names; the others are counted. */
const mostProblems = 20;

/** The order in which a reader goes through the list or the file. */
function rankOf({ origin, field }: PlacedProblem): number {
  return 'index' in origin ? origin.index : positionOf(origin, field).line;
}

/**
 * One error for the problems of all records, each with its place; `undefined` when there are none.
 * @param quotes whether the problems repeat text that strangers chose.
 */
export function desiredError(
  problems: readonly PlacedProblem[],
  { quotes = false }: { readonly quotes?: boolean } = {},
): InputError | undefined {
  if (problems.length === 0) return undefined;
  const shown = problems
    .toSorted((one, other) => rankOf(one) - rankOf(other))
    .slice(0, mostProblems)
    .map(({ origin, field, problem }) => ({ field: placeOf(origin, field), problem }));
  const lines = shown.map(({ field, problem }) => `${field}: ${problem}`);
  if (problems.length > shown.length) lines.push(`and ${problems.length - shown.length} more`);
  return new InputError(`${lines.join('; ')}.`, {
    nextStep: 'Correct what is named and call again. Nothing was changed.',
    details: { problems: shown, total: problems.length },
    quotes,
  });
}
