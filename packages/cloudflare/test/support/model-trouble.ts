import type { Random } from '@crunchtools/mcp-core/testing';
import type { Armed, Trouble } from './model-edge.ts';

const gatewayStatuses = [500, 502, 503, 504, 520, 522, 524] as const;

/** What goes wrong in one operation. */
export interface Plan {
  readonly troubles: readonly Armed[];
  /** Right before which request somebody else writes. */
  readonly rival: Pick<Armed, 'on' | 'number'> | undefined;
  /** Whether a write may be left without an answer. */
  readonly loses: boolean;
}

/** Two operations of five have something go wrong, some of them several things. */
export function planTrouble(random: Random): Plan {
  if (!random.chance(0.4)) return { troubles: [], rival: undefined, loses: false };
  const troubles: Armed[] = [];
  if (random.chance(0.4)) troubles.push({ on: 'read', number: random.below(4), trouble: ofRead(random) });
  const write = random.chance(0.6) ? ofWrite(random) : undefined;
  if (write !== undefined) {
    troubles.push({ on: 'write', number: random.chance(0.8) ? 0 : random.below(3), trouble: write });
  }
  const rival = random.chance(0.3)
    ? { on: random.chance(0.5) ? ('read' as const) : ('write' as const), number: random.below(3) }
    : undefined;
  return {
    troubles,
    rival,
    loses: write !== undefined && write.kind !== 'too_many' && write.kind !== 'slow',
  };
}

function ofRead(random: Random): Trouble {
  const roll = random.next();
  if (roll < 0.25) return { kind: 'too_many', seconds: 1 + random.below(3) };
  if (roll < 0.5) return { kind: 'gateway', status: random.pick(gatewayStatuses), commits: false };
  if (roll < 0.7) return { kind: 'cut', commits: false };
  if (roll < 0.8) return { kind: 'cut_body' };
  if (roll < 0.9) return { kind: 'garbled' };
  if (roll < 0.98) return { kind: 'slow', ms: random.below(2_000) };
  return { kind: 'silence', commits: false };
}

function ofWrite(random: Random): Trouble {
  const commits = random.chance(0.5);
  const roll = random.next();
  if (roll < 0.2) return { kind: 'too_many', seconds: random.chance(0.05) ? 60 : 1 + random.below(3) };
  if (roll < 0.4) return { kind: 'gateway', status: random.pick(gatewayStatuses), commits };
  if (roll < 0.6) return { kind: 'cut', commits };
  if (roll < 0.7) return { kind: 'cut_body' };
  if (roll < 0.8) return { kind: 'garbled' };
  if (roll < 0.9) return { kind: 'late', afterMs: random.below(3_000) };
  if (roll < 0.97) return { kind: 'slow', ms: random.below(2_000) };
  return { kind: 'silence', commits };
}
