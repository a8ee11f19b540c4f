import type { PlanName } from '../../contract.ts';
import { stableId } from '../../determinism.ts';

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
  readonly action_parameters?: { readonly increment: number };
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

/** Of each ruleset the rules that the documentation shows; they have hundreds. Ids that it does not tell are made up. */
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
    // ruleset-engine/rulesets-api/view, "List rules in a managed ruleset with a specific tag".
    shown(
      'log',
      ['cve-2014-5265', 'cve-2014-5266', 'cve-2014-5267', 'dos', 'drupal', 'wordpress'],
      'Drupal, WordPress - DoS - XMLRPC - CVE:CVE-2014-5265, CVE:CVE-2014-5266, CVE:CVE-2014-5267',
    ),
    shown(
      'block',
      ['broken-access-control', 'cve-2018-12895', 'wordpress'],
      'WordPress - Broken Access Control - CVE:CVE-2018-12895',
    ),
  ],
  // waf/managed-rules/reference/owasp-core-ruleset/configure-api: the tags, and the last rule, which sums up.
  [OWASP.id]: [
    score('paranoia-level-1', '911100: Method is not allowed by policy'),
    score('paranoia-level-2', '920200: Range: Too many fields (6 or more)'),
    score(
      'paranoia-level-3',
      '920272: Invalid character in request (outside of printable chars below ascii 127)',
    ),
    score('paranoia-level-4', '920274: Invalid character in request headers (outside of very strict set)'),
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

function shown(action: string, categories: readonly string[], description: string): ManagedRule {
  return {
    id: stableId('managed rule', description),
    version: '3',
    action,
    categories,
    description,
    last_updated: '2023-03-19T16:54:32.942986Z',
    ref: stableId('ref of managed rule', description),
    enabled: true,
  };
}

/** A rule of the OWASP Core Rule Set. That Cloudflare's adds to the score by this action: the types of its API. */
function score(level: string, description: string): ManagedRule {
  return { ...shown('score', [level], description), action_parameters: { increment: 5 } };
}

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
