import { ApiFailure, type Zone } from '../../contract.ts';
import { isRecord } from '../../json.ts';
import type { DnssecSettings } from './model.ts';

/** Members of the body of "Edit DNSSEC Status" that are switches. */
const SWITCHES = {
  dnssec_multi_signer: 'multiSigner',
  dnssec_presigned: 'presigned',
  dnssec_use_nsec3: 'useNsec3',
} as const satisfies Readonly<Record<string, keyof DnssecSettings>>;

export type Edit = Partial<Pick<DnssecSettings, 'status' | 'multiSigner' | 'presigned' | 'useNsec3'>>;

/** The code is assumed: Cloudflare documents which values it takes, not how it refuses the others. */
export function refusal(message: string, pointer?: string): ApiFailure {
  return new ApiFailure(400, [
    { code: 1004, message, ...(pointer === undefined ? {} : { source: { pointer: `/${pointer}` } }) },
  ]);
}

/**
 * What a PATCH asks for. Members it does not name, or names with null, stay as they are (recordings/settings.json).
 *
 * @throws {ApiFailure} 400 for a value that is not documented, and for what the plan does not have: NSEC3
 * (dns/dnssec/enable-nsec3) and presigned zones, which are secondary zones (dns/zone-setups/zone-transfers), are
 * Enterprise features. Whether a zone is a secondary one is not simulated.
 */
export function readEdit(body: unknown, { plan }: Zone): Edit {
  if (!isRecord(body)) throw refusal('The request body must be a JSON object');
  const edit = { ...readStatus(body['status']), ...readSwitches(body) };
  if (plan !== 'enterprise' && edit.useNsec3 === true) throw notOnPlan('dnssec_use_nsec3');
  if (plan !== 'enterprise' && edit.presigned === true) throw notOnPlan('dnssec_presigned');
  return edit;
}

function readStatus(status: unknown): Edit {
  if (status === undefined || status === null) return {};
  if (status === 'active' || status === 'disabled') return { status };
  throw refusal("status must be 'active' or 'disabled'", 'status');
}

function readSwitches(body: Readonly<Record<string, unknown>>): Edit {
  const given = Object.entries(SWITCHES).filter(([name]) => (body[name] ?? undefined) !== undefined);
  return Object.fromEntries(
    given.map(([name, member]) => {
      const value = body[name];
      if (typeof value !== 'boolean') throw refusal(`${name} must be true or false`, name);
      return [member, value];
    }),
  );
}

function notOnPlan(name: string): ApiFailure {
  return refusal(`${name} is not available on the plan of this zone`, name);
}
