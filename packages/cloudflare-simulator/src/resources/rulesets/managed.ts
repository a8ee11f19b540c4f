import type { PlanName } from '../../contract.ts';

/** A ruleset of Cloudflare, as the list of a zone shows it. It is read at the level of the account. */
export interface ManagedRuleset {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly kind: 'managed';
  readonly version: string;
  readonly last_updated: string;
  readonly phase: 'ddos_l7' | 'http_request_firewall_managed';
}

const FIREWALL = 'http_request_firewall_managed';

const DDOS = managed('4d21379b4f9f4bb088e0729962c8b3cf', 'DDoS L7 ruleset', 'ddos_l7');
const FREE = managed('77454fe2d30c4220b5701f6fdfb893ba', 'Cloudflare Managed Free Ruleset', FIREWALL);
const MANAGED = managed('efb7b8c949ac4650a09736fc376e9aee', 'Cloudflare Managed Ruleset', FIREWALL);
const OWASP = managed('4814384a9e5d4991b9815dcfc25d2f1f', 'Cloudflare OWASP Core Ruleset', FIREWALL);

/** A selection with the identifiers that the documentation gives (waf/managed-rules, ddos-protection). */
export function managedRulesets(plan: PlanName): readonly ManagedRuleset[] {
  return plan === 'free' ? [DDOS, FREE] : [DDOS, FREE, MANAGED, OWASP];
}

function managed(id: string, name: string, phase: ManagedRuleset['phase']): ManagedRuleset {
  return {
    id,
    name,
    description: 'Created by Cloudflare',
    kind: 'managed',
    version: '1',
    last_updated: '2025-12-01T00:00:00.000000Z',
    phase,
  };
}
