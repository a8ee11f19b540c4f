import * as z from 'zod';
import { InputError } from '../errors/errors.ts';
import { atOnce } from './breath.ts';
import { nearest } from './nearest.ts';

/** A list of thousands of wrong items must not become an answer of thousands of lines. */
const mostProblems = 20;

/** Items of a list that are checked in one step. */
const portion = 100;

/**
 * Checks the arguments of a call against a strict schema.
 * @throws {InputError} that lists every problem, twenty at most, with its field, the rule and, for a misspelt
 * name, the nearest one. `details.problems` holds the same as data.
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  raw: unknown,
  known: readonly string[],
): z.output<Schema> {
  return atOnce(validateInSteps(schema, raw, known));
}

/** The same in steps of a hundred items each, for arguments that are long lists. */
export function* validateInSteps<Schema extends z.ZodType>(
  schema: Schema,
  raw: unknown,
  known: readonly string[],
): Generator<void, z.output<Schema>, void> {
  const problems = new Problems(known);
  const lists = schema instanceof z.ZodObject ? longLists(schema, raw) : [];
  const checked = new Map<string, readonly unknown[]>();
  for (const { name, element, items } of lists) {
    checked.set(name, yield* checkedItems(items, element, (issues) => problems.add(issues, name)));
  }
  // What was checked is not checked again.
  const parsed =
    checked.size === 0
      ? schema.safeParse(raw)
      : withAnyItems(schema, checked).safeParse({ ...Object(raw), ...Object.fromEntries(checked) });
  if (!parsed.success) problems.add(parsed.error.issues);
  const error = problems.error();
  if (error !== undefined) throw error;
  if (parsed.success) return parsed.data;
  throw new InputError('The arguments are not what the tool takes.');
}

interface LongList {
  readonly name: string;
  readonly element: z.core.$ZodType;
  readonly items: readonly unknown[];
}

function longLists(schema: z.ZodObject, raw: unknown): readonly LongList[] {
  if (typeof raw !== 'object' || raw === null) return [];
  return Object.entries(schema.shape).flatMap(([name, member]) => {
    const list = member instanceof z.ZodOptional ? member.unwrap() : member;
    const items: unknown = Object.hasOwn(raw, name) ? Reflect.get(raw, name) : undefined;
    if (!(list instanceof z.ZodArray) || !Array.isArray(items) || items.length <= portion) return [];
    return [{ name, element: list.element, items }];
  });
}

/** Checks a list but for its length. Items that are wrong are returned as they are. */
function* checkedItems(
  items: readonly unknown[],
  element: z.core.$ZodType,
  report: (issues: readonly z.core.$ZodIssue[]) => void,
): Generator<void, readonly unknown[], void> {
  const part = z.array(element);
  const checked: unknown[] = [];
  for (let from = 0; from < items.length; from += portion) {
    const some = items.slice(from, from + portion);
    const parsed = part.safeParse(some);
    if (!parsed.success) report(parsed.error.issues.map((issue) => placedFrom(issue, from)));
    for (const item of parsed.success ? parsed.data : some) checked.push(item);
    yield;
  }
  return checked;
}

function placedFrom(issue: z.core.$ZodIssue, from: number): z.core.$ZodIssue {
  const [index, ...rest] = issue.path;
  return { ...issue, path: [Number(index) + from, ...rest] };
}

/** The schema with lists of anything in place of those that were checked; their lengths are still bounded. */
function withAnyItems<Schema extends z.ZodType>(
  schema: Schema,
  lists: Pick<ReadonlySet<string>, 'has'>,
): Schema {
  if (!(schema instanceof z.ZodObject)) return schema;
  const shape = Object.fromEntries(
    Object.entries(schema.shape).map(([name, member]) => [name, lists.has(name) ? ofAny(member) : member]),
  );
  return z.clone(schema, { ...schema.def, shape });
}

function ofAny(list: z.core.$ZodType): z.core.$ZodType {
  if (list instanceof z.ZodOptional) return z.clone(list, { ...list.def, innerType: ofAny(list.unwrap()) });
  return list instanceof z.ZodArray ? z.clone(list, { ...list.def, element: z.any() }) : list;
}

interface ArgumentProblem {
  readonly field: string;
  readonly problem: string;
}

/** The first problems of all, and how many there are. */
class Problems {
  readonly #known: readonly string[];
  readonly #first: ArgumentProblem[] = [];
  #count = 0;

  constructor(known: readonly string[]) {
    this.#known = known;
  }

  /** @param list of which they are, where their paths begin with an index. */
  add(issues: readonly z.core.$ZodIssue[], list?: string): void {
    for (const issue of issues) {
      const path = list === undefined ? issue.path : [list, ...issue.path];
      for (const problem of problemsOf({ ...issue, path }, this.#known)) {
        this.#count += 1;
        if (this.#first.length < mostProblems) this.#first.push(problem);
      }
    }
  }

  error(): InputError | undefined {
    if (this.#count === 0) return undefined;
    const lines = this.#first.map(({ field, problem }) => (field ? `${field}: ${problem}` : problem));
    if (this.#count > mostProblems) lines.push(`and ${this.#count - mostProblems} more`);
    return new InputError(lines.join('; '), {
      nextStep: 'Correct the arguments and call again. Nothing was sent.',
      details: { problems: this.#first.map(({ field, problem }) => ({ field, problem })) },
    });
  }
}

function problemsOf(issue: z.core.$ZodIssue, known: readonly string[]): ArgumentProblem[] {
  const field = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const candidates = issue.path.length === 0 ? known : [];
    return issue.keys.map((key) => ({
      field: shortened([field, key].filter(Boolean).join('.')),
      problem: unknownKey(key, candidates),
    }));
  }
  return [{ field: shortened(field), problem: isTime(issue) ? wantedTime : lowerFirst(issue.message) }];
}

function unknownKey(key: string, known: readonly string[]): string {
  const suggestion = nearest(key, known);
  if (suggestion !== undefined) return `there is no such argument; did you mean ${suggestion}?`;
  return known.length > 0
    ? `there is no such argument; there are ${known.join(', ')}`
    : 'there is no such member';
}

/** Names come from the caller; what is hidden in them becomes visible when the answer is presented. */
function shortened(name: string): string {
  return name.length > 80 ? `${name.slice(0, 80)}…` : name;
}

function lowerFirst(message: string): string {
  return message
    .replace(/^Invalid input: /u, '')
    .replace(/^Invalid /u, 'invalid ')
    .replace(/^Too /u, 'too ');
}

/** zod says of each of these alike that it is no ISO datetime; most often the zone is missing. */
const wantedTime = 'is not a time with its zone, such as 2031-04-03T09:00:00+02:00';

function isTime(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_format' && issue.format === 'datetime';
}
