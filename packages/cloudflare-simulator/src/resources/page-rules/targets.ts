/** The URL pattern of a rule, from its one target. */

import { isRecord } from '../../json.ts';
import { MOST_WILDCARDS, PROXY_PORTS } from './limits.ts';
import type { Target } from './model.ts';
import type { Violation } from './refusals.ts';

/** The targets of a body, with every rule that they break added to `violations`. */
export function readTargets(
  targets: unknown,
  zoneName: string,
  violations: Violation[],
  takesAnyHost = false,
): readonly Target[] {
  const [target, ...others]: readonly unknown[] = Array.isArray(targets) ? targets : [];
  const constraint = isRecord(target) ? target['constraint'] : undefined;
  const pattern = isRecord(constraint) ? constraint['value'] : undefined;
  const isUrl = isRecord(target) && target['target'] === 'url' && others.length === 0;
  if (
    !isUrl ||
    !isRecord(constraint) ||
    constraint['operator'] !== 'matches' ||
    typeof pattern !== 'string'
  ) {
    violations.push({
      rule: 'targets',
      message: "Exactly one 'url' target with the operator 'matches' is required",
    });
    return [];
  }
  const value = withSlashes(pattern, zoneName);
  const broken = RULES.find((rule) => !(takesAnyHost && rule === OF_ZONE) && !rule.holds(value, zoneName));
  if (broken !== undefined) violations.push({ rule: 'targetUrl', message: broken.message });
  return [{ target: 'url', constraint: { operator: 'matches', value } }];
}

interface PatternRule {
  readonly message: string;
  holds(pattern: string, zoneName: string): boolean;
}

const OF_ZONE: PatternRule = {
  message: 'The URL does not belong to this zone',
  holds: (pattern, zoneName) => isOfZone(authorityOf(pattern).host.toLowerCase(), zoneName),
};

const RULES: readonly PatternRule[] = [
  {
    message: 'The URL is not valid',
    holds: (pattern) => /^[\x21-\x7e]+$/.test(pattern) && !pattern.includes('#'),
  },
  {
    message: `A URL can have at most ${MOST_WILDCARDS} wildcards`,
    holds: (pattern) => pattern.split('*').length - 1 <= MOST_WILDCARDS,
  },
  {
    message: 'The scheme must be http or https',
    holds: (pattern) => /^(?:https?|http\*|\*|)$/i.test(authorityOf(pattern).scheme),
  },
  OF_ZONE,
  {
    message: 'The port is not supported',
    holds: (pattern) => {
      const { port } = authorityOf(pattern);
      return port === undefined || port.includes('*') || PROXY_PORTS.has(port);
    },
  },
];

function authorityOf(pattern: string): { scheme: string; host: string; port: string | undefined } {
  const [, scheme = '', host = '', port] = /^(?:([^/?]*):\/\/)?([^/?:]*)(?::([^/?]*))?/.exec(pattern) ?? [];
  return { scheme, host, port };
}

/** The zone itself, a name below it, or both: `*example.com`. */
function isOfZone(host: string, zoneName: string): boolean {
  if (!/^[a-z0-9*._-]+$/.test(host)) return false;
  return host === zoneName || host.endsWith(`.${zoneName}`) || host.endsWith(`*${zoneName}`);
}

/**
 * "Zone name occurrences must end with a slash" (rules/page-rules/reference/additional-reference). The page shows it
 * at the end of a pattern; here also before a query and a wildcard, and not where the name goes on or has a port.
 */
function withSlashes(pattern: string, zoneName: string): string {
  const name = zoneName.replaceAll('.', '\\.');
  return pattern.replaceAll(new RegExp(`(^|[^a-z0-9-])(${name})(?=$|[?*])`, 'gi'), '$1$2/');
}
