import type { Random } from '@crunchtools/mcp-core/testing';
import type { Operation } from './model-operation.ts';
import { newZoneSuffix, type State } from './model-world.ts';

/** As many names as there are: some are there already, which is nothing to do. */
const names = 40;

/** A zone goes again by undo only. */
export function createZone(random: Random, { zones }: State): Operation {
  const zone = `n${random.below(names)}${newZoneSuffix}`;
  const isThere = zones.some(({ state }) => state['name'] === zone);
  return {
    tool: 'create_zone',
    args: { zone },
    wrongIn: (before, after) =>
      after.zones.length === before.zones.length + (isThere ? 0 : 1) &&
      after.zones.some(({ state }) => state['name'] === zone)
        ? undefined
        : 'not exactly this zone more',
  };
}

/** What Cloudflare sees at the registrar is no state of ours: that it is asked once is held against the answer. */
export function activateZone(random: Random, state: State): Operation {
  const [zone] = random.shuffled(state.zones);
  return zone === undefined
    ? createZone(random, state)
    : { tool: 'activate_zone', args: { zone: zone.state['name'] } };
}
