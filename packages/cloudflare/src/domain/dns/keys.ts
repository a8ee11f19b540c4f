import type { JsonObject } from '@crunchtools/mcp-core';
import { type Problem, show } from '../problem.ts';
import { columns, type DataRules } from './data-rules.ts';
import { base64, hex, integer, numberIn, octets, uint16 } from './field.ts';

/** Algorithms that sign zones, by their mnemonics: the IANA registry "DNS Security Algorithm Numbers". */
const algorithms: Readonly<Record<string, number>> = {
  RSAMD5: 1,
  DSA: 3,
  RSASHA1: 5,
  'DSA-NSEC3-SHA1': 6,
  'RSASHA1-NSEC3-SHA1': 7,
  RSASHA256: 8,
  RSASHA512: 10,
  'ECC-GOST': 12,
  ECDSAP256SHA256: 13,
  ECDSAP384SHA384: 14,
  ED25519: 15,
  ED448: 16,
  SM2SM3: 17,
  'ECC-GOST12': 23,
  PRIVATEDNS: 253,
  PRIVATEOID: 254,
};

const knownAlgorithms: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(algorithms).map(([name, number]) => [number, name]),
);

const signingAlgorithm = integer('the DNSSEC algorithm, such as 13 (ECDSAP256SHA256)', {
  maximum: 255,
  known: knownAlgorithms,
  mnemonics: algorithms,
});

/** Octets of a digest, by digest type: RFC 4509, RFC 5933, RFC 6605, RFC 9558, RFC 9563. */
const dsDigestOctets: Readonly<Record<number, number>> = { 1: 20, 2: 32, 3: 32, 4: 48, 5: 32, 6: 32 };

/** DS: RFC 4034 section 5. */
export const ds: DataRules = {
  ...columns({
    key_tag: uint16('the tag of the key, 0-65535'),
    algorithm: signingAlgorithm,
    digest_type: integer('the kind of digest', {
      maximum: 255,
      known: { 1: 'SHA-1', 2: 'SHA-256', 3: 'GOST', 4: 'SHA-384', 5: 'GOST 2012', 6: 'SM3' },
    }),
    digest: hex('the digest of the key, in hexadecimal'),
  }),
  example: '2371 13 2 <64 hexadecimal digits>',
  problemsAcross: (data) => digestProblem('digest', data, dsDigestOctets[numberIn(data, 'digest_type')]),
  refuseName: ({ name, zoneName }) =>
    name === zoneName
      ? `${show(name)} is the zone itself, where DS records must not stand (RFC 4035 section 2.4): they belong to the parent zone, so give them to the registrar`
      : undefined,
};

function digestProblem(field: string, data: JsonObject, expected: number | undefined): readonly Problem[] {
  const found = octets(data, field, 'hex');
  if (expected === undefined || found === expected) return [];
  const problem = `has ${found * 2} hexadecimal digits; a digest of this type has ${expected * 2}`;
  return [{ field, problem }];
}

/** Octets of a public key, by algorithm, where all keys have one length: RFC 6605, RFC 8080. */
const publicKeyOctets: Readonly<Record<number, number>> = { 13: 64, 14: 96, 15: 32, 16: 57 };

/** DNSKEY: RFC 4034 section 2; flag 128 (revoked) RFC 5011. */
export const dnskey: DataRules = {
  ...columns({
    flags: integer('256 for a zone signing key, 257 for a key signing key', {
      maximum: 65_535,
      known: { 0: 'no zone key', 256: 'ZSK', 257: 'KSK', 384: 'revoked ZSK', 385: 'revoked KSK' },
    }),
    protocol: integer('always 3', { maximum: 255, known: { 3: 'DNSSEC' } }),
    algorithm: signingAlgorithm,
    public_key: base64('the public key in base64'),
  }),
  example: '257 3 13 <base64>',
  problemsAcross: (data) => {
    const expected = publicKeyOctets[numberIn(data, 'algorithm')];
    const found = octets(data, 'public_key', 'base64');
    if (expected === undefined || found === expected) return [];
    const problem = `has ${found} octets; a key of algorithm ${numberIn(data, 'algorithm')} has ${expected}`;
    return [{ field: 'public_key', problem }];
  },
};

const fingerprintOctets: Readonly<Record<number, number>> = { 1: 20, 2: 32 };

/** SSHFP: RFC 4255, RFC 6594, RFC 7479, RFC 8709. */
export const sshfp: DataRules = {
  ...columns({
    algorithm: integer('the kind of host key', {
      maximum: 255,
      known: { 1: 'RSA', 2: 'DSA', 3: 'ECDSA', 4: 'Ed25519', 6: 'Ed448' },
    }),
    type: integer('the kind of fingerprint', { maximum: 255, known: { 1: 'SHA-1', 2: 'SHA-256' } }),
    fingerprint: hex('the fingerprint in hexadecimal'),
  }),
  example: '4 2 <64 hexadecimal digits>',
  problemsAcross: (data) => digestProblem('fingerprint', data, fingerprintOctets[numberIn(data, 'type')]),
};

const matchingOctets: Readonly<Record<number, number>> = { 1: 32, 2: 64 };

const dane = columns({
  usage: integer('what the certificate is for', {
    maximum: 255,
    known: { 0: 'PKIX-TA', 1: 'PKIX-EE', 2: 'DANE-TA', 3: 'DANE-EE', 255: 'private use' },
  }),
  selector: integer('what is matched', {
    maximum: 255,
    known: { 0: 'the certificate', 1: 'its public key', 255: 'private use' },
  }),
  matching_type: integer('how it is matched', {
    maximum: 255,
    known: { 0: 'exactly', 1: 'SHA-256', 2: 'SHA-512', 255: 'private use' },
  }),
  certificate: hex('the certificate, key or digest, in hexadecimal'),
});

/**
 * TLSA: RFC 6698, mnemonics RFC 7218. Any name may have one: several ports share a set through CNAME records (RFC 7671
 * section 5.2).
 */
export const tlsa: DataRules = {
  ...dane,
  example: '3 1 1 <64 hexadecimal digits>',
  problemsAcross: (data) =>
    digestProblem('certificate', data, matchingOctets[numberIn(data, 'matching_type')]),
  refuseName: ({ name }) =>
    isMisspeltPort(name)
      ? `${show(name)} is not the name of a port: it begins with _port._protocol, such as "_443._tcp" (RFC 6698 section 3)`
      : undefined,
};

/** What is meant as a port and none. */
function isMisspeltPort(name: string): boolean {
  const [, mark, port] = /^(_?)(\d+)\._?(?:tcp|udp|sctp)\./.exec(name) ?? [];
  return (
    port !== undefined && (mark === '' || !/\._/.test(name) || Number(port) < 1 || Number(port) > 65_535)
  );
}

/** SMIMEA: RFC 8162. */
export const smimea: DataRules = {
  ...dane,
  example: '3 0 0 <hexadecimal digits>',
  problemsAcross: tlsa.problemsAcross ?? (() => []),
  refuseName: ({ name }) => refuseMailboxName(name, '_smimecert', 'RFC 8162 section 3'),
};

/** Says why a name is not that of a mailbox: 28 octets of a digest in hexadecimal, then a fixed label. */
export function refuseMailboxName(name: string, label: string, source: string): string | undefined {
  const [first = '', second] = name.split('.');
  if (second === label && /^(?:[0-9a-f]{56}|\*)$/.test(first)) return undefined;
  return `${show(name)} is not the name of a mailbox: it begins with 56 hexadecimal digits of SHA-256 of the part before "@", then ${show(`.${label}`)} (${source})`;
}

const certificateTypes: Readonly<Record<string, number>> = {
  PKIX: 1,
  SPKI: 2,
  PGP: 3,
  IPKIX: 4,
  ISPKI: 5,
  IPGP: 6,
  ACPKIX: 7,
  IACPKIX: 8,
  URI: 253,
  OID: 254,
};

/** CERT: RFC 4398. Numbers without a mnemonic are let pass: most of the range is open for registration. */
export const cert: DataRules = {
  ...columns({
    type: integer('the kind of certificate, such as 1 (PKIX)', {
      minimum: 1,
      maximum: 65_534,
      mnemonics: certificateTypes,
    }),
    key_tag: uint16('the tag of the key, 0-65535'),
    algorithm: integer('the DNSSEC algorithm, or 0', { maximum: 255, mnemonics: algorithms }),
    certificate: base64('the certificate in base64'),
  }),
  example: '1 0 0 <base64>',
};
