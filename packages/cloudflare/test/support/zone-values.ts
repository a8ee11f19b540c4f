import type { Random } from '@crunchtools/mcp-core/testing';

/** A part of a value, which can be written in several ways. */
export type Part =
  | { readonly kind: 'word'; readonly text: string }
  /** A full name with its final dot. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'string'; readonly octets: Buffer; readonly inQuotes?: true }
  /** Hexadecimal or base64, which may be cut by white space. */
  | { readonly kind: 'digits'; readonly text: string; readonly isHex: boolean };

export interface Value {
  readonly type: string;
  readonly parts: readonly Part[];
  /** The octets of the value by the RFC of its type, made without the code that is tested. */
  readonly wire: Buffer;
}

type Pick = <Choice>(choices: readonly Choice[]) => Choice;

const word = (text: string | number): Part => ({ kind: 'word', text: String(text) });
const name = (full: string): Part => ({ kind: 'name', name: full });

function wireName(full: string): Buffer {
  const labels = full === '.' ? [] : full.slice(0, -1).split('.');
  return Buffer.concat([...labels.map((label) => counted(Buffer.from(label))), Buffer.of(0)]);
}

function counted(octets: Buffer): Buffer {
  return Buffer.concat([Buffer.of(octets.length), octets]);
}

function uint16(...values: readonly number[]): Buffer {
  return Buffer.concat(values.map((value) => Buffer.of(value >> 8, value & 255)));
}

/** Octets with everything in them that a zone file writes in a way of its own. */
function octetsOf(random: Random, least: number): Buffer {
  const length = least + random.below(12);
  const odd = [0x20, 0x22, 0x5c, 0x3b, 0x28, 0x29, 0x40, 0x24, 0x00, 0x09, 0x7f, 0x80, 0xff];
  return Buffer.from(
    Array.from({ length }, () =>
      random.below(3) === 0 ? (odd[random.below(odd.length)] ?? 0) : 0x21 + random.below(94),
    ),
  );
}

function digits(octets: Buffer, isHex: boolean): Part {
  return { kind: 'digits', text: octets.toString(isHex ? 'hex' : 'base64'), isHex };
}

function bytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}

/** What a value needs of its zone. */
export interface Surroundings {
  readonly random: Random;
  readonly pick: Pick;
  /** A full name in the zone or out of it. */
  readonly host: () => string;
}

type Maker = (around: Surroundings) => Value;

function hostValue(type: string): Maker {
  return ({ host }) => {
    const target = host();
    return { type, parts: [name(target)], wire: wireName(target) };
  };
}

/** RFC 9460: keys in any order, values in quotes or not. */
function service(type: string): Maker {
  return ({ random, pick, host }) => {
    const target = pick([host(), '.']);
    const all: readonly (readonly [number, string, Buffer])[] = [
      [1, 'alpn=h2,h3', Buffer.from('\x02h2\x02h3')],
      [3, 'port=8443', uint16(8443)],
      [4, 'ipv4hint=192.0.2.1,192.0.2.2', Buffer.of(192, 0, 2, 1, 192, 0, 2, 2)],
      [6, 'ipv6hint=2001:db8::1', Buffer.from('20010db8000000000000000000000001', 'hex')],
      [667, 'key667=hello\\210qoo', Buffer.from('hello\xd2qoo', 'latin1')],
    ];
    const chosen = all.filter(() => random.below(2) === 0);
    const shown = chosen.toSorted(() => random.below(3) - 1);
    const quoted = (text: string): string => (random.below(2) === 0 ? text : text.replace(/=(.*)/u, '="$1"'));
    return {
      type,
      parts: [word(1), name(target), ...shown.map(([, text]) => word(quoted(text)))],
      wire: Buffer.concat([
        uint16(1),
        wireName(target),
        ...chosen.flatMap(([key, , octets]) => [uint16(key, octets.length), octets]),
      ]),
    };
  };
}

const mailbox = 'ab'.repeat(28);

/** By type; the label that the name of such a record begins with, where it has to. */
export const makers: readonly { readonly first?: string; readonly make: Maker }[] = [
  {
    make: ({ random }) => {
      const octets = Buffer.of(192, 0, 2, random.below(256));
      return { type: 'A', parts: [word(octets.join('.'))], wire: octets };
    },
  },
  {
    make: ({ pick }) => {
      const [text, hex] = pick([
        ['2001:db8::1', '20010db8000000000000000000000001'],
        ['2001:DB8:0:0:0:0:0:A', '20010db800000000000000000000000a'],
        ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
        ['::', '00000000000000000000000000000000'],
      ] as const);
      return { type: 'AAAA', parts: [word(text)], wire: Buffer.from(hex, 'hex') };
    },
  },
  { make: hostValue('PTR') },
  {
    make: ({ random, host }) => {
      const [priority, target] = [random.below(65_536), host()];
      return {
        type: 'MX',
        parts: [word(priority), name(target)],
        wire: Buffer.concat([uint16(priority), wireName(target)]),
      };
    },
  },
  {
    make: ({ random }) => {
      const strings = Array.from({ length: 1 + random.below(3) }, (_, index) =>
        octetsOf(random, index === 0 ? 1 : 0),
      );
      return {
        type: 'TXT',
        parts: strings.map((octets) => ({ kind: 'string', octets })),
        wire: Buffer.concat(strings.map(counted)),
      };
    },
  },
  {
    make: ({ random, pick }) => {
      const [tag, value] = pick([
        ['issue', 'ca.example'],
        ['issuewild', ';'],
        ['issue', 'ca.example; account=1'],
        ['iodef', 'mailto:a@ca.example'],
      ] as const);
      const flags = random.below(2) * 128;
      return {
        type: 'CAA',
        parts: [word(flags), word(tag), { kind: 'string', octets: Buffer.from(value) }],
        wire: Buffer.concat([Buffer.of(flags), counted(Buffer.from(tag)), Buffer.from(value)]),
      };
    },
  },
  {
    make: ({ random }) => {
      const octets = bytes(random, 3 + random.below(40));
      return {
        type: 'CERT',
        parts: [word(1), word(258), word(8), digits(octets, false)],
        wire: Buffer.concat([uint16(1, 258), Buffer.of(8), octets]),
      };
    },
  },
  { make: service('HTTPS') },
  { first: '_dns', make: service('SVCB') },
  {
    make: ({ random, pick }) => {
      const [degrees, minutes, thousandths] = [random.below(90), random.below(60), random.below(60_000)];
      const altitude = random.below(100_000) - 5_000;
      const [size, octet] = pick([
        ['1m', 0x12],
        ['30m', 0x33],
        ['0.02m', 0x20],
        ['9000000m', 0x98],
      ] as const);
      const arc = degrees * 3_600_000 + minutes * 60_000 + thousandths;
      const [north, east] = [random.below(2) === 0, random.below(2) === 0];
      const wire = Buffer.alloc(16);
      wire.set([0, octet, 0x16, 0x13]);
      wire.writeUInt32BE(2 ** 31 + (north ? arc : -arc), 4);
      wire.writeUInt32BE(2 ** 31 + (east ? arc : -arc), 8);
      wire.writeUInt32BE(10_000_000 + altitude, 12);
      const angle = [degrees, minutes, (thousandths / 1_000).toFixed(3)];
      const text = [
        ...angle,
        north ? 'N' : 'S',
        ...angle,
        east ? 'E' : 'W',
        `${(altitude / 100).toFixed(2)}m`,
      ];
      return { type: 'LOC', parts: [...text, size, '10000m', '10m'].map(word), wire };
    },
  },
  {
    make: ({ random, pick, host }) => {
      const [flags, text, regex, next] = pick([
        ['u', 'E2U+sip', '!^.*$!sip:info@example.net!', '.'],
        ['s', 'SIP+D2U', '', host()],
        ['', '', '', host()],
      ] as const);
      const numbers = [random.below(65_536), random.below(65_536)];
      const strings = [flags, text, regex].map((each) => Buffer.from(each));
      return {
        type: 'NAPTR',
        parts: [
          ...numbers.map(word),
          ...strings.map((octets): Part => ({ kind: 'string', octets })),
          name(next),
        ],
        wire: Buffer.concat([uint16(...numbers), ...strings.map(counted), wireName(next)]),
      };
    },
  },
  {
    first: `${mailbox}._openpgpkey`,
    make: ({ random }) => {
      const octets = bytes(random, 3 + random.below(60));
      return { type: 'OPENPGPKEY', parts: [digits(octets, false)], wire: octets };
    },
  },
  {
    first: '_sip._tcp',
    make: ({ random, pick, host }) => {
      const numbers = [random.below(65_536), random.below(65_536), random.below(65_536)];
      const target = pick([host(), '.']);
      return {
        type: 'SRV',
        parts: [...numbers.map(word), name(target)],
        wire: Buffer.concat([uint16(...numbers), wireName(target)]),
      };
    },
  },
  {
    make: ({ random }) => {
      const octets = bytes(random, 32);
      return {
        type: 'SSHFP',
        parts: [word(4), word(2), digits(octets, true)],
        wire: Buffer.concat([Buffer.of(4, 2), octets]),
      };
    },
  },
  {
    first: '_443._tcp',
    make: ({ random }) => {
      const octets = bytes(random, 32);
      return {
        type: 'TLSA',
        parts: [word(3), word(1), word(1), digits(octets, true)],
        wire: Buffer.concat([Buffer.of(3, 1, 1), octets]),
      };
    },
  },
  {
    first: `${mailbox}._smimecert`,
    make: ({ random }) => {
      const octets = bytes(random, 20);
      return {
        type: 'SMIMEA',
        parts: [word(3), word(0), word(0), digits(octets, true)],
        wire: Buffer.concat([Buffer.of(3, 0, 0), octets]),
      };
    },
  },
  {
    make: ({ random }) => {
      const target = 'https://www.example.net/a?b=c;d';
      const numbers = [random.below(65_536), random.below(65_536)];
      return {
        type: 'URI',
        parts: [...numbers.map(word), { kind: 'string', octets: Buffer.from(target), inQuotes: true }],
        wire: Buffer.concat([uint16(...numbers), Buffer.from(target)]),
      };
    },
  },
  { make: hostValue('CNAME') },
  {
    make: () => {
      const target = 'ns.example.net.';
      return { type: 'NS', parts: [name(target)], wire: wireName(target) };
    },
  },
];

/** The numbers of the types (IANA), for RFC 3597. */
export const numbersOfTypes: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  LOC: 29,
  SRV: 33,
  NAPTR: 35,
  CERT: 37,
  SSHFP: 44,
  TLSA: 52,
  SMIMEA: 53,
  OPENPGPKEY: 61,
  SVCB: 64,
  HTTPS: 65,
  URI: 256,
  CAA: 257,
};
