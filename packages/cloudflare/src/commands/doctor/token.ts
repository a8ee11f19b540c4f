import { type SafeError, toSafeError } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { type VerifiedToken, verifyToken } from '../../token.ts';
import type { Finding } from './finding.ts';

const soonDays = 14;
const dayMs = 86_400_000;

/** Whether Cloudflare accepts the token, whose it is, and until when. */
export async function examineToken({ api }: Services, today: Date): Promise<readonly Finding[]> {
  try {
    const token = await verifyToken(api);
    return [statusOf(token), ...validityOf(token, today)];
  } catch (error) {
    return [refused(toSafeError(error))];
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

function refused(error: SafeError): Finding {
  return { check: 'Token', verdict: 'problem', message: error.message, fix: error.nextStep };
}

/** What is wrong when Cloudflare was not even asked. */
export function tokenFinding(error: SafeError | undefined): Finding {
  if (error !== undefined) return refused(error);
  return {
    check: 'Token',
    verdict: 'problem',
    message: 'CLOUDFLARE_API_TOKEN is not set',
    fix: 'Create one at https://dash.cloudflare.com/profile/api-tokens and put it into the environment of this server.',
  };
}
