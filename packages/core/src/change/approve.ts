import { createHmac, randomBytes } from 'node:crypto';
import { ConfirmationError, DriftError, PolicyError } from '../errors/index.ts';
import { canonicalJson, type JsonObject, type JsonValue } from '../json.ts';
import type { Change } from './change.ts';
import { type Plan, planFingerprint } from './plan.ts';

/**
 * - `auto`: guarded plans need approval, others are applied at once.
 * - `always`: every plan needs approval.
 * - `strict`: as `auto`, but only a person asked through elicitation can approve.
 * - `never`: nothing needs approval.
 */
export type ConfirmMode = 'auto' | 'always' | 'strict' | 'never';

export type ApprovalDecision =
  | { readonly verdict: 'apply' }
  | { readonly verdict: 'ask'; readonly digest: string; readonly reasons: readonly string[] };

interface Issued {
  readonly call: string;
  readonly changes: readonly Change[];
  readonly expiresAt: number;
  used: boolean;
}

const lifetimeMs = 15 * 60_000;
const mostOpen = 500;

/**
 * Decides whether a plan may be applied now. A digest is a keyed hash of the whole plan: it cannot be computed
 * by whoever asks for the change, it is only valid if this process gave it out, for fifteen minutes, and once.
 * Does not prove that a person saw the plan: a model can repeat a digest. `strict` is for those who need that.
 */
export class Approvals {
  readonly #mode: ConfirmMode;
  readonly #now: () => number;
  readonly #key = randomBytes(32);
  readonly #issued = new Map<string, Issued>();

  constructor(mode: ConfirmMode, now: () => number = Date.now) {
    this.#mode = mode;
    this.#now = now;
  }

  /**
   * @param confirm the digest the caller repeats, from an earlier answer to the same call.
   * @throws {ConfirmationError} when `confirm` was never given out, is for another call, expired or was used.
   * @throws {DriftError} when the plan is no longer the one that was shown.
   * @throws {PolicyError} when only a person may approve and there is no way to ask one.
   */
  decide(plan: Plan, confirm: string | undefined): ApprovalDecision {
    const reasons = this.#reasons(plan);
    if (this.#mode === 'strict') {
      if (reasons.length > 0) throw strictRefusal(reasons);
      return { verdict: 'apply' };
    }
    if (confirm !== undefined) {
      this.#redeem(plan, confirm);
      return { verdict: 'apply' };
    }
    if (reasons.length === 0) return { verdict: 'apply' };
    return { verdict: 'ask', digest: this.#issue(plan), reasons };
  }

  /**
   * What can be said of a `confirm` value before there is a plan: a call that repeats a used one must hear that,
   * and not that what it deleted is gone.
   * @throws {ConfirmationError} when it was never given out, expired or was used.
   */
  requireOpen(confirm: string): void {
    // None is ever given out then; `decide` says what is missing instead.
    if (this.#mode === 'strict') return;
    const issued = this.#issued.get(confirm);
    if (issued === undefined) throw invalid('was not given out by this server');
    if (issued.used) throw invalid('was used before');
    if (issued.expiresAt <= this.#now()) throw invalid('has expired');
  }

  #reasons(plan: Plan): readonly string[] {
    if (this.#mode === 'never') return [];
    if (this.#mode === 'always' && plan.guards.length === 0) {
      return ['This server was started with --confirm always.'];
    }
    return plan.guards;
  }

  #issue(plan: Plan): string {
    this.#forgetOld();
    const digest = this.#hash(planFingerprint(plan));
    const issued = {
      call: callOf(plan),
      changes: plan.changes,
      expiresAt: this.#now() + lifetimeMs,
      used: false,
    };
    // Set anew, so that the order of the map is the order of age.
    this.#issued.delete(digest);
    this.#issued.set(digest, issued);
    return digest;
  }

  #redeem(plan: Plan, confirm: string): void {
    this.requireOpen(confirm);
    const issued = this.#issued.get(confirm);
    if (issued?.call !== callOf(plan)) throw invalid('belongs to a call with other arguments');
    if (this.#hash(planFingerprint(plan)) !== confirm) throw drift(issued.changes, plan.changes);
    issued.used = true;
  }

  #hash(value: JsonValue): string {
    return createHmac('sha256', this.#key).update(canonicalJson(value)).digest('hex').slice(0, 16);
  }

  #forgetOld(): void {
    const now = this.#now();
    for (const [digest, issued] of this.#issued) {
      if (issued.expiresAt > now && this.#issued.size < mostOpen) return;
      this.#issued.delete(digest);
    }
  }
}

function callOf(plan: Plan): string {
  return canonicalJson({ tool: plan.tool, args: plan.args });
}

function invalid(why: string): ConfirmationError {
  return new ConfirmationError(`The value of confirm ${why}. Nothing was changed.`, {
    nextStep: 'Make the same call without confirm to see the plan as it is now, and confirm that.',
  });
}

function strictRefusal(reasons: readonly string[]): PolicyError {
  return new PolicyError(
    'This change needs the approval of a person, and this client offers no way to ask one. Nothing was changed.',
    {
      nextStep: 'Use a client with elicitation, or start the server with --confirm auto.',
      details: { reasons: [...reasons] },
    },
  );
}

function drift(approved: readonly Change[], now: readonly Change[]): DriftError {
  return new DriftError('The state has changed since this plan was shown. Nothing was changed.', {
    nextStep: 'Make the same call without confirm to see the plan as it is now, and confirm that.',
    quotes: true,
    details: { approved: approved.map(shown), now: now.map(shown) },
  });
}

function shown(change: Change): JsonObject {
  return { summary: change.summary, id: change.id, before: change.before, after: change.after };
}
