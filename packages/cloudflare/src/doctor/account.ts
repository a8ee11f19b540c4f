import { type AccountExamination, type Finding, refusedToken, toSafeError } from '@crunchtools/mcp-core';
import { rulePermissions } from '../features/rules/phases.ts';
import { type VerifiedToken, verifyToken } from '../features/token/token.ts';
import { inDashboard } from '../schema.ts';
import type { Services } from '../services.ts';
import type { ZoneRef } from '../zone.ts';

const soonDays = 14;
const dayMs = 86_400_000;

/** Whether Cloudflare accepts the token, whose it is, and until when. */
async function examineToken({ api }: Services, today: Date): Promise<readonly Finding[]> {
  try {
    const token = await verifyToken(api);
    return [statusOf(token), ...validityOf(token, today)];
  } catch (error) {
    return [refusedToken(toSafeError(error))];
  }
}

function statusOf({ status, owner }: VerifiedToken): Finding {
  const check = 'Token';
  const whose = owner === 'user' ? 'a user token' : 'owned by an account';
  if (status === 'active') return { check, verdict: 'ok', message: `active, ${whose}` };
  return {
    check,
    verdict: 'problem',
    message: `${status}, ${whose}`,
    fix: 'Create a new token, or enable this one again, in the Cloudflare dashboard.',
  };
}

function validityOf(
  { expires_on: expires, not_before: start }: VerifiedToken,
  today: Date,
): readonly Finding[] {
  const check = 'Token validity';
  if (start !== undefined && Date.parse(start) > today.getTime()) {
    return [
      {
        check,
        verdict: 'problem',
        message: `not valid before ${start}`,
        fix: 'Wait, or change the start date of the token.',
      },
    ];
  }
  if (expires === undefined) {
    return [
      {
        check,
        verdict: 'warning',
        message: 'never expires',
        fix: 'Give the token an end date, so that a lost one does not stay valid.',
      },
    ];
  }
  const days = Math.floor((Date.parse(expires) - today.getTime()) / dayMs);
  const message = `until ${expires} (${days} days)`;
  if (days >= soonDays) return [{ check, verdict: 'ok', message }];
  return [{ check, verdict: 'warning', message, fix: 'Roll the token soon.' }];
}

/** Which zones there are to manage, and the first of them to try permissions on. */
async function examineZones(
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

/** Whoever may write may read (developers.cloudflare.com/fundamentals/api/reference/permissions). */
const impliedBy: Readonly<Record<string, string>> = {
  'DNS Write': 'DNS Read',
  'Page Rules Write': 'Page Rules Read',
  'Zone Settings Write': 'Zone Settings Read',
  ...Object.fromEntries(
    rulePermissions('Write').map((permission) => [permission, permission.replace(/Write$/u, 'Read')]),
  ),
};

/** How `doctor` looks at an account of Cloudflare. */
export const account: AccountExamination<Services> = {
  examineToken,
  examineScopes: examineZones,
  impliedBy,
  howToGet: (permission) => `Add "${inDashboard(permission)}" to the token`,
};
