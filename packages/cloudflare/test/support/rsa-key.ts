import { createHash, createPublicKey } from 'node:crypto';

/**
 * A public key of RSA as nobody can have the private one of: its modulus is as long as said, and no product of two known primes.
 * Making real ones takes seconds, and whoever reads a key from a record looks at nothing but its form and length.
 * @param bits a multiple of 8.
 * @param type SubjectPublicKeyInfo (RFC 5280 section 4.1) or RSAPublicKey (RFC 8017 appendix A.1.1).
 * @returns the DER of it in base64.
 */
export function rsaPublicKey(bits: number, type: 'spki' | 'pkcs1' = 'spki'): string {
  const modulus = Buffer.concat(
    Array.from({ length: Math.ceil(bits / 256) }, (_, index) =>
      createHash('sha256').update(`${bits} ${index}`).digest(),
    ),
  ).subarray(0, bits / 8);
  modulus.writeUInt8(modulus.readUInt8(0) | 0x80, 0);
  modulus.writeUInt8(modulus.readUInt8(modulus.length - 1) | 1, modulus.length - 1);
  const key = { kty: 'RSA', n: modulus.toString('base64url'), e: 'AQAB' };
  return createPublicKey({ key, format: 'jwk' }).export({ type, format: 'der' }).toString('base64');
}
