import { describe, expect, it } from 'vitest';
import { permissionNames } from '../contract.ts';
import { createTokenStore, isWellFormedToken, parseTokenGrant, SIMULATOR_TOKEN } from './tokens.ts';

const TOKEN = `cfat_${'a'.repeat(48)}`;
const NOW = Date.parse('2026-06-01T00:00:00Z');

describe('tokens', () => {
  it('has a default token in the form of a real one', () => {
    expect(SIMULATOR_TOKEN).toMatch(/^cfut_\w{40}[0-9a-f]{8}$/);
    expect(isWellFormedToken(SIMULATOR_TOKEN)).toBe(true);
  });

  it.each([
    [{}, 'active', true],
    [{ status: 'disabled' }, 'disabled', false],
    [{ status: 'expired' }, 'expired', false],
    [{ expires_on: '2026-06-01T00:00:01Z' }, 'active', true],
    [{ expires_on: '2026-06-01T00:00:00Z' }, 'expired', false],
    [{ not_before: '2026-06-01T00:00:00Z' }, 'active', true],
    [{ not_before: '2026-06-01T00:00:01Z' }, 'active', false],
  ] as const)('sees %j as %s', (grant, status, usable) => {
    const caller = createTokenStore([{ token: TOKEN, ...grant }]).find(TOKEN, NOW);
    expect(caller).toMatchObject({ status, usable, kind: 'account' });
  });

  it('grants everything unless told otherwise', () => {
    const caller = createTokenStore([{ token: SIMULATOR_TOKEN }]).find(SIMULATOR_TOKEN, NOW);
    expect(caller?.kind).toBe('user');
    expect([...(caller?.permissions ?? [])]).toEqual([...permissionNames]);
  });

  it('forgets added tokens on reset, and brings replaced ones back', () => {
    const store = createTokenStore([{ token: SIMULATOR_TOKEN }]);
    store.add({ token: TOKEN });
    store.add({ token: SIMULATOR_TOKEN, status: 'disabled' });
    store.reset();
    expect(store.find(TOKEN, NOW)).toBeUndefined();
    expect(store.find(SIMULATOR_TOKEN, NOW)?.status).toBe('active');
  });

  it.each([
    'short',
    'a'.repeat(39),
    `${'a'.repeat(40)} `,
    `${'a'.repeat(40)}\n`,
    'ü'.repeat(40),
    'a'.repeat(201),
  ])('refuses %j', (token) => {
    expect(() => createTokenStore([{ token }])).toThrow(TypeError);
  });

  it.each([
    [null, 'JSON object'],
    [{}, '"token"'],
    [{ token: TOKEN, kind: 'robot' }, '"kind"'],
    [{ token: TOKEN, permissions: 'DNS Read' }, '"permissions"'],
    [{ token: TOKEN, permissions: ['DNS Reed'] }, 'DNS Reed'],
    [{ token: TOKEN, zones: [1] }, '"zones"'],
    [{ token: TOKEN, status: 'revoked' }, '"status"'],
    [{ token: TOKEN, expires_on: 'tomorrow' }, '"expires_on"'],
    [{ token: TOKEN, not_before: 5 }, '"not_before"'],
  ])('does not take %j for a grant', (value, message) => {
    expect(() => parseTokenGrant(value)).toThrow(message);
  });

  it('reads a whole grant', () => {
    const grant = {
      token: TOKEN,
      kind: 'account',
      permissions: ['DNS Read'],
      zones: ['example.com'],
      status: 'active',
      expires_on: '2027-01-01T00:00:00Z',
      not_before: '2026-01-01T00:00:00Z',
    };
    expect(parseTokenGrant(grant)).toEqual(grant);
  });
});
