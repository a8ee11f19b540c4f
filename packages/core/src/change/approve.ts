import { createHmac, randomBytes } from 'node:crypto';
import { ConfirmationError, PolicyError } from '../errors/errors.ts';
import type { ChangeLimit, ConfirmMode } from '../policy/policy.ts';
import type { ChangeSequence } from './change.ts';
import type { ExecutorSet } from './executor.ts';
import { IssuedPlans, type Wording } from './issued.ts';
import { type Plan, planFingerprint } from './plan.ts';
import { type Reservation, UnaskedChanges } from './unasked.ts';

/** What a call brings along for its approval. */
export interface Consent {
  /** The digest the caller repeats, from an earlier answer to the same call. */
  readonly confirm?: string | undefined;
  /** Whether this client can put a question to a person. */
  readonly canAsk: boolean;
  readonly answer?: Answer | undefined;
}

export type ApprovalDecision =
  | {
      readonly verdict: 'apply';
      readonly approvedBy: 'nobody' | 'digest' | 'person';
      /** To be settled with what was made of the plan. */
      readonly written: Reservation;
    }
  /** A person is to be asked; the answer comes back with the ticket. */
  | { readonly verdict: 'ask'; readonly ticket: string; readonly reasons: readonly string[] }
  /** Nobody can be asked: the caller is to repeat the call with the digest. */
  | { readonly verdict: 'confirm'; readonly digest: string; readonly reasons: readonly string[] };

/**
 * Decides whether a plan may be applied now. Digest and ticket are keyed hashes that cover the call and the whole
 * plan: they cannot be computed by whoever asks for the change, and are only valid if this process gave them
 * out, for fifteen minutes, and once.
 * A digest does not prove that a person saw the plan: a model can repeat it. A ticket does not prove it either
 * where a client answers by itself; it proves that the answer is one to this very question.
 */
export class Approvals {
  readonly #mode: ConfirmMode;
  readonly #key = randomBytes(32);
  readonly #digests: IssuedPlans;
  readonly #tickets: IssuedPlans;
  readonly #unasked: UnaskedChanges;
  readonly #now: () => number;

  /** @param limit of changes in a stretch of time, which no approval lifts. */
  constructor(mode: ConfirmMode, now: () => number = Date.now, limit?: ChangeLimit) {
    this.#mode = mode;
    this.#now = now;
    this.#unasked = new UnaskedChanges(limit, now);
    this.#digests = new IssuedPlans(ofDigest, now);
    this.#tickets = new IssuedPlans(ofTicket, now);
  }

  /**
   * @throws {ConfirmationError} when digest or ticket was never given out, is for another call, expired or was
   * used, and when a person declined.
   * @throws {DriftError} when the plan is no longer the one that was shown.
   * @throws {PolicyError} when only a person may approve and there is no way to ask one.
   */
  decide(plan: Plan, consent: Consent): ApprovalDecision {
    this.#unasked.requireWithinLimit(plan.changes);
    if (consent.answer !== undefined) return this.#answered(plan, consent.answer);
    const reasons = this.#reasons(plan);
    const { confirm, canAsk } = consent;
    if (confirm !== undefined && this.#mode !== 'strict') {
      this.#digests.redeem(confirm, plan, this.#digestOf(plan));
      return this.#apply(plan, 'digest');
    }
    if (reasons.length === 0) return this.#apply(plan, 'nobody');
    if (canAsk) return { verdict: 'ask', ticket: this.#issueTicket(plan), reasons };
    if (this.#mode === 'strict') throw strictRefusal(reasons);
    return { verdict: 'confirm', digest: this.#issueDigest(plan), reasons };
  }

  /**
   * The plan with what earlier calls have against it: they changed so much of a scope without a question that this one
   * is worth one. Reads how many objects there are, at most once for each kind, and only where it matters.
   */
  async withHistory(plan: Plan, executors: ExecutorSet): Promise<Plan> {
    if (this.#mode === 'never') return plan;
    const reasons = await this.#unasked.reasonsOfShare(plan.changes, executors);
    return reasons.length === 0 ? plan : { ...plan, guards: [...plan.guards, ...reasons], history: reasons };
  }

  /**
   * The changes of a plan that waits for approval, as it was shown.
   * @param fingerprint the short one that the question names.
   */
  waiting(fingerprint: string): ChangeSequence | undefined {
    return this.#tickets.waiting(fingerprint) ?? this.#digests.waiting(fingerprint);
  }

  /** Whether a ticket is one of this process, as far as is remembered: it may have expired or been used. */
  gaveOut(ticket: string): boolean {
    return this.#tickets.gaveOut(ticket);
  }

  /**
   * What can be said of a digest or a ticket before there is a plan: a call that repeats a used one must hear
   * that, and not that what it deleted is gone.
   * @throws {ConfirmationError}
   */
  requireOpen({ confirm, answer }: Consent): void {
    if (answer !== undefined) this.#tickets.requireOpen(answer.ticket);
    // None is ever given out in strict mode; `decide` says what is missing instead.
    else if (confirm !== undefined && this.#mode !== 'strict') this.#digests.requireOpen(confirm);
  }

  #answered(plan: Plan, { ticket, verdict }: Answer): ApprovalDecision {
    if (verdict.kind !== 'approved') {
      const issuedAt = this.#tickets.close(ticket);
      throw refusalOf(verdict, this.#now() - issuedAt);
    }
    this.#tickets.redeem(ticket, plan, this.#digestOf(plan));
    return this.#apply(plan, 'person');
  }

  #apply(plan: Plan, approvedBy: 'nobody' | 'digest' | 'person'): ApprovalDecision {
    return {
      verdict: 'apply',
      approvedBy,
      written: this.#unasked.begin(plan.changes, {
        asked: approvedBy !== 'nobody',
        sawShare: plan.history !== undefined,
      }),
    };
  }

  #reasons(plan: Plan): readonly string[] {
    if (this.#mode === 'never') return [];
    const history = this.#unasked.reasonOfNumber(plan.changes);
    const reasons = history === undefined ? plan.guards : [...plan.guards, history];
    return this.#mode === 'always' && reasons.length === 0
      ? ['This server was started with --confirm always.']
      : reasons;
  }

  #issueDigest(plan: Plan): string {
    const digest = this.#digestOf(plan);
    this.#digests.add(digest, plan, digest);
    return digest;
  }

  /** Has a random part, so that a plan that is asked about twice has two tickets. */
  #issueTicket(plan: Plan): string {
    const fingerprint = planFingerprint(plan);
    const ticket = this.#hash(`${randomBytes(16).toString('hex')} ${fingerprint}`);
    this.#tickets.add(ticket, plan, this.#shortHash(fingerprint));
    return ticket;
  }

  #digestOf(plan: Plan): string {
    return this.#shortHash(planFingerprint(plan));
  }

  #shortHash(fingerprint: string): string {
    return this.#hash(fingerprint).slice(0, 16);
  }

  #hash(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('hex');
  }
}

const ofDigest: Wording = {
  subject: 'The value of confirm',
  nextStep: 'Make the same call without confirm to see the plan as it is now, and confirm that.',
};

const ofTicket: Wording = {
  subject: 'The approval',
  nextStep: 'Make the same call again, so that the user is asked about the plan as it is now.',
};

function strictRefusal(reasons: readonly string[]): PolicyError {
  return new PolicyError(
    `This change needs the approval of a person, and this client offers no way to ask one. Nothing was changed.`,
    {
      nextStep: 'Use a client with elicitation, or start the server with --confirm auto.',
      details: { reasons: [...reasons] },
    },
  );
}

/** What came back for a question, as far as this server can know it. */
export type Verdict =
  | { readonly kind: 'approved' }
  | { readonly kind: 'declined' }
  | { readonly kind: 'dismissed' }
  /** The form was accepted, but its box was left off. */
  | { readonly kind: 'box_off' }
  /** @property what is wrong with it: a phrase of this server's own words. */
  | { readonly kind: 'malformed'; readonly what: string }
  /** @property code of JSON-RPC, where there is one. */
  | { readonly kind: 'failed'; readonly code: number | undefined };

/** What came back for a question of this server. */
export interface Answer {
  /** As it was given out with the question. */
  readonly ticket: string;
  readonly verdict: Verdict;
}

/** Nobody reads a question and answers it in less: whoever does is a program. */
const readingMs = 1_000;

/**
 * Says what is known of an answer that is no approval, and never more: a client may have answered by itself.
 * @param elapsedMs from the question to the answer.
 */
export function refusalOf(
  verdict: Exclude<Verdict, { readonly kind: 'approved' }>,
  elapsedMs: number,
): ConfirmationError {
  const { what, nextStep } = said(verdict, elapsedMs);
  return new ConfirmationError(`${what} Nothing was changed.`, { nextStep });
}

interface Said {
  readonly what: string;
  readonly nextStep: string;
}

function said(verdict: Exclude<Verdict, { readonly kind: 'approved' }>, elapsedMs: number): Said {
  switch (verdict.kind) {
    case 'declined':
      return elapsedMs < readingMs ? atOnce('decline', elapsedMs) : declined;
    case 'dismissed':
      return elapsedMs < readingMs ? atOnce('cancel', elapsedMs) : dismissed;
    case 'box_off':
      return boxOff;
    case 'malformed':
      return {
        what: `The client's answer to the question is malformed: ${verdict.what}.`,
        nextStep:
          'This client cannot be used to approve changes as it is. Tell the user what was to be changed, and that their client has to be updated or replaced for it.',
      };
    case 'failed':
      return {
        what: `The client said that it can ask the user, and answered the question with an error${verdict.code === undefined ? '' : ` (code ${verdict.code})`}.`,
        nextStep:
          'Tell the user what was to be changed, and to make the change where the client can show a question.',
      };
  }
}

const declined: Said = {
  what: 'The user was asked and declined.',
  nextStep: 'Do not repeat the call unless the user asks for it.',
};

const dismissed: Said = {
  what: 'The question was closed without an answer.',
  nextStep: 'Ask the user what they want before you make the call again.',
};

const boxOff: Said = {
  what: 'The form was accepted, but its box "Apply these changes" was left off.',
  nextStep:
    'Tell the user that the box has to be on for the change to be made, and make the call again only if they want it.',
};

function atOnce(action: string, elapsedMs: number): Said {
  return {
    what: `The client answered ${action} at once (after ${Math.round(elapsedMs)} ms), faster than a person can read: in runs without a person, such as claude -p, codex exec or copilot -p, the client answers by itself and nobody is asked.`,
    nextStep:
      'Tell the user what was to be changed and that nobody was asked. They can make the change in an interactive session of their client; how else to approve is in docs/approval.md of this server.',
  };
}
