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

/** A rule of one, without its expression, which Cloudflare keeps to itself. */
export interface ManagedRule {
  readonly id: string;
  readonly version: string;
  readonly action: string;
  readonly categories?: readonly string[];
  readonly score_threshold?: number;
  readonly description: string;
  readonly last_updated: string;
  readonly ref: string;
  readonly enabled: boolean;
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

/** Of each ruleset the rules that the documentation shows; they have hundreds. */
const RULES: Readonly<Record<string, readonly ManagedRule[]>> = {
  // waf/managed-rules/waf-exceptions/define-api.
  [MANAGED.id]: [
    {
      id: 'd9e350f1b72d4730899c8a420e48a85d',
      version: '180',
      action: 'block',
      categories: ['file-inclusion', 'october-cms'],
      description: 'October CMS - File Inclusion',
      last_updated: '2024-02-05T07:12:54.565276Z',
      ref: 'adb550873eb92d32372ed08514d33241',
      enabled: true,
    },
  ],
  // waf/managed-rules/reference/owasp-core-ruleset/configure-api: the last rule, which sums up.
  [OWASP.id]: [
    {
      id: '6179ae15870a4bb7b2d480d4843b323c',
      version: '35',
      action: 'block',
      score_threshold: 40,
      description: '949110: Inbound Anomaly Score Exceeded',
      last_updated: '2022-02-08T16:11:18.236676Z',
      ref: 'ad0beb2fce9f149e565ee78d6e659d47',
      enabled: true,
    },
  ],
};

export function managedRules(id: string): readonly ManagedRule[] {
  return RULES[id] ?? [];
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
