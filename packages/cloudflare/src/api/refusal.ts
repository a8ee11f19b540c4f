import {
  ConflictError,
  type JsonObject,
  NotFoundError,
  PermissionError,
  RateLimitedError,
  RejectedError,
  type SafeError,
  type SafeErrorOptions,
  UnauthenticatedError,
  UpstreamError,
} from '@crunchtools/mcp-core';
import { compact } from '../schema.ts';
import type { ApiError, Envelope } from './envelope.ts';

type Kind =
  | 'conflict'
  | 'not_found'
  | 'unauthenticated'
  | 'permission'
  | 'rate_limited'
  | 'rejected'
  | 'upstream';

interface Known {
  readonly kind: Kind;
  readonly nextStep: string;
}

/**
 * Cloudflare's error codes that say more than the HTTP status. Gathered from Cloudflare's API reference and
 * the public trackers of dnscontrol, external-dns and Terraform; a code that is not here is told as it is.
 */
const knownCodes: ReadonlyMap<number, Known> = new Map([
  [
    81_053,
    conflict('Names of CNAME records can hold nothing else: delete or rename the other record first.'),
  ],
  [
    81_054,
    conflict('Names of CNAME records can hold nothing else: delete or rename the other record first.'),
  ],
  [81_056, conflict('NS records cannot stand beside other records of that name.')],
  [81_057, conflict('The record exists already; find it with list_dns_records and update it.')],
  [81_058, conflict('The same record exists already; there is nothing to do.')],
  [81_044, { kind: 'not_found', nextStep: 'Look the record up again with list_dns_records.' }],
  [
    7_003,
    { kind: 'not_found', nextStep: 'Check the id: list_zones and list_dns_records have the current ones.' },
  ],
  // Alone since about 2024, for a path that leads nowhere.
  [
    7_000,
    {
      kind: 'not_found',
      nextStep: 'Cloudflare does not serve this path any more; this server needs an update.',
    },
  ],
  [
    1_015,
    { kind: 'rejected', nextStep: 'The plan of the zone does not let this be changed; nothing was changed.' },
  ],
  [9_103, tokenProblem()],
  [6_003, tokenProblem()],
  [6_111, tokenProblem()],
  [1_000, tokenProblem()],
  [971, { kind: 'rate_limited', nextStep: 'Wait some minutes; other clients of this account count too.' }],
  [10_100, { kind: 'rate_limited', nextStep: 'Wait some minutes; other clients of this account count too.' }],
  [10_300, { kind: 'rate_limited', nextStep: 'Wait some minutes; other clients of this account count too.' }],
]);

function conflict(nextStep: string): Known {
  return { kind: 'conflict', nextStep };
}

function tokenProblem(): Known {
  return {
    kind: 'unauthenticated',
    nextStep: 'Check CLOUDFLARE_API_TOKEN; the doctor command says what is wrong with it.',
  };
}

/** What each kind of refusal is answered with when no code says more. */
const byKind: Readonly<
  Record<
    Kind,
    {
      readonly make: new (message: string, options: SafeErrorOptions) => SafeError;
      readonly nextStep: string;
    }
  >
> = {
  conflict: { make: ConflictError, nextStep: 'Read the object again, then decide.' },
  not_found: { make: NotFoundError, nextStep: 'Check the name or id by listing.' },
  unauthenticated: tokenRefused(),
  permission: {
    make: PermissionError,
    nextStep: 'Add the permission to the token in the Cloudflare dashboard.',
  },
  rate_limited: { make: RateLimitedError, nextStep: 'Wait before you call again.' },
  rejected: {
    make: RejectedError,
    nextStep: 'Correct what Cloudflare names and call again. Nothing was changed.',
  },
  upstream: {
    make: UpstreamError,
    nextStep: 'Try again in a minute; cloudflarestatus.com tells about incidents.',
  },
};

function tokenRefused(): { make: typeof UnauthenticatedError; nextStep: string } {
  return {
    make: UnauthenticatedError,
    nextStep:
      'Check CLOUDFLARE_API_TOKEN: is it complete, active, and allowed from this address? Run the doctor command.',
  };
}

/**
 * The error for an answer that refuses, with every error of the envelope in it, in order.
 * @param facts what else belongs into `details`: the status, `cf-ray`, when to retry.
 */
export function refusalOf(envelope: Envelope, status: number, facts: JsonObject): SafeError {
  const known = envelope.errors
    .map((error) => knownCodes.get(error.code ?? 0))
    .find((entry) => entry !== undefined);
  const kind = known?.kind ?? kindOfStatus(status);
  const { make, nextStep } = byKind[kind];
  const said = envelope.errors.map(sentence).join('; ');
  return new make(
    said === ''
      ? `Cloudflare refused the request (HTTP ${status}) without a reason.`
      : `Cloudflare says: ${said}.`,
    {
      nextStep: known?.nextStep ?? nextStep,
      quotes: true,
      details: { ...facts, errors: envelope.errors.map((error) => compact({ ...error })) },
    },
  );
}

function sentence(error: ApiError): string {
  const where = error.pointer === undefined ? '' : ` at ${error.pointer}`;
  const code = error.code === undefined ? '' : ` (code ${error.code})`;
  return `${error.message.replace(/\.$/u, '')}${where}${code}`;
}

function kindOfStatus(status: number): Kind {
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'permission';
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 429) return 'rate_limited';
  return status >= 500 ? 'upstream' : 'rejected';
}
