import { createHash, createHmac } from 'node:crypto';

/** SHA-256 (FIPS 180-4) of octets: 32 octets. */
export function sha256(octets: string): string {
  return createHash('sha256').update(octets, 'latin1').digest().toString('latin1');
}

/** HMAC with SHA-256 (RFC 2104, RFC 4868): 32 octets. */
export function hmacSha256(key: string, message: string): string {
  return createHmac('sha256', Buffer.from(key, 'latin1'))
    .update(message, 'latin1')
    .digest()
    .toString('latin1');
}
