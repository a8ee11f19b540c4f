import type { JsonObject } from '@crunchtools/mcp-core';
import { Issue, type Problem, show } from '../../problem.ts';
import { hostOfUrl } from './address.ts';
import {
  base64,
  columns,
  type DataRules,
  type Field,
  hex,
  integer,
  numberIn,
  octets,
  text,
  textIn,
  uint16,
} from './field.ts';
import { toAsciiName } from './names.ts';

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

/** Property tags in use: RFC 8659, RFC 9495 (issuemail), and the registry of the CA/Browser Forum's contact tags. */
export const caaTags = [
  'issue',
  'issuewild',
  'iodef',
  'issuemail',
  'issuevmc',
  'contactemail',
  'contactphone',
] as const;

const flags: Field = integer('0, or 128 if an authority that does not know the tag must not issue', {
  maximum: 255,
  known: { 0: 'not critical', 128: 'critical' },
});

const propertyTag = text('the property', refuseTag);

const tag: Field = {
  meaning: 'the property',
  // RFC 8659 section 4.1: matching of tags is not case sensitive.
  check: (value, zoneName) => {
    const checked = propertyTag.check(value, zoneName);
    return typeof checked === 'string' ? checked.toLowerCase() : checked;
  },
  read: propertyTag.read,
  write: String,
};

// An unknown tag is let pass by every authority unless it is critical, so a typing error would switch the
// protection off without a word.
function refuseTag(value: string): string | undefined {
  if (caaTags.some((known) => known === value.toLowerCase())) return undefined;
  return `${show(value)} is not a property of CAA records: use ${caaTags.join(', ')}`;
}

const plainValue = text("what the property says, such as the authority's domain");

const propertyValue: Field = {
  ...plainValue,
  // RFC 8659 section 4.2: no domain and ";" mean the same, that nobody may issue; one of them is sent.
  check: (given, zoneName) => plainValue.check(given === '' ? ';' : given, zoneName),
};

/** CAA: RFC 8659. */
export const caa: DataRules = {
  ...columns({ flags, tag, value: propertyValue }),
  example: '0 issue "letsencrypt.org"',
  problemsAcross: (data) => problemOfValue(textIn(data, 'tag'), data),
};

function problemOfValue(property: string, data: JsonObject): readonly Problem[] {
  const reason = refuseValue(property, textIn(data, 'value'));
  return reason === undefined ? [] : [{ field: 'value', problem: reason }];
}

function refuseValue(property: string, value: string): string | undefined {
  if (/^".*"$/.test(value))
    return `${show(value)} has quotes of its own: write ${value.slice(1, -1)} without them`;
  if (property === 'iodef') return refuseReportAddress(value);
  if (property === 'contactemail') return refuseEmail(value);
  if (property === 'contactphone')
    return /\d/.test(value) ? undefined : `${show(value)} is not a telephone number`;
  return refuseIssuer(value);
}

/** RFC 8659 section 4.2: a domain name or nothing, then parameters `tag=value`, each after a semicolon. */
function refuseIssuer(value: string): string | undefined {
  const url = hostOfUrl(value);
  if (url !== undefined) return `${show(value)} is a URL: write the authority's domain, ${show(url)}`;
  const [issuer = '', ...parameters] = value.split(';').map((part) => part.trim());
  if (issuer === '') {
    if (parameters.length > 0) return refuseParameters(parameters);
    return undefined;
  }
  const name = toAsciiName(issuer);
  if (name instanceof Issue) return `${show(issuer)} is not the domain of an authority: it ${name.reason}`;
  if (!name.includes('.'))
    return `${show(issuer)} is not the domain of an authority: write one such as "letsencrypt.org"`;
  return name === issuer ? refuseParameters(parameters) : `${show(issuer)} must be written as ${show(name)}`;
}

function refuseParameters(parameters: readonly string[]): string | undefined {
  const wrong = parameters.find(
    (parameter) => !/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\s*=\s*[!-:<-~]*)?$/i.test(parameter),
  );
  return wrong === undefined
    ? undefined
    : `has ${show(wrong)}: parameters have the form name=value, with ";" between them`;
}

/** RFC 8659 section 4.4. */
function refuseReportAddress(value: string): string | undefined {
  if (/^https?:\/\/[^\s/]+/i.test(value)) return undefined;
  if (/^mailto:/i.test(value)) return refuseEmail(value.slice('mailto:'.length));
  if (refuseEmail(value) === undefined)
    return `${show(value)} is not a URL: write ${show(`mailto:${value}`)}`;
  return `${show(value)} is not a URL of the form mailto:…, https://… or http://…`;
}

function refuseEmail(value: string): string | undefined {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? undefined : `${show(value)} is not an email address`;
}
