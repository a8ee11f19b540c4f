import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Issue } from '../../problem.ts';
import { settingGuards, settingReasons } from './guard.ts';
import { readValue, type SettingId, settingIds, settingKind } from './settings.ts';

const idsOf = (...change: Parameters<typeof settingReasons>): readonly string[] =>
  settingReasons(...change).map(({ guard }) => guard);

/** `[setting, before, after, guard]`: one step down, or into harm, of each setting that has one. */
const asked: readonly (readonly [SettingId, string | number, string | number, string, string])[] = [
  ['ssl', 'strict', 'full', 'settings.weaker', 'impostor'],
  ['ssl', 'full', 'flexible', 'settings.weaker', 'impostor'],
  ['ssl', 'flexible', 'off', 'settings.weaker', 'impostor'],
  ['ssl', 'full', 'off', 'settings.weaker', 'impostor'],
  ['ssl', 'origin_pull', 'strict', 'settings.weaker', 'impostor'],
  ['ssl', 'unheard_of', 'full', 'settings.weaker', 'impostor'],
  ['ssl', 'off', 'unheard_of', 'settings.weaker', 'impostor'],
  ['always_use_https', 'on', 'off', 'settings.weaker', 'plain HTTP again'],
  ['min_tls_version', '1.1', '1.0', 'settings.weaker', 'older TLS'],
  ['min_tls_version', '1.2', '1.1', 'settings.weaker', 'older TLS'],
  ['min_tls_version', '1.3', '1.2', 'settings.weaker', 'older TLS'],
  ['min_tls_version', '1.2', '1.3', 'settings.excluded', 'TLS 1.3'],
  ['tls_1_3', 'on', 'off', 'settings.weaker', 'safest'],
  ['0rtt', 'off', 'on', 'settings.weaker', 'second time'],
  ['automatic_https_rewrites', 'on', 'off', 'settings.weaker', 'load parts'],
  ['opportunistic_encryption', 'on', 'off', 'settings.weaker', 'no longer encrypted'],
  ['tls_client_auth', 'on', 'off', 'settings.weaker', 'proves itself'],
  ['security_level', 'essentially_off', 'off', 'settings.weaker', 'fewer'],
  ['security_level', 'low', 'essentially_off', 'settings.weaker', 'fewer'],
  ['security_level', 'medium', 'low', 'settings.weaker', 'fewer'],
  ['security_level', 'high', 'medium', 'settings.weaker', 'fewer'],
  ['security_level', 'under_attack', 'high', 'settings.weaker', 'fewer'],
  ['security_level', 'high', 'under_attack', 'settings.excluded', 'challenge first'],
  ['browser_check', 'on', 'off', 'settings.weaker', 'known abuse'],
  ['challenge_ttl', 1800, 86_400, 'settings.weaker', 'a day or longer'],
  ['challenge_ttl', 604_800, 31_536_000, 'settings.weaker', 'a day or longer'],
  ['email_obfuscation', 'on', 'off', 'settings.weaker', 'harvesters'],
  ['hotlink_protection', 'on', 'off', 'settings.weaker', 'at its expense'],
  ['development_mode', 'off', 'on', 'settings.origin', 'three hours'],
  ['cache_level', 'aggressive', 'simplified', 'settings.content', 'query string'],
  ['browser_cache_ttl', 14_400, 31_536_000, 'settings.content', '30 days'],
  ['browser_cache_ttl', 0, 2_592_001, 'settings.content', '30 days'],
  ['ipv6', 'on', 'off', 'settings.excluded', 'IPv6 only'],
  ['websockets', 'on', 'off', 'settings.excluded', 'WebSocket'],
  ['ip_geolocation', 'on', 'off', 'settings.origin', 'country'],
  ['security_header', 'max-age=300', 'off', 'settings.weaker', 'moved to plain HTTP'],
  ['security_header', 'max-age=300', 'max-age=299', 'settings.weaker', 'moved to plain HTTP'],
  ['security_header', 'max-age=300; nosniff', 'max-age=300', 'settings.weaker', 'misread'],
  ['security_header', 'max-age=300; includeSubDomains', 'max-age=300', 'settings.weaker', 'plain HTTP'],
  [
    'security_header',
    'max-age=31536000; includeSubDomains; preload',
    'max-age=31536000; includeSubDomains',
    'settings.weaker',
    'plain HTTP',
  ],
  ['security_header', 'off', 'max-age=300', 'settings.hsts', 'Browsers remember'],
  ['security_header', 'max-age=300', 'max-age=301', 'settings.hsts', 'Browsers remember'],
  ['security_header', 'max-age=300', 'max-age=300; includeSubDomains', 'settings.hsts', 'Browsers remember'],
  [
    'security_header',
    'max-age=31536000; includeSubDomains',
    'max-age=31536000; includeSubDomains; preload',
    'settings.hsts',
    'Browsers remember',
  ],
  ['security_header', 'unreadable', 'max-age=300', 'settings.hsts', 'Browsers remember'],
];

describe('a setting is asked about', () => {
  it.each(asked)('%s from %s to %s', (id, before, after, guard, fragment) => {
    const [only, ...others] = settingReasons(id, before, after);
    expect(others).toEqual([]);
    expect(only).toMatchObject({ guard, kind: 'value', text: expect.stringMatching(/^[A-Z].*\.$/u) });
    expect(only?.text).toContain(fragment);
  });

  it('when what it was is not known', () => {
    expect(idsOf('ssl', undefined, 'full')).toEqual(['settings.weaker']);
    expect(idsOf('challenge_ttl', undefined, 86_400)).toEqual(['settings.weaker']);
    expect(idsOf('security_header', undefined, 'max-age=1')).toEqual(['settings.hsts']);
  });
});

describe('a setting is not asked about', () => {
  it.each<readonly [SettingId, string | number, string | number]>([
    ['ssl', 'off', 'flexible'],
    ['ssl', 'flexible', 'strict'],
    ['ssl', 'full', 'full'],
    ['websockets', 'off', 'off'],
    ['security_level', 'under_attack', 'under_attack'],
    ['ssl', 'full', 'strict'],
    ['always_use_https', 'off', 'on'],
    ['min_tls_version', '1.0', '1.2'],
    ['security_level', 'low', 'medium'],
    ['development_mode', 'on', 'off'],
    ['0rtt', 'on', 'off'],
    ['brotli', 'on', 'off'],
    ['browser_cache_ttl', 0, 3600],
    ['browser_cache_ttl', 14_400, 2_592_000],
    ['browser_cache_ttl', 31_536_000, 15_552_000],
    ['browser_cache_ttl', 31_536_000, 0],
    ['challenge_ttl', 1800, 57_600],
    ['challenge_ttl', 31_536_000, 86_400],
    ['challenge_ttl', 1800, 300],
    ['cache_level', 'aggressive', 'basic'],
    ['cache_level', 'simplified', 'aggressive'],
    ['ipv6', 'off', 'on'],
    ['ssl', 'strict', 'origin_pull'],
    ['tls_1_3', 'off', 'on'],
    ['automatic_https_rewrites', 'off', 'on'],
    ['opportunistic_encryption', 'off', 'on'],
    ['tls_client_auth', 'off', 'on'],
    ['browser_check', 'off', 'on'],
    ['email_obfuscation', 'off', 'on'],
    ['hotlink_protection', 'off', 'on'],
    ['security_level', 'off', 'essentially_off'],
    ['security_header', 'unreadable', 'off; nosniff'],
    ['security_header', 'off', 'off; nosniff'],
    ['security_header', 'max-age=300', 'max-age=300; nosniff'],
  ])('%s from %s to %s', (id, before, after) => {
    expect(settingReasons(id, before, after)).toEqual([]);
  });

  it('in both directions of a change, except for those that bind or that shut somebody out', () => {
    const words = fc.constantFrom(...settingIds).chain((id) => {
      const kind = settingKind(id);
      const value = fc.constantFrom(...(kind.kind === 'words' ? kind.words : ['0', '300']));
      return fc.tuple(fc.constant(id), value, value);
    });
    fc.assert(
      fc.property(words, ([id, one, other]) => {
        fc.pre(id !== 'security_header' && !(readValue(id, one, undefined) instanceof Issue));
        const both = [idsOf(id, one, other), idsOf(id, other, one)].map((found) =>
          found.filter((guard) => guard !== 'settings.excluded'),
        );
        expect(both.filter((found) => found.length > 0).length).toBeLessThan(2);
      }),
    );
  });
});

describe('the table of guards', () => {
  it('is complete, and each row says what, why and an example', () => {
    expect(settingGuards.map(({ id }) => id).toSorted()).toEqual(
      [...new Set(asked.map(([, , , guard]) => guard))].toSorted(),
    );
    for (const { asked: what, why, example } of settingGuards) {
      expect(what).toMatch(/^[A-Z].*\.$/u);
      expect(why).toMatch(/^[A-Z].*\.$/u);
      expect(example).toMatch(/^update_zone_setting [a-z_]+ /u);
    }
  });

  it.each(settingIds.filter((id) => !asked.some(([known]) => known === id)))(
    'has nothing against %s, whatever it becomes',
    (id) => {
      const kind = settingKind(id);
      const values = kind.kind === 'words' ? kind.words : [];
      expect(values.length).toBeGreaterThan(1);
      for (const before of values)
        for (const after of values) expect(settingReasons(id, before, after)).toEqual([]);
    },
  );
});
