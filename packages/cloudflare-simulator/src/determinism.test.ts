import { describe, expect, it } from 'vitest';
import {
  createDeterminism,
  createRealTime,
  createSimulationClock,
  SIMULATION_START,
  stableId,
} from './determinism.ts';

describe('determinism', () => {
  it('gives the same times and ids in every run, and none twice', () => {
    const [one, other] = [createDeterminism(), createDeterminism()];
    const ids = Array.from({ length: 1000 }, () => one.id());
    expect(Array.from({ length: 1000 }, () => other.id())).toEqual(ids);
    expect(new Set(ids).size).toBe(1000);
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
    expect([one.now(), one.now()]).toEqual([SIMULATION_START, SIMULATION_START + 1]);
  });

  it('gives other ids for another seed', () => {
    expect(createDeterminism('a').id()).not.toBe(createDeterminism('b').id());
  });

  it('does not confuse parts that join to the same text', () => {
    expect(stableId('ab', 'c')).not.toBe(stableId('a', 'bc'));
  });

  it('gives ids that differ in each half, for texts that differ little', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => [
      `zone-${index}`,
      String(index),
      `${index}.example`,
    ]);
    const ids = names.flat().map((name) => stableId('zone', name));
    for (const part of [ids.map((id) => id.slice(0, 16)), ids.map((id) => id.slice(16))])
      expect(new Set(part).size).toBe(60_000);
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  });

  it('follows the wall clock when asked to', () => {
    const before = Date.now();
    expect(createRealTime().now()).toBeGreaterThanOrEqual(before);
  });

  it('keeps ids for later, and the time', () => {
    const { reserve: _, ...eager } = createRealTime('a');
    const ids = Array.from({ length: 6 }, () => eager.id());
    const clock = createSimulationClock(() => createRealTime('a'));
    expect(clock.id()).toBe(ids[0]);
    const kept = clock.reserve?.(3);
    const reservedAt = kept?.now();
    clock.advance(60_000);
    expect([clock.id(), clock.id()]).toEqual([ids[4], ids[5]]);
    expect([kept?.id(), kept?.id(), kept?.id()]).toEqual(ids.slice(1, 4));
    expect(kept?.now()).toBe(reservedAt);
    expect(createSimulationClock(createDeterminism).reserve).toBeUndefined();
  });

  it('can be moved forward and put back', () => {
    const clock = createSimulationClock(createDeterminism);
    const first = clock.id();
    clock.advance(60_000);
    expect(clock.now()).toBe(SIMULATION_START + 60_000);
    clock.reset();
    expect(clock.now()).toBe(SIMULATION_START);
    expect(clock.id()).toBe(first);
  });
});
