import type { SafeError } from '../errors/index.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { DEFAULT_MAX_LENGTH, neutralise } from '../untrusted/neutralise.ts';

/** An answer that is safe to show: the same content as data and as text. */
export interface Presented {
  readonly isError: boolean;
  /** Absent for an error of a tool whose output schema has no place for it. */
  readonly structured: JsonObject | undefined;
  readonly text: string;
  /** The answer drawn for the person, where its tool has a chart. */
  readonly chart?: string | undefined;
}

/**
 * Makes the answer of a tool safe to show. Hidden characters become visible escapes in every string and every
 * key, whoever chose it; the places in `marks` that occur are named in `untrusted`, in the data itself,
 * because some clients hand only that to the model.
 */
export function present(answer: unknown, marks: readonly string[]): JsonObject {
  const found = new Set<string>();
  const structured = isRecord(answer) ? shownObject(answer, new Place('', new Set(marks), found)) : {};
  if (found.size === 0) return structured;
  return { ...structured, untrusted: marks.filter((mark) => found.has(mark)) };
}

/**
 * What `present` makes of an answer, and its JSON. Most answers hold nothing that has to be made visible or cut, which
 * a look at their JSON tells: they are shown as they are, members that are `undefined` included, and not copied.
 */
export function presentedJson(
  answer: unknown,
  marks: readonly string[],
): { readonly structured: JsonObject; readonly text: string } {
  const text = isJsonObject(answer) && !('untrusted' in answer) ? jsonOf(answer) : '';
  if (!isJsonObject(answer) || !isPlain(text)) {
    const structured = present(answer, marks);
    return { structured, text: JSON.stringify(structured) };
  }
  const untrusted = marks.filter((mark) => occurs(answer, stepsOf(mark)));
  if (untrusted.length === 0) return { structured: answer, text };
  const named = `${text.slice(0, -1)},"untrusted":${JSON.stringify(untrusted)}}`;
  return { structured: { ...answer, untrusted }, text: named };
}

/** Empty for what has no JSON, such as a list that holds itself: a defect, which `present` deals with. */
function jsonOf(answer: JsonObject): string {
  try {
    return JSON.stringify(answer);
  } catch {
    return '';
  }
}

/**
 * Whether JSON holds nothing but printable ASCII, no backslash but before a quote, and no text that is too long: then
 * there is nothing to make visible, and nothing to cut.
 */
function isPlain(json: string): boolean {
  if (!/^[ -~]+$/u.test(json) || /\\[^"]/u.test(json)) return false;
  let seen = 0;
  // A text has no quote inside that is not escaped: it is short when there is always one soon.
  while (json.length - seen > DEFAULT_MAX_LENGTH) {
    let quote = json.lastIndexOf('"', seen + DEFAULT_MAX_LENGTH);
    while (json.charAt(quote - 1) === '\\') quote = json.lastIndexOf('"', quote - 1);
    if (quote <= seen) return false;
    seen = quote;
  }
  return true;
}

/** From a value to what it holds: a member, every item of a list, every value of a record. */
type Step = string | typeof everyItem | typeof everyValue;
const everyItem = Symbol('[]');
const everyValue = Symbol('{}');

const learnt = new Map<string, readonly Step[]>();

/** Marks are those of a few schemas, over and over. */
function stepsOf(mark: string): readonly Step[] {
  const before = learnt.get(mark);
  if (before !== undefined) return before;
  const steps = mark.split(/\.|(?=\[\]|\{\})/u).map((part) => {
    if (part === '[]') return everyItem;
    return part === '{}' ? everyValue : part;
  });
  learnt.set(mark, steps);
  return steps;
}

/** Whether anything stands at a place. */
function occurs(value: unknown, steps: readonly Step[], taken = 0): boolean {
  const step = steps[taken];
  if (value === undefined) return false;
  if (step === undefined) return true;
  if (step === everyItem)
    return Array.isArray(value) && value.some((item) => occurs(item ?? null, steps, taken + 1));
  if (!isJsonObject(value)) return false;
  if (step === everyValue) return Object.values(value).some((item) => occurs(item, steps, taken + 1));
  return Object.hasOwn(value, step) && occurs(value[step], steps, taken + 1);
}

/** What a caller is told of a failure, before `present`. Never a stack, a cause or text not meant to be shown. */
export function errorMembers(error: SafeError): JsonObject {
  const { code, message, nextStep, details } = error;
  return { code, message, next_step: nextStep, details };
}

/** The places of an error that repeat text of strangers, for an answer that holds it as `error`. */
export function errorMarks(error: SafeError | undefined): readonly string[] {
  return error?.quotes === true ? ['error.message', 'error.details'] : [];
}

/**
 * A place in an answer, such as `records[].name`. Lists are long and of equal items: what is known of a place is
 * found out once, however often it occurs.
 */
class Place {
  readonly #path: string;
  readonly #marks: ReadonlySet<string>;
  readonly #found: Set<string>;
  readonly #isMarked: boolean;
  /** The one place of all members, where their names are data. */
  readonly #anyMember: Place | undefined;
  readonly #members = new Map<string, { readonly name: string; readonly place: Place }>();
  #items: Place | undefined;

  constructor(path: string, marks: ReadonlySet<string>, found: Set<string>) {
    this.#path = path;
    this.#marks = marks;
    this.#found = found;
    this.#isMarked = marks.has(path);
    this.#anyMember = marks.has(`${path}{}`) ? new Place(`${path}{}`, marks, found) : undefined;
  }

  occurs(): void {
    if (this.#isMarked) this.#found.add(this.#path);
  }

  items(): Place {
    this.#items ??= this.#at(`${this.#path}[]`);
    return this.#items;
  }

  /** A member, under the name by which it is shown. */
  member(key: string): { readonly name: string; readonly place: Place } {
    const known = this.#members.get(key);
    if (known !== undefined) return known;
    const place = this.#anyMember ?? this.#at(this.#path === '' ? key : `${this.#path}.${key}`);
    const member = { name: neutralise(key), place };
    this.#members.set(key, member);
    return member;
  }

  #at(path: string): Place {
    return new Place(path, this.#marks, this.#found);
  }
}

function shownObject(value: Readonly<Record<string, unknown>>, at: Place): JsonObject {
  const object: Record<string, JsonValue> = {};
  for (const key of Object.keys(value)) {
    const member = value[key];
    if (member === undefined) continue;
    const { name, place } = at.member(key);
    const text = shown(member, place);
    // Assigning to this name would set what the object inherits from.
    if (name === '__proto__') Object.defineProperty(object, name, { value: text, ...ordinary });
    else object[name] = text;
  }
  return object;
}

const ordinary = { enumerable: true, configurable: true, writable: true } as const;

function shown(value: unknown, place: Place): JsonValue {
  place.occurs();
  if (typeof value === 'string') return neutralise(value);
  if (typeof value === 'boolean') return value;
  // JSON has no infinities and no minus zero.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (Array.isArray(value)) {
    const items = place.items();
    return value.map((item: unknown) => shown(item, items));
  }
  return isRecord(value) ? shownObject(value, place) : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
