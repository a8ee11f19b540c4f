import { isJsonObject, type JsonValue } from '@crunchtools/mcp-core';
import type { Finding } from './finding.ts';
import type { Check } from './question.ts';
import { setting } from './repair.ts';
import { proxiedIn, type ZoneFacts } from './zone-facts.ts';

/** Read in this order: what the checks need most first. */
export const auditedSettings = ['ssl', 'always_use_https', 'min_tls_version', 'security_header'] as const;

/**
 * Settings that protect visitors. Most are told as `info`: their defaults are weak, and rules, the origin or a deliberate choice
 * may stand behind them. They mean nothing where nothing is proxied.
 */
export const checkSettings: Check = (facts) => {
  if (proxiedIn(facts).length === 0) return [];
  return auditedSettings.flatMap((id) => {
    const value = facts.settings.get(id);
    return value === undefined ? [] : judge(facts, id, value);
  });
};

function judge(facts: ZoneFacts, id: (typeof auditedSettings)[number], value: JsonValue): readonly Finding[] {
  const of = (found: Finding['id'], to?: string): readonly Finding[] => [
    {
      id: found,
      name: '@',
      evidence: `${id}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      repair: to === undefined ? undefined : setting(facts, id, to),
    },
  ];
  switch (id) {
    case 'ssl':
      if (value === 'off') return of('ssl-off', 'full');
      if (value === 'flexible') return of('ssl-flexible', 'full');
      return value === 'full' ? of('ssl-full', 'strict') : [];
    case 'always_use_https':
      return value === 'off' ? of('https-not-forced', 'on') : [];
    case 'min_tls_version':
      return value === '1.0' || value === '1.1' ? of('min-tls', '1.2') : [];
    case 'security_header':
      return hasHsts(value) ? [] : of('hsts-off', 'max-age=15552000');
  }
}

function hasHsts(value: JsonValue): boolean {
  const header = isJsonObject(value) ? value['strict_transport_security'] : undefined;
  return isJsonObject(header) && header['enabled'] === true && Number(header['max_age'] ?? 0) > 0;
}
