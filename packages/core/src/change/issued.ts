import { ConfirmationError, DriftError } from '../errors/index.ts';
import { canonicalJson, type JsonObject } from '../json.ts';
import type { Change } from './change.ts';
import type { Plan } from './plan.ts';

interface Issued {
  readonly call: string;
  readonly digest: string;
  readonly changes: readonly Change[];
  readonly expiresAt: number;
  used: boolean;
}

/** What an approval that does not hold is called in the error, and what to do then. */
export interface Wording {
  readonly subject: string;
  readonly nextStep: string;
}

const lifetimeMs = 15 * 60_000;
const mostOpen = 500;

/**
 * Plans that were shown and may be approved, by a key that was given out for each: for fifteen minutes, once.
 * Only the newest 500 are kept.
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
    this.#forgetOld();
    // Set anew, so that the order of the map is the order of age.
    this.#issued.delete(key);
    this.#issued.set(key, {
      call: callOf(plan),
      digest,
      changes: plan.changes,
      expiresAt: this.#now() + lifetimeMs,
      used: false,
    });
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
    if (issued.call !== callOf(plan)) throw this.#invalid('belongs to a call with other arguments');
    if (issued.digest !== digest) throw drift(issued.changes, plan.changes, this.#wording.nextStep);
    issued.used = true;
  }

  /** Uses the key up, whatever became of the plan. */
  close(key: string): void {
    this.#open(key).used = true;
  }

  #open(key: string): Issued {
    const issued = this.#issued.get(key);
    if (issued === undefined) throw this.#invalid('was not given out by this server');
    if (issued.used) throw this.#invalid('was used before');
    if (issued.expiresAt <= this.#now()) throw this.#invalid('has expired');
    return issued;
  }

  #invalid(why: string): ConfirmationError {
    const { subject, nextStep } = this.#wording;
    return new ConfirmationError(`${subject} ${why}. Nothing was changed.`, { nextStep });
  }

  #forgetOld(): void {
    const now = this.#now();
    for (const [key, issued] of this.#issued) {
      if (issued.expiresAt > now && this.#issued.size < mostOpen) return;
      this.#issued.delete(key);
    }
  }
}

function callOf(plan: Plan): string {
  return canonicalJson({ tool: plan.tool, args: plan.args });
}

function drift(approved: readonly Change[], now: readonly Change[], nextStep: string): DriftError {
  return new DriftError('The state has changed since this plan was shown. Nothing was changed.', {
    nextStep,
    quotes: true,
    details: { approved: approved.map(shown), now: now.map(shown) },
  });
}

function shown({ summary, id, before, after, place }: Change): JsonObject {
  const stands = place?.after ?? place?.before;
  return { summary, id, before, after, place: stands && { ...stands } };
}
