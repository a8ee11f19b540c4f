import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate with its key, in PEM. Made anew for every run, so that no key is ever stored. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

export interface Authority extends Identity {
  issue(subject: {
    /** One name, or several. */
    readonly hostname: string | readonly string[];
    readonly notBefore?: Date;
    readonly notAfter?: Date;
  }): Identity;
}

const DAY_MS = 86_400_000;

/** A certificate authority of its own, for tests: X.509 v3 (RFC 5280), P-256 with SHA-256. */
export function createAuthority(name: string): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issue = (subject: string, key: KeyObject, from: Date, to: Date, extensions: Buffer): string =>
    pem(signed(certificateBody(name, subject, key, [from, to], extensions), privateKey));
  const now = Date.now();
  const yesterday = new Date(now - DAY_MS);
  const tomorrow = new Date(now + DAY_MS);
  return {
    certificate: issue(name, publicKey, yesterday, tomorrow, authorityExtensions()),
    key: privatePem(privateKey),
    issue({ hostname, notBefore = yesterday, notAfter = tomorrow }) {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const names = [hostname].flat();
      const extensions = hostExtensions(names);
      const certificate = issue(names[0] ?? '', pair.publicKey, notBefore, notAfter, extensions);
      return { certificate, key: privatePem(pair.privateKey) };
    },
  };
}

function privatePem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function pem(body: Buffer): string {
  const lines = body.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** DER, tag, length and value (X.690); lengths up to 65,535. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const { length } = value;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...head]), value]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const octets = (value: Buffer): Buffer => der(0x04, value);
const bits = (value: Buffer): Buffer => der(0x03, Buffer.from([0]), value);
const isTrue = der(0x01, Buffer.from([0xff]));

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const COMMON_NAME = oid('550403');
const SUBJECT_ALTERNATIVE_NAME = oid('551d11');
const BASIC_CONSTRAINTS = oid('551d13');

function commonName(name: string): Buffer {
  return sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(name)))));
}

function time(date: Date): Buffer {
  const text = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return der(0x18, Buffer.from(text));
}

function authorityExtensions(): Buffer {
  return sequence(sequence(BASIC_CONSTRAINTS, isTrue, octets(sequence(isTrue))));
}

function hostExtensions(names: readonly string[]): Buffer {
  const general = names.map((name) => der(0x82, Buffer.from(name)));
  return sequence(sequence(SUBJECT_ALTERNATIVE_NAME, octets(sequence(...general))));
}

function certificateBody(
  issuer: string,
  subject: string,
  key: KeyObject,
  [from, to]: readonly [Date, Date],
  extensions: Buffer,
): Buffer {
  return sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1]), randomBytes(8)),
    ECDSA_WITH_SHA256,
    commonName(issuer),
    sequence(time(from), time(to)),
    commonName(subject),
    key.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
}

function signed(body: Buffer, key: KeyObject): Buffer {
  return sequence(body, ECDSA_WITH_SHA256, bits(sign('sha256', body, key)));
}
