import { toSafeError } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import type { ZoneRef } from '../../zone.ts';
import type { Finding } from './finding.ts';

/** Which zones there are to manage, and the first of them to try permissions on. */
export async function examineZones(
  services: Services,
): Promise<{ readonly findings: readonly Finding[]; readonly example: ZoneRef | undefined }> {
  return services.allowedZones === undefined
    ? visibleZones(services)
    : allowedZones(services, services.allowedZones);
}

async function visibleZones({ api }: Services): ReturnType<typeof examineZones> {
  const check = 'Zones';
  try {
    const { items, total } = await api.zones.list({ per_page: 5, order: 'name', direction: 'asc' });
    const [example] = items;
    if (example === undefined) {
      const fix = 'Give the token "Zone Read" for the zones it should manage (Zone Resources: Include).';
      return { findings: [{ check, verdict: 'problem', message: 'the token sees no zone', fix }], example };
    }
    const names = items.map(({ name }) => name).join(', ');
    const message = `${total}: ${names}${total > items.length ? ', …' : ''}`;
    return { findings: [{ check, verdict: 'ok', message }], example };
  } catch (error) {
    return { findings: [unavailable(check, error)], example: undefined };
  }
}

async function allowedZones({ zones }: Services, names: readonly string[]): ReturnType<typeof examineZones> {
  const findings: Finding[] = [];
  let example: ZoneRef | undefined;
  for (const name of names) {
    const check = `Zone ${name}`;
    try {
      const zone = await zones.resolve(name);
      example ??= zone;
      findings.push({ check, verdict: 'ok', message: `found, plan ${zone.plan ?? 'unknown'}` });
    } catch (error) {
      findings.push(unavailable(check, error));
    }
  }
  return { findings, example };
}

function unavailable(check: string, thrown: unknown): Finding {
  const error = toSafeError(thrown);
  return { check, verdict: 'problem', message: error.message, fix: error.nextStep };
}
