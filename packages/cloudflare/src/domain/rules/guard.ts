import {
  type Change,
  type Guard,
  type GuardReason,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@crunchtools/mcp-core';
import { matchesEverything } from './expressions.ts';
import { type RulePhase, rulePhaseOf } from './phases.ts';

/**
 * Why a change of a rule deserves a person's approval, as one sentence, or `undefined` for ordinary changes. Asked
 * for: less protection, everything at once, and requests that go somewhere else. Deletions and a new order are
 * asked for by core. Not covered: an expression that matches nearly everything.
 */
export function guardReason(
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): string | undefined {
  const phase = rulePhaseOf((after ?? before)?.['phase']);
  if (phase === undefined || after === undefined) return undefined;
  return (
    guardOfProtection(phase, before, after) ??
    guardOfEveryRequest(phase, after) ??
    guardOfSettings(phase, after) ??
    guardOfHeaders(phase, after)
  );
}

/** How much an action holds back. */
const strength: Readonly<Record<string, number>> = {
  block: 3,
  managed_challenge: 2,
  js_challenge: 2,
  challenge: 2,
  log: 1,
  skip: 0,
};

function guardOfProtection(
  phase: RulePhase,
  before: JsonObject | undefined,
  after: JsonObject,
): string | undefined {
  if (phase !== 'waf_custom' && phase !== 'rate_limit') return undefined;
  if (isOn(after) && after['action'] === 'skip') return 'A skip rule lets matching requests past protection.';
  if (before === undefined || !isOn(before) || before['action'] === 'skip') return undefined;
  if (!isOn(after)) return 'It turns a protection off.';
  if (strengthOf(after) < strengthOf(before)) return 'It weakens a protection.';
  if (before['expression'] !== after['expression']) return 'It changes what a protection applies to.';
  return phase === 'rate_limit' && isLooser(limitOf(before), limitOf(after))
    ? 'It loosens a rate limit.'
    : undefined;
}

function isOn({ enabled }: JsonObject): boolean {
  return enabled !== false;
}

/** An action that is not known here may be stronger than all of them. */
function strengthOf({ action }: JsonObject): number {
  return (typeof action === 'string' ? strength[action] : undefined) ?? 4;
}

function limitOf({ ratelimit }: JsonObject): JsonObject {
  return isJsonObject(ratelimit) ? ratelimit : {};
}

function isLooser(before: JsonObject, after: JsonObject): boolean {
  return (
    rateOf(after) > rateOf(before) ||
    number(after['mitigation_timeout']) < number(before['mitigation_timeout']) ||
    before['counting_expression'] !== after['counting_expression'] ||
    JSON.stringify(before['characteristics']) !== JSON.stringify(after['characteristics'])
  );
}

function rateOf({ requests_per_period: requests, score_per_period: score, period }: JsonObject): number {
  return number(requests ?? score) / Math.max(1, number(period));
}

function number(value: JsonValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}

/** What must not happen to every visitor unasked. */
const stakesOfEverything: Partial<Readonly<Record<RulePhase, string>>> = {
  redirect: 'It redirects every request.',
  url_rewrite: 'It rewrites every request.',
  origin: 'It changes where every request goes.',
  rate_limit: 'It applies to every request.',
};

function guardOfEveryRequest(phase: RulePhase, after: JsonObject): string | undefined {
  if (!isOn(after) || !matchesEverything(after['expression'])) return undefined;
  if (phase === 'waf_custom') {
    return after['action'] === 'log' ? undefined : 'It applies to every visitor.';
  }
  if (phase === 'cache' && parameter(after, 'cache') === true) {
    return 'It caches every answer, also those made for one visitor.';
  }
  return stakesOfEverything[phase];
}

const stakesOfSettings: Readonly<
  Record<string, { readonly values: readonly JsonValue[]; readonly stake: string }>
> = {
  ssl: { values: ['off', 'flexible'], stake: 'It lets traffic to the origin go unencrypted.' },
  security_level: { values: ['off', 'essentially_off'], stake: 'It turns the security level off.' },
  bic: { values: [false], stake: 'It turns the browser integrity check off.' },
  hotlink_protection: { values: [false], stake: 'It turns hotlink protection off.' },
  email_obfuscation: { values: [false], stake: 'It shows email addresses to harvesters.' },
};

function guardOfSettings(phase: RulePhase, after: JsonObject): string | undefined {
  if (!isOn(after)) return undefined;
  if (phase === 'origin') {
    const origin = parameter(after, 'origin');
    return isJsonObject(origin) && origin['host'] !== undefined
      ? 'It sends requests to another server.'
      : undefined;
  }
  if (phase !== 'config') return undefined;
  return Object.entries(stakesOfSettings).find(([setting, { values }]) =>
    values.some((value) => value === parameter(after, setting)),
  )?.[1].stake;
}

/** Headers by which a site tells browsers to protect its visitors. */
const protectingHeaders: ReadonlySet<string> = new Set([
  'content-security-policy',
  'cross-origin-opener-policy',
  'permissions-policy',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
]);

function guardOfHeaders(phase: RulePhase, after: JsonObject): string | undefined {
  const headers = parameter(after, 'headers');
  if (phase !== 'response_headers' || !isOn(after) || !isJsonObject(headers)) return undefined;
  for (const [name, what] of Object.entries(headers)) {
    const operation = isJsonObject(what) ? what['operation'] : undefined;
    const lower = name.toLowerCase();
    if (operation === 'remove' && protectingHeaders.has(lower))
      return `It removes ${lower}, which protects visitors.`;
    if (operation === 'set' && lower === 'set-cookie')
      return 'It replaces all cookies that an answer sets: add keeps them.';
  }
  return undefined;
}

function parameter({ action_parameters: parameters }: JsonObject, name: string): JsonValue | undefined {
  return isJsonObject(parameters) ? parameters[name] : undefined;
}

export const guards: readonly Guard[] = [
  {
    id: 'rules.rule',
    asked: 'Changes of rules that weaken a protection or apply to everything.',
    why: 'Visitors lose a protection or the site.',
    example: 'update_rule',
  },
];

export function guardReasons({ before, after }: Change): readonly GuardReason[] {
  const text = guardReason(before, after);
  return text === undefined ? [] : [{ guard: 'rules.rule', text, kind: 'value' }];
}
