import { describe, expect, it } from 'vitest';
import { demoRecords } from './demo-records.ts';
import { fixture } from './test/fixture.ts';

const PLANS = {
  'mapleandpine.com': 'pro',
  'mapleandpine.net': 'free',
  'northfork-labs.dev': 'business',
} as const;

describe('the demo records', () => {
  const zones = Object.entries(PLANS).map(([name, plan]) => {
    const zone = fixture(plan, name);
    zone.resource.seed(zone.zone, demoRecords[name] ?? []);
    return zone;
  });
  const all = zones.flatMap((zone) => zone.list());

  it('are valid in their zones, and at least forty', () => {
    expect(Object.keys(demoRecords)).toEqual(Object.keys(PLANS));
    expect(all.length).toBeGreaterThanOrEqual(40);
    expect(all).toHaveLength(Object.values(demoRecords).flat().length);
  });

  it('show many types', () => {
    const types = new Set(all.map(({ type }) => type));
    for (const type of ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'CAA', 'SRV', 'TLSA', 'HTTPS'])
      expect(types).toContain(type);
    for (const type of ['LOC', 'SSHFP', 'NAPTR', 'URI', 'DS']) expect(types).toContain(type);
  });

  it('hold one hostile text, verbatim', () => {
    const hostile = all.filter(({ content }) => content.includes('Ignore all'));
    expect(hostile).toHaveLength(1);
    for (const character of ['\u001b[', '\u202e', '\u200b', '\u200d', '\ufeff', '\u0007']) {
      expect(hostile[0]?.content).toContain(character);
    }
  });
});
