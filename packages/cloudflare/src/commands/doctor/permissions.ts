import { PermissionError, type Registry, toSafeError, UnauthenticatedError } from '@crunchtools/mcp-core';
import type { Zone } from '../../api/zones.ts';
import { phaseFacts, type RulePhase, rulePermissions, rulePhases } from '../../domain/rules/index.ts';
import { inDashboard } from '../../schema/permission.ts';
import type { Services } from '../../services.ts';
import type { Finding } from './finding.ts';

type Probe = (services: Services, zoneId: string) => Promise<unknown>;

/** A read that only works with the permission. What is not here can only be tried by writing. */
const probes: Readonly<Record<string, Probe>> = {
  'Zone Read': ({ api }, zoneId) => api.zones.get(zoneId),
  'DNS Read': ({ api }, zoneId) => api.dns.list(zoneId, { per_page: 1 }),
  'Zone Settings Read': ({ api }, zoneId) => api.settings.get(zoneId, 'ssl'),
  'Analytics Read': ({ api }, zoneId) => api.analytics.limits(zoneId),
  'Page Rules Read': ({ api }, zoneId) => api.pageRules.list(zoneId),
  ...Object.fromEntries(rulePhases.map(ruleProbe)),
};

/** Whoever may write may read (developers.cloudflare.com/fundamentals/api/reference/permissions). */
const impliedBy: Readonly<Record<string, string>> = {
  'DNS Write': 'DNS Read',
  'Page Rules Write': 'Page Rules Read',
  'Zone Settings Write': 'Zone Settings Read',
  ...Object.fromEntries(
    rulePermissions('Write').map((permission) => [permission, permission.replace(/Write$/u, 'Read')]),
  ),
};

function ruleProbe(phase: RulePhase): [string, Probe] {
  return [`${phaseFacts(phase).permission} Read`, ({ rulesets }, zoneId) => rulesets.now(zoneId, phase)];
}

/** Which permissions the offered tools need, and which of them the token has for one zone. */
export async function examinePermissions(
  tools: Registry<Services>,
  services: Services,
  zone: Pick<Zone, 'id' | 'name'>,
): Promise<readonly Finding[]> {
  const needed = [...new Set(tools.tools().flatMap((tool) => tool.permissions))];
  const findings: Finding[] = [];
  for (const permission of needed) findings.push(await examine(permission, tools, services, zone));
  return findings;
}

async function examine(
  permission: string,
  tools: Registry<Services>,
  services: Services,
  zone: Pick<Zone, 'id' | 'name'>,
): Promise<Finding> {
  const check = `Permission ${permission}`;
  const used = tools
    .tools()
    .filter((tool) => tool.permissions.includes(permission))
    .map(({ name }) => name)
    .join(', ');
  const probe = probes[permission] ?? probes[impliedBy[permission] ?? ''];
  if (probe === undefined)
    return { check, verdict: 'unknown', message: `only a write could tell; for ${used}` };
  try {
    await probe(services, zone.id);
    if (probes[permission] === undefined)
      return {
        check,
        verdict: 'unknown',
        message: `reading works, only a write could tell the rest; for ${used}`,
      };
    return { check, verdict: 'ok', message: `for ${zone.name}` };
  } catch (thrown) {
    const error = toSafeError(thrown);
    const missing = error instanceof PermissionError || error instanceof UnauthenticatedError;
    if (!missing) return { check, verdict: 'warning', message: error.message, fix: error.nextStep };
    return {
      check,
      verdict: 'warning',
      message: `missing for ${zone.name}`,
      fix: `Add "${inDashboard(permission)}" to the token to use ${used}.`,
    };
  }
}
