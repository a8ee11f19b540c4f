import type { CachePurgeParams } from 'cloudflare/resources/cache/cache';
import type {
  RecordBatchParams,
  RecordCreateParams,
  RecordListParams,
  RecordResponse,
} from 'cloudflare/resources/dns/records';
import type { Zone as WireZone } from 'cloudflare/resources/zones/zones';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { DnsRecord, DnsRecordFilter } from '../../src/features/dns/api.ts';
import { checkRecord } from '../../src/features/dns/record.ts';
import { type RecordBody, type RecordType, recordTypes } from '../../src/features/dns/types.ts';
import type { Zone } from '../../src/features/zones/api.ts';

/** The union's members, merged: a key counts when any of them has it. */
type KeysOf<Union> = Union extends unknown ? keyof Union : never;
type Without<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

// Compile-time checks against the types that Cloudflare generates from its own OpenAPI description. They fail in
// `npm run types`, not at run time; the one run-time test below keeps the table of types honest.
describe('the binding agrees with the types of the npm package cloudflare', () => {
  it('on what a DNS record has', () => {
    expectTypeOf<keyof DnsRecord>().toExtend<KeysOf<RecordResponse>>();
    expectTypeOf<RecordResponse['type']>().toEqualTypeOf<RecordType>();
  });

  it('on what a zone has', () => {
    expectTypeOf<keyof Zone>().toExtend<KeysOf<WireZone> | 'plan'>();
  });

  it('on the filters of a list', () => {
    type Plain = Exclude<
      keyof DnsRecordFilter,
      | 'name_contains'
      | 'name_starts_with'
      | 'name_ends'
      | 'content_contains'
      | 'content_ends'
      | 'comment_contains'
    >;
    expectTypeOf<Plain>().toExtend<keyof RecordListParams>();
    expectTypeOf<'exact' | 'contains' | 'startswith' | 'endswith'>().toExtend<keyof RecordListParams.Name>();
    expectTypeOf<'exact' | 'contains' | 'endswith'>().toExtend<keyof RecordListParams.Content>();
    expectTypeOf<'contains'>().toExtend<keyof RecordListParams.Comment>();
  });

  it('on the fields of a create and of a batch', () => {
    expectTypeOf<keyof RecordBody>().toExtend<KeysOf<Without<RecordCreateParams, 'zone_id'>>>();
    expectTypeOf<'deletes' | 'patches' | 'posts'>().toExtend<keyof RecordBatchParams>();
  });

  it('on the ways to purge', () => {
    expectTypeOf<'files' | 'tags' | 'hosts' | 'prefixes' | 'purge_everything'>().toExtend<
      KeysOf<CachePurgeParams>
    >();
  });

  it('on the types there are', () => {
    const wire: Record<RecordCreateParams['type'], true> = {
      A: true,
      AAAA: true,
      CAA: true,
      CERT: true,
      CNAME: true,
      DNSKEY: true,
      DS: true,
      HTTPS: true,
      LOC: true,
      MX: true,
      NAPTR: true,
      NS: true,
      OPENPGPKEY: true,
      PTR: true,
      SMIMEA: true,
      SRV: true,
      SSHFP: true,
      SVCB: true,
      TLSA: true,
      TXT: true,
      URI: true,
    };
    expect([...recordTypes].sort()).toEqual(Object.keys(wire).sort());
    expect(() => checkRecord({ type: 'SOA', name: '@', content: 'x' }, { name: 'example.com' })).toThrow(
      'type',
    );
  });
});
