import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Issue } from '../../problem.ts';
import {
  headerLine,
  readValue,
  type SettingId,
  settingIds,
  valueForApi,
  valueFromApi,
  warningsFor,
} from './settings.ts';

describe('a value', () => {
  it.each<[SettingId, string | number, string | number]>([
    ['ssl', 'Full', 'full'],
    ['min_tls_version', 1.2, '1.2'],
    ['min_tls_version', 1, '1.0'],
    ['browser_cache_ttl', '3600', 3600],
    ['browser_cache_ttl', 0, 0],
    ['challenge_ttl', 1800, 1800],
    ['brotli', 'on', 'on'],
    [
      'security_header',
      'Max-Age=31536000;includesubdomains ; PRELOAD',
      'max-age=31536000; includeSubDomains; preload',
    ],
    ['security_header', 'off; nosniff', 'off; nosniff'],
    ['security_header', 'max-age=0', 'off'],
  ])('%s %j is %j', (id, given, expected) => {
    expect(readValue(id, given, 'pro')).toBe(expected);
  });

  it.each<[SettingId, string | number, string]>([
    ['ssl', 'strictest', 'off, flexible, full or strict'],
    ['ssl', 'origin_pull', 'off, flexible, full or strict'],
    ['brotli', 1, 'on or off'],
    ['browser_cache_ttl', 29, 'from 30'],
    ['browser_cache_ttl', '1h', 'seconds'],
    ['challenge_ttl', 301, 'one of 300'],
    ['security_level', 'off', 'Enterprise'],
    ['security_header', 'max-age=ten', 'max-age=SECONDS'],
    ['security_header', 'max-age=300; evil', 'max-age=SECONDS'],
    ['security_header', 'max-age=300; preload', 'preload needs'],
  ])('%s takes no %j', (id, given, said) => {
    const refusal = readValue(id, given, 'pro');
    expect(refusal).toBeInstanceOf(Issue);
    expect((refusal as Issue).reason).toContain(said);
  });

  it('off is a security level on Enterprise, and where the plan is unknown', () => {
    expect(readValue('security_level', 'off', 'enterprise')).toBe('off');
    expect(readValue('security_level', 'off', undefined)).toBe('off');
  });

  it('survives the way to the API and back, whatever was given', () => {
    const given = fc.oneof(
      fc.string(),
      fc.nat(),
      fc.constantFrom('on', 'off', '1.3', 'full', 'lossy'),
      fc
        .tuple(fc.nat(99_999_999), fc.subarray(['includeSubDomains', 'preload', 'nosniff']))
        .map(([age, flags]) => [`max-age=${age}`, ...flags].join('; ')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...settingIds), given, (id, text) => {
        const value = readValue(id, text, undefined);
        if (value instanceof Issue) return;
        expect(valueFromApi(id, valueForApi(id, value))).toBe(value);
        expect(readValue(id, value, undefined)).toBe(value);
        if (id === 'security_header') expect(value).toMatch(headerLine);
      }),
    );
  });

  it('of TLS 1.3 does not depend on 0-RTT, and one that nobody documents is none', () => {
    expect(valueFromApi('tls_1_3', 'zrt')).toBe('on');
    expect(valueFromApi('ssl', { value: 'full' })).toBeUndefined();
    expect(valueFromApi('security_header', 'on')).toBeUndefined();
    expect(valueFromApi('security_header', { strict_transport_security: { enabled: true } })).toBe('off');
  });
});

it('warns of what a change needs elsewhere', () => {
  expect(warningsFor('ssl', 'strict')[0]).toContain('526');
  expect(warningsFor('brotli', 'on')).toEqual([]);
});
