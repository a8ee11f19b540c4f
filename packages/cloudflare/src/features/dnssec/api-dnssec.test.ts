import type { DNSSEC, DNSSECEditParams } from 'cloudflare/resources/dns/dnssec';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Harness, startInProcess } from '../../../test/support/in-process.ts';
import type { Dnssec, DnssecEdit } from './api.ts';
import { desiredStatus } from './dnssec.ts';

// Compile-time checks against the types that Cloudflare generates from its own OpenAPI description.
describe('the binding agrees with the types of the npm package cloudflare', () => {
  it('on what DNSSEC has, and what can be edited', () => {
    expectTypeOf<keyof Dnssec>().toExtend<keyof DNSSEC>();
    expectTypeOf<keyof DnssecEdit>().toEqualTypeOf<keyof Omit<DNSSECEditParams, 'zone_id'>>();
  });

  it('on the statuses there are', () => {
    const wire: Record<NonNullable<DNSSEC['status']>, string> = {
      active: 'active',
      pending: 'active',
      disabled: 'disabled',
      'pending-disabled': 'disabled',
      error: 'error',
    };
    for (const [status, wish] of Object.entries(wire)) expect(desiredStatus(status)).toBe(wish);
  });
});

describe('an answer that is none', () => {
  it.each([
    [null, 'DNSSEC status'],
    [{}, 'status'],
    [{ status: 7 }, 'status'],
  ])('is refused: %j', async (result, said) => {
    const server: Harness = await startInProcess();
    const body = { success: true, errors: [], messages: [], result };
    server.fault({ match: { path: '/dnssec' }, fault: { kind: 'status', status: 200, body } });
    const { data } = await server.call('get_dnssec', { zone: 'mapleandpine.com' });
    server.close();
    expect(data.error.code).toBe('malformed_response');
    expect(data.error.message).toContain(said);
  });
});
