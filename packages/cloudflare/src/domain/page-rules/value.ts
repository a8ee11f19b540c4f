import type { JsonValue } from '@crunchtools/mcp-core';
import { type IntegerRules, refuseInteger } from '../dns/field.ts';
import type { Plan } from '../dns/index.ts';
import { oneOf, type Refusal, refuse, refuseUnprintable, show } from '../problem.ts';

/** What a value depends on beside itself. */
export interface ValueContext {
  /** `undefined` when it is not known; then nothing is refused for it. */
  readonly plan: Plan | undefined;
}

/** One kind of value that actions have. */
export interface ValueType {
  /** For the list of actions: `true`, `seconds`, `on|off`. */
  readonly notation: string;
  /** The value as Cloudflare should get it, or why it cannot. */
  check(value: unknown, context: ValueContext): JsonValue | Refusal;
}

const plans = ['free', 'pro', 'business', 'enterprise'] as const;

/** Whether a plan is at least another. A plan that is not known is. */
export function isAtLeast(plan: Plan | undefined, needed: Plan): boolean {
  return plan === undefined || plans.indexOf(plan) >= plans.indexOf(needed);
}

/** An action without a value: being there is all it says. */
export const flag: ValueType = {
  notation: 'true',
  check: (value) =>
    value === true
      ? true
      : refuse(`${show(value)} is not true, its only value: leave the action out instead`),
};

/** Cloudflare's `on` and `off`. Booleans are taken too, because that is what everybody writes. */
export const toggle: ValueType = {
  notation: 'on|off',
  check(value) {
    if (value === true || value === 'on') return 'on';
    if (value === false || value === 'off') return 'off';
    return refuse(`${show(value)} is not "on" or "off"`);
  },
};

export function choice(choices: readonly string[]): ValueType {
  return {
    notation: choices.join('|'),
    check(value) {
      const found = choices.find((candidate) => candidate === value);
      return found ?? refuse(`${show(value)} is not among ${oneOf(choices.map((one) => show(one)))}`);
    },
  };
}

/** A time in seconds, of which the smallest depends on the plan. */
export function seconds(rules: {
  readonly maximum: number;
  readonly minimum: Readonly<Record<Plan, number>>;
}): ValueType {
  return {
    notation: 'seconds',
    check(value, { plan }) {
      const range: IntegerRules = {
        minimum: Math.min(...Object.values(rules.minimum)),
        maximum: rules.maximum,
      };
      const reason = refuseInteger(value, range);
      if (reason !== undefined) return refuse(reason);
      const minimum = plan === undefined ? 0 : rules.minimum[plan];
      return Number(value) >= minimum
        ? Number(value)
        : refuse(`${Number(value)} is below the minimum of ${minimum} seconds of the ${plan} plan`);
    },
  };
}

/** Text of one line; `refuseText` says what else is wrong with it. */
export function text(notation: string, refuseText: (value: string) => string | undefined): ValueType {
  return {
    notation,
    check(value) {
      if (typeof value !== 'string') return refuse(`${show(value)} is not a string`);
      if (value === '') return refuse('is empty');
      const reason = refuseUnprintable(value) ?? refuseText(value);
      return reason === undefined ? value : refuse(reason);
    },
  };
}
