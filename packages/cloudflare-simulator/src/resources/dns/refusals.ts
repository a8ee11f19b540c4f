/**
 * Every refusal of the DNS records API, by the code Cloudflare gives it. Codes and messages are those seen in
 * Cloudflare's documentation and in answers quoted in public issues; where no public answer shows the code,
 * `UNSEEN` stands in for it, so that no client comes to rely on an invented number.
 */

import { type ApiErrorItem, ApiFailure } from '../../contract.ts';

/** "DNS Validation Error", which until October 2024 wrapped every validation failure. */
const UNSEEN = 1004;

const HELP = 'https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting';

function refusal(code: number, message: string): ApiFailure {
  return new ApiFailure(400, [{ code, message }]);
}

export const recordMissing = (): ApiFailure =>
  new ApiFailure(404, [{ code: 81044, message: 'Record does not exist.' }]);

export const identifierInvalid = (): ApiFailure => refusal(1032, 'Invalid DNS record identifier');

export const bodyInvalid = (rule: string): ApiFailure => refusal(9207, `Request body is invalid: ${rule}.`);

export const nameInvalid = (): ApiFailure => refusal(9000, 'DNS name is invalid.');

export const typeInvalid = (): ApiFailure => refusal(9002, 'DNS record type is invalid.');

/** Since 2026-06-30; the deprecation notice promises no code. */
export const typeFixed = (): ApiFailure => refusal(UNSEEN, 'DNS record type cannot be changed.');

/** The code and the words are in a screenshot only (DNSControl issue 3850). */
export const recordReadOnly = (): ApiFailure =>
  refusal(UNSEEN, 'This DNS record is managed by a service and is read only.');

export const targetNotProxiable = (target: string): ApiFailure =>
  refusal(9003, `Target ${target} is not allowed for a proxied record.`);

export const typeNotProxiable = (): ApiFailure => refusal(9004, 'This record type cannot be proxied.');

export const addressInvalid = (type: 'A' | 'AAAA'): ApiFailure =>
  type === 'A'
    ? refusal(9005, 'Content for A record must be a valid IPv4 address.')
    : refusal(9006, 'Content for AAAA record must be a valid IPv6 address.');

export const contentInvalid = (type: string): ApiFailure => {
  if (type === 'CNAME') return refusal(9007, 'Content for CNAME record is invalid.');
  if (type === 'MX') return refusal(9009, 'Content for MX record is invalid.');
  return refusal(UNSEEN, `Content for ${type} record is invalid.`);
};

export const priorityInvalid = (): ApiFailure =>
  refusal(9008, 'Invalid priority, priority must be set and be between 0 and 65535');

export const contentTooLong = (limit: number): ApiFailure =>
  refusal(9015, `Record content exceeds the allowed length of ${limit} wire format bytes.`);

export const ttlInvalid = (minimum: number, maximum: number): ApiFailure =>
  refusal(9021, `Invalid TTL. Must be between ${minimum} and ${maximum} seconds, or 1 for automatic.`);

export const cnameToItself = (): ApiFailure => refusal(9039, 'CNAME content cannot reference itself.');

export const fieldRequired = (field: string): ApiFailure => refusal(UNSEEN, `${field} is a required field.`);

export const fieldInvalid = (field: string, rule: string): ApiFailure =>
  refusal(UNSEEN, `Invalid ${field}: ${rule}.`);

/** All missing fields at once, as Cloudflare answers. */
export const dataRequired = (fields: readonly string[]): ApiFailure =>
  new ApiFailure(
    400,
    fields.map((field): ApiErrorItem => ({ code: 9101, message: `${field} is a required data field.` })),
  );

export const tagsOverQuota = (count: number, quota: number): ApiFailure =>
  refusal(9300, `DNS record has ${count} tags, exceeding the quota of ${quota}.`);

export const commentTooLong = (length: number, limit: number): ApiFailure =>
  refusal(UNSEEN, `DNS record comment has ${length} characters, exceeding the limit of ${limit}.`);

export const quotaReached = (): ApiFailure => refusal(81045, 'Record quota exceeded.');

export const addressOrCnameExists = (): ApiFailure =>
  refusal(
    81053,
    `An A, AAAA, or CNAME record with that host already exists. For more details, refer to <${HELP}/records-with-same-name/>.`,
  );

export const cnameExists = (): ApiFailure =>
  refusal(
    81054,
    `A CNAME record with that host already exists. For more details, refer to <${HELP}/records-with-same-name/>.`,
  );

export const delegationExists = (): ApiFailure =>
  refusal(
    81056,
    `NS records with that host already exist. For more details, refer to <${HELP}/existing-ns-record/>.`,
  );

export const identicalExists = (): ApiFailure => refusal(81058, 'An identical record already exists.');

export const combinedContentTooLong = (limit: number): ApiFailure =>
  refusal(
    83011,
    `Combined content length of records with this name and type must not exceed ${limit} characters.`,
  );

export const batchTooLarge = (count: number, limit: number): ApiFailure =>
  refusal(UNSEEN, `Batch has ${count} operations, exceeding the limit of ${limit}.`);

export const zoneFileTooLarge = (limit: number): ApiFailure =>
  refusal(UNSEEN, `Zone file exceeds the size limit of ${limit} bytes.`);

export const zoneFileInvalid = (line: number, problem: string): ApiFailure =>
  refusal(UNSEEN, `Error parsing zone file on line ${line}: ${problem}`);
