import { generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rsaPublicKey } from '../../../test/support/rsa-key.ts';
import { readDkimKey } from './dkim-key.ts';
import { isDmarcText, parseDmarc } from './dmarc.ts';
import { isPolicy, isReportRecord } from './mail-transport.ts';

describe('parseDmarc', () => {
  it.each([
    ['v=DMARC1; p=none', { policy: 'none', below: 'none', percent: 100, receivers: [], wrongTags: [] }],
    ['v=DMARC1;p=REJECT;sp=none;pct=20', { policy: 'reject', below: 'none', percent: 20 }],
    [
      'v=DMARC1 ; p=quarantine ; rua=mailto:a@b.example!10m , mailto:c@d.example;',
      { receivers: ['b.example', 'd.example'] },
    ],
    ['v=DMARC1; p=reject; rua=a@b.example', { reports: [], wrongTags: ['rua=a@b.example'] }],
    ['v=DMARC1; p=reject; adkim=strict; fo=9', { wrongTags: ['adkim=strict', 'fo=9'] }],
    ['v=DMARC1; p=reject; pct=101', { percent: 100, wrongTags: ['pct=101'] }],
    ['v=DMARC1; p=reject; np=none; t=y; psd=n; fo=1:d:s; ri=86400; rf=afrf', { wrongTags: [] }],
    ['v=DMARC1; p=reject; x_y=z', { wrongTags: [] }],
    ['v=DMARC1; p=reject; strict; sp=none; sp=reject', { below: 'none', wrongTags: ['strict', 'sp'] }],
  ])('%s', (text, expected) => {
    expect(parseDmarc(text)).toMatchObject(expected);
  });

  it.each([
    'v=DMARC1',
    'v=DMARC1; p=',
    'v=DMARC1; p=block',
    'v=DMARC1; p=none; p=reject',
    'p=none; v=DMARC1',
    'v=DMARC1, p=none',
  ])('does not count %s', (text) => {
    expect(parseDmarc(text)).toEqual(expect.any(String));
  });

  it('says something of every text, and reads every policy', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('none', 'quarantine', 'reject'), (noise, policy) => {
        expect(['string', 'object']).toContain(typeof parseDmarc(noise));
        const text = `v=DMARC1; p=${policy}; ${noise}`;
        const record = parseDmarc(text);
        expect(isDmarcText(text)).toBe(true);
        if (typeof record !== 'string') expect(record.policy).toBe(policy);
      }),
    );
  });
});

const ed25519 = generateKeyPairSync('ed25519')
  .publicKey.export({ type: 'spki', format: 'der' })
  .subarray(-32)
  .toString('base64');

describe('readDkimKey', () => {
  it.each([512, 768, 1_024, 1_536, 2_048, 3_072])('knows the length of an RSA key with %d bits', (bits) => {
    expect(readDkimKey(`v=DKIM1; k=rsa; p=${rsaPublicKey(bits)}`)).toMatchObject({ bits });
    expect(readDkimKey(`p=${rsaPublicKey(bits, 'pkcs1')}`)).toMatchObject({ bits });
  });

  it.each([
    ['v=DKIM1; p=', { isRevoked: true }],
    [`v=DKIM1; k=ed25519; p=${ed25519}`, { isRevoked: false, bits: undefined }],
    [`k=rsa; t=s:y; p=${rsaPublicKey(1_024)}`, { isTest: true }],
    [`h=sha1; p=${rsaPublicKey(1_024)}`, { isSha1Only: true }],
    [`h=sha1:sha256; p=${rsaPublicKey(1_024)}`, { isSha1Only: false }],
    [`p=${rsaPublicKey(1_024).replaceAll(/.{20}/gu, '$& ')};`, { bits: 1_024 }],
  ])('%.40s', (text, expected) => {
    expect(readDkimKey(text)).toMatchObject(expected);
  });

  it.each([
    ['v=DKIM1; k=rsa', 'no key'],
    ['o=~', 'no key'],
    ['v=DKIM2; p=', 'version'],
    [`p=${rsaPublicKey(1_024)}; v=DKIM1`, 'version'],
    ['p=@@@', 'Base64'],
    ['p=QUJD', 'no RSA key'],
    [`k=ed25519; p=${rsaPublicKey(1_024)}`, '32 octets'],
    [`k=dsa; p=${rsaPublicKey(1_024)}`, 'neither'],
    [`p=${rsaPublicKey(1_024)}; p=${rsaPublicKey(1_024)}`, 'twice'],
  ])('refuses %.40s: %s', (text, reason) => {
    expect(readDkimKey(text)).toContain(reason);
  });

  it('takes no key of which a part is lost, and throws nothing', () => {
    const whole = Buffer.from(rsaPublicKey(1_024), 'base64');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        const cut = whole.subarray(0, length).toString('base64');
        expect(readDkimKey(`v=DKIM1; p=${cut}`)).toEqual(
          length === 0 ? expect.objectContaining({ isRevoked: true }) : expect.any(String),
        );
      }),
    );
    fc.assert(
      fc.property(
        fc.uint8Array(),
        (octets) => void readDkimKey(`p=${Buffer.from(octets).toString('base64')}`),
      ),
    );
    fc.assert(fc.property(fc.string(), (text) => void readDkimKey(text)));
  });
});

describe('MTA-STS and TLS reporting', () => {
  it.each([
    ['v=STSv1; id=20260101T000000Z;', true],
    ['v=STSv1;id=1', true],
    ['v=STSv1;', false],
    ['v=STSv1; id=2026-01-01', false],
    ['id=1; v=STSv1', false],
  ])('%s is a policy: %s', (text, expected) => {
    expect(isPolicy(text)).toBe(expected);
  });

  it.each([
    ['v=TLSRPTv1; rua=mailto:a@b.example', true],
    ['v=TLSRPTv1; rua=https://a.example/x,mailto:a@b.example', true],
    ['v=TLSRPTv1;', false],
    ['v=TLSRPTv1; rua=a@b.example', false],
    ['v=TLSRPTv1; rua=http://a.example', false],
  ])('%s asks for reports: %s', (text, expected) => {
    expect(isReportRecord(text)).toBe(expected);
  });
});
