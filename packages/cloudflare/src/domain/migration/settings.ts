import type { JsonObject, JsonValue } from '@crunchtools/mcp-core';
import type { Plan } from '../dns/index.ts';
import { isAtLeast } from '../page-rules/value.ts';
import { Refusal, type Report, refuse } from '../problem.ts';

/** What the value of an action becomes, or why it has no equivalent. */
export type Setting<Value extends JsonValue> = (value: JsonValue, plan: Plan | undefined) => Value | Refusal;

/** The actions of one Page Rule, read one by one; what cannot be migrated is noted in `report`. */
export interface Source {
  readonly actions: JsonObject;
  /** `undefined` when it is not known; then nothing is refused for it. */
  readonly plan: Plan | undefined;
  readonly report: Report;
}

/** What an action becomes; `undefined` when it is not there, and after noting why it cannot be migrated. */
export function taken<Value extends JsonValue>(
  { actions, plan, report }: Source,
  action: string,
  setting: Setting<Value>,
): Value | undefined {
  const value = actions[action];
  return value === undefined ? undefined : report.take(action, setting(value, plan));
}

/** Cloudflare writes on and off in Page Rules, and true and false in rules. */
export const toggle: Setting<boolean> = (value) => {
  if (value === 'on' || value === true) return true;
  return value === 'off' || value === false ? false : refuse('its value is not on or off');
};

export function withPlan<Value extends JsonValue>(needed: Plan, setting: Setting<Value>): Setting<Value> {
  return (value, plan) => (isAtLeast(plan, needed) ? setting(value, plan) : needs(needed));
}

export function needs(plan: Plan): Refusal {
  return refuse(`the rule for it needs the ${plan} plan${plan === 'enterprise' ? '' : ' or a larger one'}`);
}

type Members = Setting<JsonObject>;

/** A setting that an action's own value becomes. */
function member(name: string, setting: Setting<JsonValue> = (value) => value): Members {
  return (value, plan) => {
    const outcome = setting(value, plan);
    return outcome instanceof Refusal ? outcome : { [name]: outcome };
  };
}

/** An action that is there or not, and a setting that can only be true. */
function present(name: string): Members {
  return () => ({ [name]: true });
}

/** ssl/origin-configuration/ssl-modes/ssl-only-origin-pull. */
const ssl: Setting<JsonValue> = (value, plan) =>
  value === 'origin_pull' && !isAtLeast(plan, 'enterprise') ? needs('enterprise') : value;

/** Polish needs Pro, so that there is nothing to turn off below it. */
const noPerformance: Members = (_, plan) => ({
  rocket_loader: false,
  ...(isAtLeast(plan, 'pro') ? { polish: 'off' } : {}),
});

/**
 * Actions that become configuration rules (developers.cloudflare.com/rules/reference/page-rules-migration, and
 * rules/configuration-rules/settings for names and plans). The first one is the weakest: others overwrite it.
 */
const config: Readonly<Record<string, Members>> = {
  disable_performance: noPerformance,
  automatic_https_rewrites: member('automatic_https_rewrites', toggle),
  browser_check: member('bic', toggle),
  disable_apps: present('disable_apps'),
  disable_zaraz: present('disable_zaraz'),
  email_obfuscation: member('email_obfuscation', toggle),
  opportunistic_encryption: member('opportunistic_encryption', toggle),
  polish: withPlan('pro', member('polish')),
  rocket_loader: member('rocket_loader', toggle),
  security_level: member('security_level'),
  ssl: member('ssl', ssl),
};

/** Actions that become origin rules, of which only the port is for every plan (rules/origin-rules, Availability). */
const origin: Readonly<Record<string, Members>> = {
  host_header_override: withPlan('enterprise', member('host_header')),
  resolve_override: withPlan('enterprise', member('host')),
};

/** The settings of a configuration rule; none when no action asks for any. */
export function configSettings(source: Source): JsonObject {
  return settingsOf(source, config);
}

/** The settings of an origin rule. */
export function originSettings(source: Source): JsonObject {
  return settingsOf(source, origin);
}

export const settingActions: readonly string[] = [...Object.keys(config), ...Object.keys(origin)];

function settingsOf(source: Source, known: Readonly<Record<string, Members>>): JsonObject {
  return Object.assign(
    {},
    ...Object.entries(known).map(([action, setting]) => taken(source, action, setting)),
  );
}
