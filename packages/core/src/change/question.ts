import { PolicyError } from '../errors/errors.ts';
import { atOnce } from '../tool/breath.ts';
import { neutralise } from '../untrusted/neutralise.ts';
import type { Change } from './change.ts';
import { differenceLines, subjectText, word } from './change-lines.ts';
import type { ExecutorSet } from './executor.ts';
import { type Plan, planFingerprint, shortFingerprint } from './plan.ts';

/** A question for the person behind the client. */
export interface Question {
  /** Lines of plain text; what strangers wrote is neutralised and stands in quotes. */
  readonly message: string;
  /** Comes back with the answer. */
  readonly ticket: string;
}

/** More UTF-16 units than this nobody reads in a form. What does not fit is refused, never cut. */
export const questionBudget = 20_000;

/** As many changes that are not guarded for their value are shown one by one; more are told in groups. */
const mostSingle = 30;
/** As many names of a group are shown; the others are counted, and can be read under the fingerprint. */
const mostNames = 20;
const mostWarnings = 20;
const longestWarning = 240;

export interface Asking {
  /** Who asks. */
  readonly title: string;
  readonly plan: Pick<Plan, 'tool' | 'args' | 'changes' | 'guarded' | 'irreversible' | 'warnings'>;
  readonly reasons: readonly string[];
  readonly executors: ExecutorSet;
}

/**
 * What a plan does, to what, and why a person has to look at it: the guarded changes first, each with its reasons and
 * every leaf that it changes, whole. Of many changes that are not guarded for their value, creations and deletions are
 * counted by kind, and updates that set the same are said once. The fingerprint at the top stands for all of them: two
 * plans that differ have two.
 * @throws {PolicyError} when that takes more than the budget: what cannot be shown cannot be approved.
 */
export function questionText(asking: Asking): string {
  return atOnce(questionInSteps(asking));
}

/** The same in steps of a change each, for plans that may be long. */
export function* questionInSteps(asking: Asking): Generator<void, string, void> {
  const { plan } = asking;
  const sheet = new Sheet();
  const scopes = yield* scopesOf(plan);
  head(asking, scopes, sheet);
  const numbers = new Numbers(asking, scopes.length > 1);
  yield* addGuarded(plan, numbers, sheet);
  if (sheet.isOver) return sheet.text(plan);
  const left = plan.changes.length - plan.guarded.length;
  const single = left <= mostSingle ? yield* singleBlocks(plan, numbers) : undefined;
  const rest = single !== undefined && lengthOf(single) <= sheet.room ? single : yield* groups(asking);
  for (const block of rest) sheet.add(block);
  return sheet.text(plan);
}

function lengthOf(blocks: readonly string[]): number {
  return blocks.reduce((sum, { length }) => sum + length + 1, 0);
}

/** Lines up to a budget. What is over it is only counted, so that a plan of any size is refused in the same time. */
class Sheet {
  readonly #lines: string[] = [];
  #length = 0;

  get room(): number {
    return questionBudget - this.#length;
  }

  get isOver(): boolean {
    return this.#length > questionBudget;
  }

  add(text: string): void {
    this.#length += text.length + 1;
    if (this.#length <= questionBudget) this.#lines.push(text);
  }

  /** @throws {PolicyError} */
  text({ changes, guarded }: Asking['plan']): string {
    if (this.#length <= questionBudget) return this.#lines.join('\n');
    throw tooLarge(changes.length, guarded.length, this.#length);
  }
}

function tooLarge(changes: number, guarded: number, length: number): PolicyError {
  const single = changes === 1;
  const what = single
    ? 'This change is too long to be shown to a person whole'
    : `These ${changes} changes, of which ${guarded} have to be shown one by one, are too many to be shown to a person whole`;
  return new PolicyError(
    `${what}: at least ${length} characters, where a question may have ${questionBudget}. What cannot be shown cannot be approved. Nothing was changed.`,
    {
      nextStep: single
        ? 'Make its longest text shorter, or split it into several objects.'
        : 'Split it: make the same call for fewer objects at a time, or for one type of object after the other.',
    },
  );
}

function head({ title, plan, reasons }: Asking, scopes: readonly string[], sheet: Sheet): void {
  const { changes, irreversible, warnings = [] } = plan;
  const count = changes.length === 1 ? 'this change' : `these ${changes.length} changes`;
  const places = scopes.map((name) => word(name));
  sheet.add(
    `${title} is about to make ${count} in ${places.join(', ')} (plan ${shortFingerprint(planFingerprint(plan))}):`,
  );
  sheet.add(`You are asked because: ${reasons.map((reason) => line(reason)).join(' ')}`);
  for (const reason of irreversible) sheet.add(`It cannot be undone: ${line(reason)}.`);
  for (const warning of warnings.slice(0, mostWarnings)) sheet.add(`Note: ${line(warning)}`);
  if (warnings.length > mostWarnings)
    sheet.add(`Note: and ${warnings.length - mostWarnings} more; dry_run has them`);
}

/** Writes changes one by one, with numbers. */
class Numbers {
  readonly #asking: Asking;
  readonly #withScope: boolean;
  #number = 0;

  constructor(asking: Asking, withScope: boolean) {
    this.#asking = asking;
    this.#withScope = withScope;
  }

  block(change: Change, reasons: readonly string[] = []): string {
    const { identity } = this.#asking.executors.for(change.resource);
    this.#number += 1;
    return [
      `${this.#number}. ${subjectText(change, identity, this.#withScope)}`,
      ...reasons.map((reason) => `   ! ${line(reason)}`),
      ...differenceLines(change, identity).map((difference) => `   ${difference}`),
    ].join('\n');
  }
}

function* addGuarded({ changes, guarded }: Asking['plan'], numbers: Numbers, sheet: Sheet): Generator<void> {
  const reasons = new Map(guarded.map((each) => [each.index, each.reasons]));
  let index = 0;
  for (const change of reasons.size === 0 ? [] : changes) {
    const own = reasons.get(index);
    // Of a single change the reasons stand above it already.
    if (own !== undefined) sheet.add(numbers.block(change, changes.length === 1 ? [] : own));
    if (sheet.isOver) return;
    index += 1;
    yield;
  }
}

/** What is not guarded for its value; `undefined` for each change that is, so that no step is long. */
function* othersOf({ changes, guarded }: Asking['plan']): Generator<Change | undefined> {
  const whole = new Set(guarded.map(({ index }) => index));
  let index = 0;
  for (const change of changes) {
    yield whole.has(index) ? undefined : change;
    index += 1;
  }
}

function* singleBlocks(plan: Asking['plan'], numbers: Numbers): Generator<void, readonly string[], void> {
  const blocks: string[] = [];
  for (const change of othersOf(plan)) {
    if (change !== undefined) blocks.push(numbers.block(change));
    yield;
  }
  return blocks;
}

/** Changes that are told together. */
interface Group {
  readonly heading: string;
  readonly lines: readonly string[];
  readonly names: string[];
  count: number;
}

/** Creations and deletions by kind, updates by what they set. */
function* groups({ plan, executors }: Asking): Generator<void, readonly string[], void> {
  const found = new Map<string, Group>();
  let length = 0;
  for (const change of othersOf(plan)) {
    yield;
    if (change === undefined) continue;
    const { identity } = executors.for(change.resource);
    const group = groupOf(change, identity);
    const key = [group.heading, ...group.lines].join('\n');
    const known = found.get(key) ?? group;
    if (!found.has(key)) {
      found.set(key, known);
      length += key.length;
      // More is refused anyway; this keeps what is held small.
      if (length > questionBudget) break;
    }
    known.count += 1;
    if (known.names.length < mostNames) known.names.push(nameIn(change, identity));
  }
  return [...[...found.values()].map(groupText), wholePlan];
}

const wholePlan =
  'Each of them: the same call with dry_run and page, or list_changes with this plan, has all under the same fingerprint.';

function groupOf(change: Change, identity: readonly string[]): Group {
  const { action, resource, scope, before, after } = change;
  // The only member is the name, which differs; of several the first is the kind, as the type of a record.
  const kind = identity.length > 1 ? identity[0] : undefined;
  const value = kind === undefined ? undefined : (before ?? after)?.[kind];
  const heading = [
    action,
    resource.replaceAll('_', ' '),
    ...(value === undefined ? [] : [word(value)]),
    `in ${word(scope.name)}`,
  ];
  const isWhole = before === undefined || after === undefined;
  return { heading: heading.join(' '), lines: isWhole ? [] : differenceLines(change), names: [], count: 0 };
}

function nameIn({ id, before, after }: Change, identity: readonly string[]): string {
  const member = identity.at(-1);
  const value = member === undefined ? undefined : (before ?? after)?.[member];
  return word(value ?? id ?? '');
}

function groupText({ heading, lines, names, count }: Group): string {
  const left = count - names.length;
  const more = left > 0 ? ` and ${left} more` : '';
  return [`- ${count} × ${heading}: ${names.join(', ')}${more}`, ...lines.map((text) => `   ${text}`)].join(
    '\n',
  );
}

function* scopesOf({ changes }: Asking['plan']): Generator<void, readonly string[], void> {
  const names = new Set<string>();
  for (const { scope } of changes) {
    names.add(scope.name);
    yield;
  }
  return [...names];
}

/** One line, however the text goes: a stranger must not be able to write a line of the question. */
function line(text: string): string {
  return neutralise(text, { maxLength: longestWarning });
}
