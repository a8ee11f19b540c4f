import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { printPresentation } from '../presentation.ts';
import { checkRecord } from '../record.ts';
import type { RecordBody, RecordInput } from '../types.ts';
import { recordsOfFile } from './desired.ts';

const zoneName = 'example.com';
const zone = { name: zoneName, plan: 'enterprise' } as const;

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
const host = fc
  .array(label, { minLength: 1, maxLength: 2 })
  .map((labels) => `${labels.join('.')}.example.net`);
const uint16 = fc.nat(65_535);
const hex = (octets: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: octets, maxLength: octets }).map((bytes) => Buffer.from(bytes).toString('hex'));
const text = fc.string({ minLength: 1, maxLength: 40 }).filter((value) => /^[ -~]+$/.test(value));

/** One record of nearly every type, at a name that suits it. */
const value: fc.Arbitrary<RecordInput> = fc.oneof(
  fc.record({ type: fc.constant('A'), name: label, content: fc.ipV4() }),
  fc.record({ type: fc.constant('AAAA'), name: label, content: fc.ipV6() }),
  fc.record({ type: fc.constant('CNAME'), name: label, content: host }),
  fc.record({ type: fc.constant('MX'), name: fc.constant('@'), content: host, priority: uint16 }),
  fc.record({ type: fc.constant('NS'), name: label, content: host }),
  fc.record({ type: fc.constant('PTR'), name: label, content: host }),
  fc.record({
    type: fc.constant('TXT'),
    name: label,
    content: fc
      .array(text, { minLength: 1, maxLength: 3 })
      .map((texts) => texts.map((each) => `"${each.replaceAll(/["\\]/g, '\\$&')}"`).join(' ')),
  }),
  fc.record({
    type: fc.constant('CAA'),
    name: label,
    data: fc.record({
      flags: fc.constantFrom(0, 128),
      tag: fc.constantFrom('issue', 'issuewild'),
      value: fc.constantFrom('ca.example', ';', 'ca.example; account=1'),
    }),
  }),
  fc.record({
    type: fc.constant('SRV'),
    name: fc.constant('_s._tcp'),
    data: fc.record({ priority: uint16, weight: uint16, port: uint16, target: host }),
  }),
  fc.record({
    type: fc.constant('URI'),
    name: label,
    priority: uint16,
    data: fc.record({ weight: uint16, target: fc.constantFrom('https://a.example/;x', 'sip:"q"@a.example') }),
  }),
  fc.record({
    type: fc.constant('HTTPS'),
    name: label,
    data: fc.record({
      priority: fc.integer({ min: 1, max: 9 }),
      target: host,
      value: fc.constantFrom('', 'alpn="h3,h2"', 'alpn="h2" port="8443"'),
    }),
  }),
  fc.record({
    type: fc.constant('NAPTR'),
    name: label,
    data: fc.record({
      order: uint16,
      preference: uint16,
      flags: fc.constant('S'),
      service: fc.constantFrom('SIP+D2U', ''),
      regex: fc.constant(''),
      replacement: host,
    }),
  }),
  fc.record({
    type: fc.constant('SSHFP'),
    name: label,
    data: fc.record({ algorithm: fc.constant(4), type: fc.constant(2), fingerprint: hex(32) }),
  }),
  fc.record({
    type: fc.constant('DS'),
    name: label,
    data: fc.record({
      key_tag: uint16,
      algorithm: fc.constant(13),
      digest_type: fc.constant(2),
      digest: hex(32),
    }),
  }),
  fc.record({
    type: fc.constant('TLSA'),
    name: fc.constant('_443._tcp'),
    data: fc.record({
      usage: fc.constant(3),
      selector: fc.constant(1),
      matching_type: fc.constant(1),
      certificate: hex(32),
    }),
  }),
);

const attributes = fc.record(
  {
    ttl: fc.integer({ min: 60, max: 86_400 }),
    comment: fc.constantFrom('a note', 'with cf_tags=x inside', 'x;y'),
    tags: fc.constantFrom(['a:1'], ['b:"', 'c:'], ['d:x,y=z']),
  },
  { requiredKeys: ['ttl'] },
);

/** How a line is written, where the format leaves a choice. */
const style = fc.record({
  classAt: fc.constantFrom('none', 'first', 'last'),
  relative: fc.boolean(),
  sameOwner: fc.boolean(),
  folded: fc.boolean(),
  upper: fc.boolean(),
  units: fc.boolean(),
  gap: fc.constantFrom(' ', '\t', '  \t '),
  end: fc.constantFrom('\n', '\r\n', '\n\n; between\n'),
});
type Style = typeof style extends fc.Arbitrary<infer Value> ? Value : never;

const hostColumn: Readonly<Record<string, number>> = {
  CNAME: 0,
  NS: 0,
  PTR: 0,
  MX: 1,
  SRV: 3,
  HTTPS: 1,
  NAPTR: 5,
};

function ttlText(ttl: number, { units }: Style): string {
  return units ? `${Math.floor(ttl / 3_600)}h${Math.floor((ttl % 3_600) / 60)}m${ttl % 60}s` : String(ttl);
}

function valueText(body: RecordBody): readonly string[] {
  const words = printPresentation(body.type, body).match(/(?:"(?:[^"\\]|\\.)*"|[^\s"])+/g) ?? [];
  const column = hostColumn[body.type];
  return words.map((word, index) => (index === column ? `${word}.` : word));
}

function line(body: RecordBody, before: RecordBody | undefined, how: Style): string {
  const relative = body.name === zoneName ? '@' : body.name.slice(0, -(zoneName.length + 1));
  const owner = how.sameOwner && before?.name === body.name ? '' : how.relative ? relative : `${body.name}.`;
  const ttl = ttlText(body.ttl, how);
  const heads = { none: [ttl], first: ['IN', ttl], last: [ttl, 'in'] };
  const type = how.upper ? body.type : body.type.toLowerCase();
  const [first = '', ...rest] = valueText(body);
  const folded = [`(${first}`, '; inside', ...rest.map((word) => `  ${word}`), ')'].join('\n');
  const words = [owner, ...heads[how.classAt], type, how.folded ? folded : [first, ...rest].join(how.gap)];
  return `${words.join(how.gap)}${commentText(body)}${how.end}`;
}

function commentText({ comment, tags = [] }: RecordBody): string {
  const marked = tags.map((tag) => {
    const [name, ...parts] = tag.split(':');
    return `${name}:${JSON.stringify(parts.join(':'))}`;
  });
  const mark = marked.length > 0 || comment?.includes('cf_tags=') ? ` cf_tags=${marked.join(',')}` : '';
  return comment === undefined && mark === '' ? '' : ` ; ${comment ?? ''}${mark}`;
}

it('reads back whatever way a zone is written', () => {
  const record = fc.tuple(value, attributes, style);
  fc.assert(
    fc.property(fc.array(record, { maxLength: 8 }), (records) => {
      const bodies = records.map(([main, also]) => checkRecord({ ...main, ...also }, zone));
      const file = records.map(([, , how], index) => {
        const body = bodies[index];
        return body === undefined ? '' : line(body, bodies[index - 1], how);
      });
      const { wishes, problems } = recordsOfFile(file.join(''), { zoneName, plan: 'enterprise' });
      expect(problems).toEqual([]);
      expect(wishes.map((wish) => checkRecord(wish.record, zone))).toEqual(bodies);
    }),
  );
});
