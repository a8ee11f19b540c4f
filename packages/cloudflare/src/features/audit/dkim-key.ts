import { readTags } from '../dns/guard/record.ts';

/** What a DKIM record says of its key (RFC 6376 section 3.6.1). */
export interface DkimKey {
  /** Without a key: withdrawn. */
  readonly isRevoked: boolean;
  readonly isTest: boolean;
  /** Whether no algorithm for hashes counts that may still be used (RFC 8301 section 3.1). */
  readonly isSha1Only: boolean;
  /** Of an RSA key. */
  readonly bits: number | undefined;
}

/** @returns why the key cannot be used, where it cannot. */
export function readDkimKey(text: string): DkimKey | string {
  const { all, first, isWellFormed } = readTags(text);
  if (!isWellFormed) return 'a tag has no name, or stands there twice';
  if (all.has('v') && (first !== 'v' || all.get('v') !== 'DKIM1'))
    return 'the version is not DKIM1, or not first';
  const data = all.get('p')?.replaceAll(/\s/gu, '');
  if (data === undefined) return 'there is no key (p)';
  const flags = wordsIn(all.get('t'));
  const hashes = wordsIn(all.get('h'));
  const key = {
    isRevoked: data === '',
    isTest: flags.includes('y'),
    isSha1Only: hashes.length > 0 && hashes.every((hash) => hash === 'sha1'),
    bits: undefined,
  };
  if (key.isRevoked) return key;
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=?|[A-Za-z0-9+/]{2})?$/u.test(data)) {
    return 'the key is not Base64';
  }
  const octets = Buffer.from(data, 'base64');
  const type = (all.get('k') ?? 'rsa').toLowerCase();
  if (type === 'ed25519') return octets.length === 32 ? key : 'an Ed25519 key has 32 octets';
  if (type !== 'rsa') return 'the type of the key (k) is neither rsa nor ed25519';
  const bits = rsaBits(octets);
  return bits === undefined ? 'it is no RSA key' : { ...key, bits };
}

function wordsIn(value: string | undefined): readonly string[] {
  return (value ?? '')
    .toLowerCase()
    .split(':')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** A part of a DER encoding (ITU-T X.690 section 8.1). */
interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly rest: Uint8Array;
}

const tags = { integer: 0x02, bitString: 0x03, sequence: 0x30 } as const;

/** The first element of some octets; `undefined` where they are none, or end too early. */
function elementIn(octets: Uint8Array, wanted: number): Element | undefined {
  const [tag, first] = octets;
  if (tag !== wanted || first === undefined) return undefined;
  const more = first < 0x80 ? 0 : first - 0x80;
  if (more > 3) return undefined;
  const length =
    more === 0 ? first : octets.subarray(2, 2 + more).reduce((sum, octet) => sum * 256 + octet, 0);
  const start = 2 + more;
  if (octets.length < start + length) return undefined;
  return { tag, content: octets.subarray(start, start + length), rest: octets.subarray(start + length) };
}

/** SubjectPublicKeyInfo (RFC 5280 section 4.1), as RFC 6376 has it, or the bare key of RFC 8017, as some write it. */
function rsaBits(octets: Uint8Array): number | undefined {
  const whole = elementIn(octets, tags.sequence);
  if (whole === undefined || whole.rest.length > 0) return undefined;
  const algorithm = elementIn(whole.content, tags.sequence);
  if (algorithm === undefined) return modulusBits(whole.content);
  const key = elementIn(algorithm.rest, tags.bitString);
  const inner = key === undefined ? undefined : elementIn(key.content.subarray(1), tags.sequence);
  return inner === undefined ? undefined : modulusBits(inner.content);
}

function modulusBits(content: Uint8Array): number | undefined {
  const modulus = elementIn(content, tags.integer);
  if (modulus === undefined || elementIn(modulus.rest, tags.integer) === undefined) return undefined;
  const at = modulus.content.findIndex((octet) => octet !== 0);
  const first = modulus.content[at];
  return first === undefined ? undefined : (modulus.content.length - at - 1) * 8 + (32 - Math.clz32(first));
}
