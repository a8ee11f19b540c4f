import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../problem.ts';
import {
  guardReason,
  headerLine,
  readValue,
  type SettingId,
  settingIds,
  valueForApi,
  valueFromApi,
  warningsFor,
} from './index.ts';

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
    expect(refusal).toBeInstanceOf(Refusal);
    expect((refusal as Refusal).reason).toContain(said);
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
        if (value instanceof Refusal) return;
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

describe('approval is asked for', () => {
  it.each<[SettingId, string | number, string | number]>([
    ['ssl', 'strict', 'full'],
    ['ssl', 'full', 'off'],
    ['ssl', 'origin_pull', 'strict'],
    ['ssl', 'unheard_of', 'full'],
    ['always_use_https', 'on', 'off'],
    ['min_tls_version', '1.2', '1.0'],
    ['tls_1_3', 'on', 'off'],
    ['0rtt', 'off', 'on'],
    ['automatic_https_rewrites', 'on', 'off'],
    ['tls_client_auth', 'on', 'off'],
    ['security_level', 'medium', 'low'],
    ['security_level', 'under_attack', 'high'],
    ['browser_check', 'on', 'off'],
    ['email_obfuscation', 'on', 'off'],
    ['hotlink_protection', 'on', 'off'],
    ['development_mode', 'off', 'on'],
    ['security_header', 'max-age=300', 'off'],
    ['security_header', 'off', 'max-age=300'],
    ['security_header', 'max-age=300; nosniff', 'max-age=300'],
    ['security_header', 'max-age=300', 'max-age=300; includeSubDomains'],
  ])('%s from %s to %s', (id, before, after) => {
    expect(guardReason(id, before, after)).toMatch(/^[A-Z0-9].*\.$/u);
  });
});

describe('no approval is asked for', () => {
  it.each<[SettingId, string | number, string | number]>([
    ['ssl', 'flexible', 'strict'],
    ['ssl', 'full', 'full'],
    ['always_use_https', 'off', 'on'],
    ['min_tls_version', '1.0', '1.2'],
    ['security_level', 'low', 'under_attack'],
    ['development_mode', 'on', 'off'],
    ['0rtt', 'on', 'off'],
    ['brotli', 'on', 'off'],
    ['browser_cache_ttl', 0, 3600],
    ['cache_level', 'aggressive', 'basic'],
    ['security_header', 'off', 'off; nosniff'],
  ])('%s from %s to %s', (id, before, after) => {
    expect(guardReason(id, before, after)).toBeUndefined();
  });

  it('in both directions of any change that takes protection away or binds', () => {
    const value = fc.constantFrom('off', 'on', '1.0', '1.3', 'flexible', 'strict', 'low', 'high');
    fc.assert(
      fc.property(fc.constantFrom(...settingIds), value, value, (id, one, other) => {
        fc.pre(id !== 'security_header');
        const both = [guardReason(id, one, other), guardReason(id, other, one)];
        // Words that a setting does not know count as strongest before and weakest after.
        const known = [one, other].every((word) => !(readValue(id, word, undefined) instanceof Refusal));
        if (known) expect(both.filter((reason) => reason !== undefined).length).toBeLessThan(2);
      }),
    );
  });
});

it('warns of what a change needs elsewhere', () => {
  expect(warningsFor('ssl', 'strict')[0]).toContain('526');
  expect(warningsFor('brotli', 'on')).toEqual([]);
});
