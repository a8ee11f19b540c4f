import { describe, expect, it } from 'vitest';
import { problemsOf, untyped } from '../../../test/support/records.ts';
import { checkRecord } from './record.ts';
import type { RecordInput, ZonePlan } from './types.ts';

function refusalsOf(input: Partial<RecordInput>, plan?: ZonePlan): readonly string[] {
  const record = { type: 'A', name: 'www', content: '192.0.2.1', ...input };
  const problems = problemsOf(() => checkRecord(record, { name: 'example.com', plan }));
  return problems.map(({ field, problem }) => `${field}: ${problem}`);
}

const tags = (count: number): string[] => Array.from({ length: count }, (_, index) => `t${index}:v`);

describe('accepted', () => {
  const cases: readonly (readonly [input: Partial<RecordInput>, plan?: ZonePlan])[] = [
    [{ ttl: 1 }],
    [{ ttl: 60 }],
    [{ ttl: 86_400 }],
    [{ ttl: 30 }, 'enterprise'],
    [{ ttl: 1, proxied: true }],
    [{ ttl: 300, proxied: false }],
    [{ proxied: true, content: '203.0.113.7' }],
    [{ proxied: true, type: 'AAAA', content: '100::' }],
    [{ proxied: true, content: '10.0.0.1', private_routing: true }, 'enterprise'],
    [{ proxied: false, content: '10.0.0.1' }],
    [{ proxied: true, name: '*' }],
    [{ comment: 'x'.repeat(500) }],
    [{ comment: 'x'.repeat(500) }, 'pro'],
    [{ comment: '😀'.repeat(100) }, 'free'],
    [{ comment: '' }],
    [{ tags: tags(20) }],
    [{ tags: [] }, 'free'],
    [{ tags: ['a:b:c', 'A-1_:'] }, 'pro'],
    [{ proxied: true, settings: { ipv4_only: true, ipv6_only: false } }],
    [{ type: 'CNAME', content: 'a.example.net', settings: { flatten_cname: true } }],
    [{ comment: untyped(null), tags: untyped(null), ttl: untyped(null), settings: untyped(null) }],
  ];

  it.each(cases.map(([input, plan]) => ({ input, plan })))('%j', ({ input, plan }) => {
    expect(refusalsOf(input, plan)).toStrictEqual([]);
  });
});

describe('refused', () => {
  it.each<readonly [input: Partial<RecordInput>, plan: ZonePlan | undefined, fragment: string]>([
    [
      { ttl: 30 },
      'pro',
      'ttl: 30 is below the minimum of 60 seconds (30 only on Enterprise zones); 1 means automatic',
    ],
    [{ ttl: 30 }, undefined, 'ttl: 30 is below the minimum of 60'],
    [{ ttl: 29 }, 'enterprise', 'ttl: 29 is below the minimum of 30 seconds; 1'],
    [{ ttl: 2 }, undefined, 'ttl: 2 is below'],
    [{ ttl: 0 }, undefined, 'ttl: 0 is below'],
    [{ ttl: 86_401 }, undefined, 'ttl: 86401 is above the maximum of 86400 seconds'],
    [{ ttl: 60.5 }, undefined, 'ttl: 60.5 is not a whole number'],
    [{ ttl: untyped('300') }, undefined, 'ttl: "300" is not a whole number'],
    [{ ttl: 300, proxied: true }, undefined, 'ttl: 300 has no effect on a proxied record'],
    [{ type: 'TXT', content: 'a', proxied: true }, undefined, 'proxied: TXT records cannot be proxied'],
    [{ proxied: untyped('yes') }, undefined, 'proxied: "yes" is not true or false'],
    [{ proxied: true, content: '10.0.0.1' }, 'pro', 'proxied: 10.0.0.1 is private (10.0.0.0/8)'],
    [{ proxied: true, content: '100.127.255.255' }, 'pro', 'shared by carriers'],
    [{ proxied: true, content: '172.31.0.1' }, 'pro', 'private (172.16.0.0/12)'],
    [{ proxied: true, content: '127.0.0.1', private_routing: true }, 'enterprise', 'loopback'],
    [{ proxied: true, content: '255.255.255.255' }, 'pro', 'reserved'],
    [{ proxied: true, type: 'AAAA', content: '::1' }, 'pro', 'the loopback address'],
    [{ proxied: true, type: 'AAAA', content: '::' }, 'pro', 'the unspecified address'],
    [{ proxied: true, type: 'AAAA', content: 'fd00::1' }, 'pro', 'private (fc00::/7)'],
    [{ proxied: true, type: 'AAAA', content: 'fe80::1' }, 'pro', 'link-local'],
    [{ proxied: true, type: 'AAAA', content: '::ffff:192.168.0.1' }, 'pro', 'private (192.168.0.0/16)'],
    [{ private_routing: true }, 'enterprise', 'private_routing: needs proxied to be true'],
    [{ type: 'TXT', content: 'a', private_routing: true }, 'enterprise', 'only to A and AAAA'],
    [
      { comment: 'x'.repeat(101) },
      'free',
      'comment: is 101 characters long; on Free zones a comment has at most 100',
    ],
    [{ comment: 'x'.repeat(501) }, undefined, 'at most 500'],
    [{ comment: 'a\nb' }, undefined, 'comment: holds the character U+000A'],
    [{ comment: 'a\u202eb' }, undefined, 'U+202E'],
    [{ comment: 'a\ud800b' }, undefined, 'U+D800'],
    [{ comment: untyped(5) }, undefined, 'comment: 5 is not a string'],
    [{ tags: ['a:b'] }, 'free', 'tags: are not available on Free zones'],
    [{ tags: tags(21) }, 'pro', 'tags: are 21; a record has at most 20'],
    [{ tags: ['a:b', 'owner'] }, 'pro', 'tags[1]: "owner" has no value: write "owner:value"'],
    [{ tags: ['a b:c'] }, 'pro', 'tags[0]: "a b:c" has a name'],
    [{ tags: ['a:b\n'] }, 'pro', 'tags[0]: holds the character U+000A'],
    [{ tags: ['a:b', 'a:b'] }, 'pro', 'tags[1]: "a:b" is there twice'],
    [{ tags: untyped('a:b') }, 'pro', 'tags: "a:b" is not a list'],
    [{ settings: { flatten: true } }, undefined, 'settings.flatten: is not a setting'],
    [{ settings: { ipv4_only: 1 } }, undefined, 'settings.ipv4_only: 1 is not true or false'],
    [{ settings: { ipv4_only: true } }, undefined, 'applies to proxied records only'],
    [{ proxied: true, settings: { ipv4_only: true, ipv6_only: true } }, undefined, 'excludes ipv4_only'],
    [{ settings: { flatten_cname: true } }, undefined, 'applies to CNAME records only'],
    [
      { type: 'CNAME', content: 'a.example.net', proxied: true, settings: { flatten_cname: true } },
      undefined,
      'always flattened',
    ],
    [{ settings: untyped([]) }, undefined, 'settings: [] is not an object'],
  ])('%j on %s', (input, plan, fragment) => {
    expect(refusalsOf(input, plan)).toStrictEqual([expect.stringContaining(fragment)]);
  });
});
