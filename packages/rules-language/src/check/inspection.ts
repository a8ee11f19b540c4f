import type { Doubt, Finding } from '../problem.ts';
import type { Span } from '../syntax-tree.ts';
import type { Phase, Plan, Setting } from '../use.ts';

/** Why an expression needs more than the Free plan. */
export interface PlanReason {
  readonly plan: Plan;
  /** A field, a function, an operator or a kind of list. */
  readonly because: string;
}

const ranks: Readonly<Record<Plan, number>> = { free: 0, pro: 1, business: 2, enterprise: 3 };

/** More problems than this are not looked for: enough to work on, and a bound on the search for near names. */
const maximumFindings = 20;

const none: ReadonlyMap<string, number> = new Map();

/** What is learned about one expression while walking through it. */
export class Inspection {
  readonly setting: Setting;
  readonly findings: Finding[] = [];
  readonly doubts: Doubt[] = [];
  readonly fields = new Set<string>();
  // Most expressions have few of these kinds, and each empty collection costs as much as a small check.
  #lists: Set<string> | undefined;
  #calls: Map<string, number> | undefined;
  #reasons: Map<string, PlanReason> | undefined;

  constructor(setting: Setting) {
    this.setting = setting;
  }

  get lists(): Iterable<string> {
    return this.#lists ?? [];
  }

  noteList(name: string): void {
    this.#lists ??= new Set();
    this.#lists.add(name);
  }

  /** How often each function is called. */
  get calls(): ReadonlyMap<string, number> {
    return this.#calls ?? none;
  }

  noteCall(name: string): void {
    this.#calls ??= new Map();
    this.#calls.set(name, (this.#calls.get(name) ?? 0) + 1);
  }

  get full(): boolean {
    return this.findings.length >= maximumFindings;
  }

  refuse(finding: Finding): void {
    if (!this.full) this.findings.push(finding);
  }

  doubt(doubt: Doubt): void {
    if (this.doubts.length < maximumFindings) this.doubts.push(doubt);
  }

  get reasons(): readonly PlanReason[] {
    return [...(this.#reasons?.values() ?? [])].sort((a, b) => ranks[b.plan] - ranks[a.plan]);
  }

  /** The lowest plan that has everything in the expression. */
  get plan(): Plan {
    return this.reasons[0]?.plan ?? 'free';
  }

  needPlan(plan: Plan, because: string, span: Span): void {
    if (plan === 'free') return;
    this.#reasons ??= new Map();
    this.#reasons.set(because, { plan, because });
    const given = this.setting.plan;
    if (given === undefined || ranks[given] >= ranks[plan]) return;
    const message = `${because} needs the ${planNames[plan]} plan or an add-on; this zone is on ${planNames[given]}.`;
    this.refuse({ code: 'plan_too_low', message, span });
  }

  needPhase(allowed: readonly Phase[] | undefined, because: string, span: Span): void {
    const { phase } = this.setting;
    if (allowed === undefined || phase === undefined || allowed.includes(phase)) return;
    const message =
      allowed.length === 0
        ? `${because} is not available in the rules of a zone.`
        : `${because} is not available in ${phase}.`;
    this.refuse({ code: 'not_allowed_here', message, span, expected: allowed });
  }
}

export const planNames: Readonly<Record<Plan, string>> = {
  free: 'Free',
  pro: 'Pro',
  business: 'Business',
  enterprise: 'Enterprise',
};
