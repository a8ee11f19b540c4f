import type { JsonObject, Keeping } from '@crunchtools/mcp-core';
import { insteadOf } from '../domain/dns/index.ts';
import { countKept, refuseBeside } from '../domain/dns/sync/index.ts';

/** Records that a service of Cloudflare locked; `kept_by` in their state names it. */
export const keeping: Keeping = {
  isKept: ({ kept_by }) => kept_by !== undefined,
  excludes: (kept, wanted, { name }) =>
    kept['name'] === wanted['name'] && refuseBeside(neighbour(kept), neighbour(wanted), name) !== undefined,
  notes(kept, excluded) {
    const records = kept.map((state) => ({ type: text(state, 'type'), keeper: text(state, 'kept_by') }));
    const advice = new Set(records.map(({ keeper }) => insteadOf(keeper)));
    const beside =
      excluded.length === 1 ? 'One record that cannot' : `${excluded.length} records that cannot`;
    return [
      `Records that services of Cloudflare lock by now are left as they are: ${countKept(records)}. ${[...advice].join(' ')} Then undo the change again.`,
      ...(excluded.length === 0 ? [] : [`${beside} stand beside these are not brought back.`]),
    ];
  },
};

function neighbour(state: JsonObject): { readonly type: string; readonly name: string } {
  return { type: text(state, 'type'), name: text(state, 'name') };
}

function text(state: JsonObject, member: string): string {
  const value = state[member];
  return typeof value === 'string' ? value : '';
}
