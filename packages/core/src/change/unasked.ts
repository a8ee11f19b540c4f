import { PolicyError } from '../errors/errors.ts';
import type { ChangeLimit } from '../policy/policy.ts';
import { type Change, type ChangeSequence, objectKey } from './change.ts';
import type { ExecutorSet } from './executor.ts';

/** Objects that were changed without a question in these many milliseconds before the next one is asked about. */
export const unaskedBudget = { objects: 50, periodMs: 10 * 60_000 } as const;
/** The part of a kind of object in a scope, of at least so many, that may be changed or deleted without a question. */
export const unaskedShare = { population: 10, share: 0.3 } as const;

interface Written {
  readonly at: number;
  count: number;
}

/** What a call is about to write; it counts from the decision on, so that calls at once cannot all pass. */
export interface Reservation {
  /**
   * In steps of one change each; until their end the whole plan counts.
   * @param changes that were made, or may have been. To be called once, also when there are none.
   */
  settle(changes: Iterable<Change>): Generator<void, void, void>;
}

/**
 * What this process has changed. An assistant in a loop makes many small changes, each of which would be nothing to ask
 * about: beyond a budget the next one is asked about, with what was done so far. An approval whose question said so starts it anew.
 */
export class UnaskedChanges {
  readonly #limit: ChangeLimit | undefined;
  readonly #now: () => number;
  /** Everything, for the limit. */
  #all: Written[] = [];
  /** Without a question, since the last approval. */
  #recent: (Written & { kinds: Map<string, number> })[] = [];
  /** Objects that were updated or deleted without a question, by kind and scope. */
  readonly #touched = new Map<string, Set<string>>();

  constructor(limit: ChangeLimit | undefined, now: () => number = Date.now) {
    this.#limit = limit;
    this.#now = now;
  }

  /** @throws {PolicyError} when a plan goes beyond the hard limit, whoever approves it. */
  requireWithinLimit(changes: ChangeSequence): void {
    const limit = this.#limit;
    if (limit === undefined) return;
    const since = this.#now() - limit.periodMs;
    this.#all = this.#all.filter(({ at }) => at > since);
    const done = sum(this.#all);
    if (done + changes.length > limit.changes) throw this.#overLimit(limit, done, changes.length);
  }

  /** Why calls so far make this one worth a question, as a sentence. */
  reasonOfNumber(changes: ChangeSequence): string | undefined {
    const since = this.#now() - unaskedBudget.periodMs;
    this.#recent = this.#recent.filter(({ at }) => at > since);
    const done = sum(this.#recent);
    if (done === 0 || done + changes.length <= unaskedBudget.objects) return undefined;
    return `In the last ten minutes ${done} objects were changed without a question (${this.#kindsText()}): nobody was asked because each call was small.`;
  }

  /**
   * Why the share of a scope that was changed without a question so far makes a plan worth one, each a sentence.
   * @param changes so few that their number alone is nothing to ask about.
   */
  async reasonsOfShare(changes: ChangeSequence, executors: ExecutorSet): Promise<readonly string[]> {
    if (this.#touched.size === 0) return [];
    const reasons: string[] = [];
    for (const [key, { change, objects }] of this.#withPlanned(changes)) {
      const before = this.#touched.get(key)?.size ?? 0;
      // With so few no scope that is large enough reaches the share, so nobody has to count it.
      if (before === 0 || objects.size <= unaskedShare.population * unaskedShare.share) continue;
      const population = await executors.for(change.resource).population?.(change.scope);
      if (population === undefined || population < unaskedShare.population) continue;
      const share = objects.size / population;
      if (share <= unaskedShare.share) continue;
      reasons.push(
        `With the ${before} that were changed without a question so far, this changes ${Math.round(share * 100)} % of the ${population} objects of this kind there.`,
      );
    }
    return reasons;
  }

  /**
   * Counts a plan that is about to be carried out.
   * @param asked whether a person was asked about it, or a digest was shown. Only if that said what was done so far is
   * it forgotten: the approval of something else is none of that.
   * @param sawShare whether it said what share of a scope was changed.
   */
  begin(
    changes: ChangeSequence,
    { asked, sawShare }: { readonly asked: boolean; readonly sawShare: boolean },
  ): Reservation {
    const sawNumber = this.reasonOfNumber(changes) !== undefined;
    const written = {
      at: this.#now(),
      count: changes.length,
      kinds: new Map([['under way', changes.length]]),
    };
    if (this.#limit !== undefined) this.#all.push(written);
    if (asked && sawNumber) this.#recent = [];
    if (asked && sawShare) this.#touched.clear();
    if (!asked) this.#recent.push(written);
    return { settle: (made) => this.#settle(written, made, asked) };
  }

  *#settle(
    written: Written & { kinds: Map<string, number> },
    made: Iterable<Change>,
    asked: boolean,
  ): Generator<void, void, void> {
    let count = 0;
    const kinds = new Map<string, number>();
    for (const change of made) {
      count += 1;
      const kind = kindOf(change);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      if (!asked) this.#touch(change);
      yield;
    }
    written.count = count;
    written.kinds = kinds;
  }

  #overLimit(limit: ChangeLimit, done: number, more: number): PolicyError {
    const [oldest] = this.#all;
    const seconds = oldest && Math.ceil((oldest.at + limit.periodMs - this.#now()) / 1_000);
    const wait = seconds === undefined || more > limit.changes ? '' : `wait ${seconds} s, or `;
    return new PolicyError(
      `This server was started with --max-changes ${limit.text}: ${done === 1 ? '1 change was' : `${done} changes were`} made in that time, and this call makes ${more} more. Nothing was changed.`,
      {
        nextStep: `To go on, ${wait}make a call with fewer changes. Only the person who starts the server can raise the limit.`,
      },
    );
  }

  #kindsText(): string {
    const kinds = new Map<string, number>();
    for (const written of this.#recent) {
      for (const [kind, count] of written.kinds) kinds.set(kind, (kinds.get(kind) ?? 0) + count);
    }
    return [...kinds].map(([kind, count]) => `${count} × ${kind}`).join(', ');
  }

  #touch(change: Change): void {
    if (!takes(change)) return;
    const objects = this.#touched.get(placeOf(change)) ?? new Set<string>();
    this.#touched.set(placeOf(change), objects);
    if (objects.size < mostObjects) objects.add(objectKey(change));
  }

  /** What was touched so far and by the plan, for the kinds and scopes of the plan. */
  #withPlanned(
    changes: ChangeSequence,
  ): ReadonlyMap<string, { readonly change: Change; readonly objects: Set<string> }> {
    const found = new Map<string, { readonly change: Change; readonly objects: Set<string> }>();
    for (const change of changes) {
      if (!takes(change)) continue;
      const key = placeOf(change);
      const known = found.get(key) ?? { change, objects: new Set(this.#touched.get(key)) };
      found.set(key, known);
      known.objects.add(objectKey(change));
    }
    return found;
  }
}

/** A larger share than of so many objects is asked about by the number of the plan already. */
const mostObjects = 10_000;

/** Creating and sending take nothing away, and copies that are purged come back. */
function takes({ action }: Change): boolean {
  return action !== 'create' && action !== 'purge' && action !== 'send';
}

function kindOf({ action, resource }: Change): string {
  return `${action} ${resource.replaceAll('_', ' ')}`;
}

function placeOf({ resource, scope }: Change): string {
  return `${resource}/${scope.id}`;
}

function sum(written: readonly Written[]): number {
  return written.reduce((total, { count }) => total + count, 0);
}
