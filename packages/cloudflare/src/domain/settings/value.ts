import type { JsonValue } from '@crunchtools/mcp-core';
import type { Plan } from '../dns/index.ts';
import { oneOf, Refusal, refuse } from '../problem.ts';
import { type SettingId, settingKind } from './catalog.ts';
import { headerForApi, headerFromApi, headerLineOf, readHeaderLine } from './header.ts';

/** A value as plans and answers show it; two are the same setting when they are equal. */
export type SettingValue = string | number;

/** The wished value in its one form, or why it is none. The plan of the zone may be unknown. */
export function readValue(
  id: SettingId,
  given: string | number,
  plan: Plan | undefined,
): SettingValue | Refusal {
  const kind = settingKind(id);
  if (kind.kind === 'header') return readHeader(given);
  if (kind.kind === 'seconds') {
    const seconds = typeof given === 'string' && /^\d{1,9}$/u.test(given) ? Number(given) : given;
    return typeof seconds === 'number' && kind.accepts(seconds) ? seconds : refuse(`must be ${kind.said}`);
  }
  // TLS versions look like numbers, and arrive as such: 1.2, and 1 for 1.0.
  const word = typeof given === 'number' ? given.toFixed(1) : given.toLowerCase();
  if (!kind.words.includes(word)) return refuse(`must be ${oneOf(kind.words)}`);
  return refuseOnPlan(id, word, plan) ?? word;
}

/** The value as the API takes it. */
export function valueForApi(id: SettingId, value: SettingValue): JsonValue {
  if (settingKind(id).kind !== 'header') return value;
  const header = readHeaderLine(String(value));
  return header instanceof Refusal ? value : headerForApi(header);
}

/** The value in the form of plans, or `undefined` when the API answers something that it does not document. */
export function valueFromApi(id: SettingId, value: JsonValue | undefined): SettingValue | undefined {
  if (settingKind(id).kind === 'header') {
    const header = headerFromApi(value);
    return header === undefined ? undefined : headerLineOf(header);
  }
  // TLS 1.3 with 0-RTT is `zrt` there; 0-RTT is a setting of its own here.
  if (id === 'tls_1_3' && value === 'zrt') return 'on';
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

function readHeader(given: string | number): SettingValue | Refusal {
  const header = readHeaderLine(String(given));
  return header instanceof Refusal ? header : headerLineOf(header);
}

/** developers.cloudflare.com/waf/tools/security-level. */
function refuseOnPlan(id: SettingId, word: string, plan: Plan | undefined): Refusal | undefined {
  const isForEnterprise = id === 'security_level' && word === 'off';
  if (!isForEnterprise || plan === undefined || plan === 'enterprise') return undefined;
  return refuse('off is for Enterprise zones; essentially_off is the least on other plans');
}
