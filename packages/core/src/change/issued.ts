import { ConfirmationError, DriftError } from '../errors/errors.ts';
import { type JsonObject, sameJson } from '../json.ts';
import { briefState } from './brief.ts';
import type { Change, ChangeSequence } from './change.ts';
import { callFingerprint, type Plan, planFingerprint, shortFingerprint } from './plan.ts';
import { bytesOf } from './weight.ts';

interface Issued {
  readonly call: string;
  readonly digest: string;
  /** As a person sees it. */
  readonly fingerprint: string;
  readonly issuedAt: number;
  readonly bytes: number;
  /** As they were shown; gone once it is used. */
  changes: ChangeSequence | undefined;
}

/** What an approval that does not hold is called in the error, and what to do then. */
export interface Wording {
  readonly subject: string;
  readonly nextStep: string;
}

const lifetimeMs = 15 * 60_000;
const mostOpen = 500;
const mostChanges = 500_000;
const mostBytes = 32 * 1024 * 1024;

/**
 * Plans that were shown and may be approved, by a key that was given out for each: for fifteen minutes, once.
 * Only the newest are kept: 500 of them, and no more than hold half a million changes and 32 MB together.
 */
export class IssuedPlans {
  readonly #issued = new Map<string, Issued>();
  readonly #now: () => number;
  readonly #wording: Wording;

  constructor(wording: Wording, now: () => number) {
    this.#wording = wording;
    this.#now = now;
  }

  add(key: string, plan: Plan, digest: string): void {
    const bytes = bytesOf(plan.changes);
    this.#forgetOld(mostChanges - plan.changes.length, mostBytes - bytes);
    // Set anew, so that the order of the map is the order of age.
    this.#issued.delete(key);
    this.#issued.set(key, {
      call: callFingerprint(plan),
      digest,
      changes: plan.changes,
      bytes,
      fingerprint: shortFingerprint(planFingerprint(plan)),
      issuedAt: this.#now(),
    });
  }

  /** Whether this key was given out at all, as far as is remembered: it may have expired or been used. */
  gaveOut(key: string): boolean {
    return this.#issued.has(key);
  }

  /** @throws {ConfirmationError} when nothing was given out under this key, or it expired or was used. */
  requireOpen(key: string): void {
    this.#open(key);
  }

  /**
   * Uses the key up.
   * @param digest of the plan as it is now.
   * @throws {ConfirmationError} as `requireOpen`, and when the key belongs to a call with other arguments.
   * @throws {DriftError} when the plan is no longer the one that was shown; the key stays open then.
   */
  redeem(key: string, plan: Plan, digest: string): void {
    const issued = this.#open(key);
    if (issued.call !== callFingerprint(plan)) throw this.#invalid('belongs to a call with other arguments');
    if (issued.digest !== digest) throw drift(issued.changes ?? [], plan.changes, this.#wording.nextStep);
    issued.changes = undefined;
  }

  /**
   * Uses the key up, whatever became of the plan.
   * @returns when it was given out, in milliseconds.
   */
  close(key: string): number {
    const issued = this.#open(key);
    issued.changes = undefined;
    return issued.issuedAt;
  }

  /** The changes of a plan that waits for approval under a short fingerprint; the newest, if there are several. */
  waiting(fingerprint: string): ChangeSequence | undefined {
    const found = [...this.#issued.values()].findLast(
      (issued) => issued.fingerprint === fingerprint && issued.changes !== undefined && this.#isOpen(issued),
    );
    return found?.changes;
  }

  #open(key: string): Issued {
    const issued = this.#issued.get(key);
    if (issued === undefined) throw this.#invalid('was not given out by this server');
    if (issued.changes === undefined) throw this.#invalid('was used before');
    if (!this.#isOpen(issued)) throw this.#invalid('has expired');
    return issued;
  }

  #isOpen({ issuedAt }: Issued): boolean {
    return this.#now() < issuedAt + lifetimeMs;
  }

  #invalid(why: string): ConfirmationError {
    const { subject, nextStep } = this.#wording;
    return new ConfirmationError(`${subject} ${why}. Nothing was changed.`, { nextStep });
  }

  /** @param room how many changes may be held in all. @param roomBytes and how many bytes of them. */
  #forgetOld(room: number, roomBytes: number): void {
    let [held, heldBytes] = [0, 0];
    for (const { changes, bytes } of this.#issued.values()) {
      if (changes === undefined) continue;
      held += changes.length;
      heldBytes += bytes;
    }
    for (const [key, issued] of this.#issued) {
      const fits = held <= room && heldBytes <= roomBytes;
      if (this.#isOpen(issued) && this.#issued.size < mostOpen && fits) return;
      if (issued.changes !== undefined) {
        held -= issued.changes.length;
        heldBytes -= issued.bytes;
      }
      this.#issued.delete(key);
    }
  }
}

/** As many changes of each plan as an answer shows. */
const mostShown = 20;

/** Shows both plans; of long ones, only what stands at places at which they differ. */
function drift(approved: ChangeSequence, now: ChangeSequence, nextStep: string): DriftError {
  const [before, after] =
    Math.max(approved.length, now.length) <= mostShown ? [approved, now] : differing(approved, now);
  return new DriftError('The state has changed since this plan was shown. Nothing was changed.', {
    nextStep,
    quotes: true,
    details: { approved: [...before].map(shown), now: [...after].map(shown) },
  });
}

function differing(
  one: ChangeSequence,
  other: ChangeSequence,
): readonly [readonly Change[], readonly Change[]] {
  const found: [Change[], Change[]] = [[], []];
  const others = other[Symbol.iterator]();
  const note = (first: Change | undefined, second: Change | undefined): boolean => {
    if (first !== undefined && second !== undefined && sameJson(compared(first), compared(second)))
      return true;
    if (first !== undefined) found[0].push(first);
    if (second !== undefined) found[1].push(second);
    return Math.max(found[0].length, found[1].length) < mostShown;
  };
  for (const change of one) {
    const { value, done } = others.next();
    if (!note(change, done === true ? undefined : value)) return found;
  }
  for (let rest = others.next(); rest.done !== true; rest = others.next()) {
    if (!note(undefined, rest.value)) return found;
  }
  return found;
}

/** All that is compared of a change. */
function compared({ summary, id, version, before, after, place }: Change): JsonObject {
  const stands = place?.after ?? place?.before;
  return { summary, id, version, before, after, place: stands && { ...stands } };
}

/** The same, with long texts by their beginnings. */
function shown(change: Change): JsonObject {
  return { ...compared(change), before: briefState(change.before), after: briefState(change.after) };
}
