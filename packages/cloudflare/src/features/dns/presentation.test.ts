import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { untyped } from '../../../test/support/records.ts';
import { parsePresentation, printPresentation } from './presentation.ts';
import { checkRecord } from './record.ts';
import { type RecordInput, type RecordType, recordTypes } from './types.ts';

const zone = { name: 'example.com' };
const uint16 = fc.nat(65_535);
const host = fc.domain().map((name) => name.toLowerCase());
const hex = (octets: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: octets, maxLength: octets }).map((bytes) => Buffer.from(bytes).toString('hex'));
const base64 = (octets: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength: octets, maxLength: octets })
    .map((bytes) => Buffer.from(bytes).toString('base64'));
const printable = fc.string({ unit: fc.constantFrom('a', 'B', '"', '\\', ' ', ';', 'ü', '1', '=') });
const metres = fc.integer({ min: 0, max: 9_000_000_000 }).map((centimetres) => centimetres / 100);
const seconds = fc.nat(59_999).map((thousandths) => thousandths / 1000);
const params = fc.constantFrom(
  '',
  'alpn="h3,h2"',
  'alpn="h2" port="8443" no-default-alpn',
  String.raw`key667="a\"b\\c"`,
);

interface Sample {
  readonly name?: string;
  readonly value: fc.Arbitrary<Partial<RecordInput>>;
}

const data = (members: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Partial<RecordInput>> =>
  fc.record({ data: fc.record(members).map(untyped) });

const samples: Readonly<Record<RecordType, Sample>> = {
  A: { value: fc.record({ content: fc.ipV4() }) },
  AAAA: { value: fc.record({ content: fc.ipV6() }) },
  CNAME: { value: fc.record({ content: host }) },
  NS: { value: fc.record({ content: host }) },
  PTR: { value: fc.record({ content: host }) },
  MX: { value: fc.record({ content: host, priority: uint16 }) },
  TXT: { value: fc.record({ content: fc.constantFrom('a', '"a" "b"', 'x y', '"\\""') }) },
  OPENPGPKEY: { name: `${'ab'.repeat(28)}._openpgpkey`, value: fc.record({ content: base64(60) }) },
  CAA: {
    value: data({
      flags: fc.constantFrom(0, 128),
      tag: fc.constantFrom('issue', 'issuewild'),
      value: fc.oneof(host, fc.constantFrom(';', 'ca.example.net; account=1')),
    }),
  },
  CERT: {
    value: data({
      type: fc.integer({ min: 1, max: 65_534 }),
      key_tag: uint16,
      algorithm: fc.nat(255),
      certificate: base64(31),
    }),
  },
  DNSKEY: {
    value: data({
      flags: fc.constantFrom(256, 257),
      protocol: fc.constant(3),
      algorithm: fc.constant(13),
      public_key: base64(64),
    }),
  },
  DS: {
    value: data({
      key_tag: uint16,
      algorithm: fc.constant(13),
      digest_type: fc.constant(2),
      digest: hex(32),
    }),
  },
  HTTPS: {
    value: data({
      priority: fc.integer({ min: 1, max: 65_535 }),
      target: fc.oneof(host, fc.constant('.')),
      value: params,
    }),
  },
  SVCB: { value: data({ priority: fc.integer({ min: 1, max: 65_535 }), target: host, value: params }) },
  LOC: {
    value: data({
      lat_degrees: fc.nat(89),
      lat_minutes: fc.nat(59),
      lat_seconds: seconds,
      lat_direction: fc.constantFrom('N', 'S'),
      long_degrees: fc.nat(179),
      long_minutes: fc.nat(59),
      long_seconds: seconds,
      long_direction: fc.constantFrom('E', 'W'),
      altitude: fc.integer({ min: -10_000_000, max: 4_284_967_295 }).map((centimetres) => centimetres / 100),
      size: metres,
      precision_horz: metres,
      precision_vert: metres,
    }),
  },
  NAPTR: {
    value: data({
      order: uint16,
      preference: uint16,
      flags: fc.constantFrom('', 's', 'A'),
      service: fc.constantFrom('', 'E2U+sip'),
      regex: fc.constant(''),
      replacement: host,
    }),
  },
  SMIMEA: {
    name: `${'ab'.repeat(28)}._smimecert`,
    value: data({
      usage: fc.nat(3),
      selector: fc.nat(1),
      matching_type: fc.constant(1),
      certificate: hex(32),
    }),
  },
  SRV: { name: '_sip._tcp', value: data({ priority: uint16, weight: uint16, port: uint16, target: host }) },
  SSHFP: { value: data({ algorithm: fc.constantFrom(1, 3, 4), type: fc.constant(2), fingerprint: hex(32) }) },
  TLSA: {
    name: '_443._tcp',
    value: data({
      usage: fc.nat(3),
      selector: fc.nat(1),
      matching_type: fc.constant(2),
      certificate: hex(64),
    }),
  },
  URI: {
    value: fc.record({
      data: fc.record({ weight: uint16, target: fc.webUrl() }),
      priority: uint16,
    }),
  },
};

const cases = recordTypes.map((type): [RecordType, Sample] => [type, samples[type]]);

describe.each(cases)('%s', (type, { name = 'www', value }) => {
  it('reads back what it prints', () => {
    fc.assert(
      fc.property(value, (sample) => {
        const body = checkRecord({ type, name, ...sample }, zone);
        const { content, data: fields, priority } = body;
        const parts = Object.fromEntries(
          Object.entries({ content, data: fields, priority }).filter(([, part]) => part !== undefined),
        );
        expect(parsePresentation(type, printPresentation(type, parts))).toStrictEqual(parts);
      }),
    );
  });

  it('takes its presentation format as content, to the same record', () => {
    fc.assert(
      fc.property(value, (sample) => {
        const body = checkRecord({ type, name, ...sample }, zone);
        const content = printPresentation(type, body);
        expect(checkRecord({ type, name, content }, zone)).toStrictEqual(body);
      }),
    );
  });

  it('stays itself when checked again', () => {
    fc.assert(
      fc.property(value, (sample) => {
        const body = checkRecord({ type, name, ...sample }, zone);
        expect(checkRecord(body, zone)).toStrictEqual(body);
      }),
    );
  });
});

it('carries any printable text through quotes', () => {
  fc.assert(
    fc.property(printable, (value) => {
      const caa = { flags: 0, tag: 'contactphone', value: `${value}1` };
      fc.pre(!/^".*"$/.test(caa.value));
      const body = checkRecord({ type: 'CAA', name: '@', data: caa }, zone);
      expect(parsePresentation('CAA', printPresentation('CAA', body))).toStrictEqual({ data: caa });
    }),
  );
});
