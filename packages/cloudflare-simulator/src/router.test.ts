import { describe, expect, it } from 'vitest';
import type { CallerRoute, Route } from './contract.ts';
import { ApiFailure } from './contract.ts';
import { createRouter } from './router.ts';

const ZONE = 'a'.repeat(32);
const RECORD = 'b'.repeat(32);

function route(method: Route['method'], pattern: string): CallerRoute {
  return { method, pattern, permissions: [], handle: () => ({ result: pattern }) };
}

const routes = [
  route('GET', '/zones'),
  route('GET', '/zones/:zone_id'),
  route('PATCH', '/zones/:zone_id/dns_records/:dns_record_id'),
  route('GET', '/zones/:zone_id/dns_records/:dns_record_id'),
  route('GET', '/zones/:zone_id/dns_records/export'),
  route('GET', '/zones/:zone_id/settings/:setting_name'),
];
const router = createRouter([{ below: [''], routes: () => routes }]);

describe('router', () => {
  it.each([
    ['/zones', '/zones', {}],
    ['/zones/', '/zones', {}],
    ['/zones//', '/zones', {}],
    [`/zones/${ZONE}`, '/zones/:zone_id', { zone_id: ZONE }],
    [
      `/zones/${ZONE}/dns_records/${RECORD}/`,
      '/zones/:zone_id/dns_records/:dns_record_id',
      { zone_id: ZONE, dns_record_id: RECORD },
    ],
    [`/zones/${ZONE}/dns_records/export`, '/zones/:zone_id/dns_records/export', { zone_id: ZONE }],
    [
      `/zones/${ZONE}/settings/always%5Fonline`,
      '/zones/:zone_id/settings/:setting_name',
      { zone_id: ZONE, setting_name: 'always_online' },
    ],
  ])('leads %s to %s', (path, pattern, params) => {
    const match = router.resolve(`/client/v4${path}`).forMethod('GET');
    expect(match.route.pattern).toBe(pattern);
    expect(match.params).toEqual(params);
  });

  it.each([
    ['/client/v4/nothing', 400, [7000]],
    [`/client/v4/zones/${ZONE}/dns_records/${RECORD}/more`, 400, [7000]],
    ['/client/v4/zones//dns_records/export', 400, [7000]],
    ['/client/v4', 400, [7000]],
    ['/zones', 400, [7000]],
    ['/client/v4/zones/%E0%A4%A', 400, [7000]],
    ['/client/v4/zones/example.com', 404, [7003]],
    [`/client/v4/zones/${'A'.repeat(32)}`, 404, [7003]],
    [`/client/v4/zones/${'a'.repeat(31)}`, 404, [7003]],
    ['/client/v4/zones/example.com/dns_records/export', 404, [7003]],
  ])('refuses %s with %i', (path, status, codes) => {
    const failure = failureOf(() => router.resolve(path));
    expect(failure.status).toBe(status);
    expect(failure.errors.map(({ code }) => code)).toEqual(codes);
    expect(failure.errors[0]?.message).toContain(status === 404 ? path : 'No route for that URI');
  });

  it('refuses a method that a known path does not serve', () => {
    const failure = failureOf(() => router.resolve('/client/v4/zones').forMethod('DELETE'));
    expect(failure.status).toBe(405);
    expect(failure.errors[0]?.code).toBe(10405);
  });

  it('finds the method of a less specific pattern when the most specific one has it not', () => {
    const match = router.resolve(`/client/v4/zones/${ZONE}/dns_records/export`).forMethod('PATCH');
    expect(match.params['dns_record_id']).toBe('export');
  });
});

function failureOf(action: () => unknown): ApiFailure {
  try {
    action();
  } catch (error) {
    if (error instanceof ApiFailure) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
