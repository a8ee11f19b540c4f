import { describe, expect, it } from 'vitest';
import { call, itemsOf } from '../../../test/support.ts';
import { createSimulator } from '../../index.ts';
import { demoRules } from './demo-rules.ts';
import type { Ruleset, SeedRules } from './model.ts';

async function rulesetsOf(simulator: ReturnType<typeof createSimulator>, zone: string, seeds: SeedRules) {
  const paths = Object.keys(seeds).map((phase) => `/zones/${zone}/rulesets/phases/${phase}/entrypoint`);
  const answers = await Promise.all(paths.map((path) => call(simulator, 'GET', path)));
  return answers.map(({ json }) => json.result as Ruleset);
}

describe('the demo rules', () => {
  it('are in their zones, in every phase, and could be sent again', async () => {
    const simulator = createSimulator();
    const zones = itemsOf(await call(simulator, 'GET', '/zones'));
    const phases = new Set<string>();
    for (const [name, seeds] of Object.entries(demoRules)) {
      const id = zones.find((zone) => zone.name === name)?.id ?? '';
      for (const ruleset of await rulesetsOf(simulator, id, seeds)) {
        phases.add(ruleset.phase);
        const wanted = seeds[ruleset.phase] ?? [];
        expect(ruleset.rules).toMatchObject(wanted.map((rule) => ({ enabled: true, ...rule })));
        const again = await call(simulator, 'PUT', `/zones/${id}/rulesets/${ruleset.id}`, {
          body: { rules: ruleset.rules },
        });
        expect([again.status, (again.json.result as Ruleset).rules]).toEqual([200, ruleset.rules]);
      }
    }
    expect(phases.size).toBe(10);
  });

  it('hold one hostile text, verbatim', () => {
    const descriptions = Object.values(demoRules)
      .flatMap((seeds) => Object.values(seeds).flat())
      .map(({ description = '' }) => description)
      .filter((description) => description.includes('Ignore all'));
    expect(descriptions).toHaveLength(1);
    for (const character of ['\u001b[', '\u202e', '\u200b', '\u0007'])
      expect(descriptions[0]).toContain(character);
  });

  it('are the same in every simulator, and after a reset', async () => {
    const [one, other] = [createSimulator(), createSimulator()];
    const zone = itemsOf(await call(one, 'GET', '/zones'))[0]?.id ?? '';
    const list = `/zones/${zone}/rulesets`;
    const before = (await call(one, 'GET', list)).json.result as readonly {
      readonly id: string;
      readonly kind: string;
    }[];
    expect((await call(other, 'GET', list)).json.result).toEqual(before);
    const own = before.find(({ kind }) => kind === 'zone');
    expect((await call(one, 'DELETE', `${list}/${own?.id}`)).status).toBe(204);
    one.reset();
    expect((await call(one, 'GET', list)).json.result).toEqual(before);
  });
});
