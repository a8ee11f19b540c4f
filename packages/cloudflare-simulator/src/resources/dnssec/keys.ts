/** The key that signs zones, and the DS record that vouches for it. */

import { createHash } from 'node:crypto';

/** Algorithm 13 (RFC 6605), a key signing key (RFC 4034 §2.1.1), hashed with SHA-256 (RFC 4509). */
export const ALGORITHM = 13;
export const KEY_FLAGS = 257;
export const DIGEST_TYPE = 2;
const PROTOCOL = 3;

/** Seconds; as in the answers that users quote. */
const DS_TTL = 3_600;

/**
 * Cloudflare signs every zone with one key signing key, so that this public key and its tag, 2371, are in the DNS of
 * all of them (dns/dnssec/dnssec-active-migration names the tag).
 */
export const PUBLIC_KEY =
  'mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==';

export interface DsRecord {
  readonly keyTag: number;
  readonly digest: string;
  /** As a line of a zone file. */
  readonly line: string;
  /** The data alone. */
  readonly rdata: string;
}

/** The DNSKEY record's data as in a zone file (RFC 4034 §2.2). */
export const DNSKEY_RDATA = `${KEY_FLAGS} ${PROTOCOL} ${ALGORITHM} ${PUBLIC_KEY}`;

/** The DS record of a zone that is signed with Cloudflare's key (RFC 4034 §5.1.4). */
export function dsRecord(zoneName: string): DsRecord {
  const key = keyOctets();
  const tag = keyTag(key);
  const digest = createHash('sha256').update(wireName(zoneName)).update(key).digest('hex').toUpperCase();
  const rdata = `${tag} ${ALGORITHM} ${DIGEST_TYPE} ${digest}`;
  return { keyTag: tag, digest, rdata, line: `${zoneName}. ${DS_TTL} IN DS ${rdata}` };
}

/** A DS record for keys that nobody has: what a provider left at the registrar. */
export function foreignDs(zoneName: string): string {
  const digest = createHash('sha256').update(`the keys of another provider of ${zoneName}`).digest('hex');
  return `48553 ${ALGORITHM} ${DIGEST_TYPE} ${digest.toUpperCase()}`;
}

function keyOctets(): Buffer {
  const head = Buffer.from([KEY_FLAGS >> 8, KEY_FLAGS & 255, PROTOCOL, ALGORITHM]);
  return Buffer.concat([head, Buffer.from(PUBLIC_KEY, 'base64')]);
}

/** RFC 4034 appendix B. */
function keyTag(octets: Buffer): number {
  let sum = 0;
  for (const [index, octet] of octets.entries()) sum += index % 2 === 0 ? octet << 8 : octet;
  return (sum + (sum >> 16)) & 0xffff;
}

/** RFC 4034 §6.2: the canonical form of a name. */
function wireName(name: string): Buffer {
  const labels = name.toLowerCase().split('.');
  return Buffer.concat([
    ...labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]),
    Buffer.from([0]),
  ]);
}
