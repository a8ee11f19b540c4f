import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/features/audit/catalogue.ts';
import {
  type CorpusZone,
  corpusZones,
  findingsIn,
  isAboveInfo,
  isExpected,
  kindIn,
} from '../audit/corpus.ts';

const faulty = corpusZones('faulty');
const sound = corpusZones('sound');

/** Expected findings that are missing, and findings above info that nobody expects. */
async function judge(zone: CorpusZone): Promise<{ missed: readonly string[]; alarms: readonly string[] }> {
  const found = await findingsIn(zone);
  const wanted = [...zone.expected, ...zone.infos];
  return {
    missed: wanted.filter((expected) => !found.some((finding) => isExpected(finding, expected))),
    alarms: found
      .filter((finding) => isAboveInfo(finding) && !wanted.some((expected) => isExpected(finding, expected)))
      .map(({ id, name, evidence }) => `${id}:${name} (${evidence.slice(0, 160)})`),
  };
}

describe('the corpus', () => {
  it('has 120 zones with faults and 120 without, each under a name of its own', () => {
    expect(faulty.length).toBeGreaterThanOrEqual(120);
    expect(sound.length).toBeGreaterThanOrEqual(120);
    const names = [...faulty, ...sound].map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('knows what each zone has to be told, and expects nothing of the sound ones', () => {
    for (const { expected, infos } of faulty) {
      expect(expected.length + infos.length).toBeGreaterThan(0);
      for (const id of expected) expect(catalogue[kindIn(id)].severity, id).not.toBe('info');
      for (const id of infos) expect(catalogue[kindIn(id)].severity, id).toBe('info');
    }
    expect(sound.filter(({ expected }) => expected.length > 0)).toEqual([]);
  });

  it('has every kind of finding at least once', () => {
    const there = new Set(faulty.flatMap(({ expected, infos }) => [...expected, ...infos].map(kindIn)));
    expect(Object.keys(catalogue).filter((id) => !there.has(kindIn(id)))).toEqual([]);
  });
});

describe('an audit', () => {
  it('finds what is known to be wrong', async () => {
    const missed: string[] = [];
    let wanted = 0;
    for (const zone of faulty) {
      const { missed: here } = await judge(zone);
      wanted += zone.expected.length + zone.infos.length;
      missed.push(...here.map((id) => `${zone.title}: ${id}`));
    }
    const recall = 1 - missed.length / wanted;
    expect(missed, `recall ${(recall * 100).toFixed(1)} %`).toEqual([]);
  });

  it('says nothing else of zones with faults', async () => {
    const alarms: string[] = [];
    for (const zone of faulty)
      alarms.push(...(await judge(zone)).alarms.map((alarm) => `${zone.title}: ${alarm}`));
    expect(alarms).toEqual([]);
  });

  it('says nothing above info of sound zones', async () => {
    const alarms: string[] = [];
    for (const zone of sound)
      alarms.push(...(await judge(zone)).alarms.map((alarm) => `${zone.title}: ${alarm}`));
    expect(alarms).toEqual([]);
  });
});
