import type { ArmedFault, EdgeFault, OwnFault } from './faulty-edge.ts';
import type { Random } from './random.ts';

const gatewayStatuses = [500, 502, 503, 504, 520, 522, 524] as const;

/** What only this service answers, drawn anew each time; a fault of a read has nothing that may have been carried out. */
export type OwnFaults = (random: Random, on: 'read' | 'write') => readonly OwnFault[];

/** What goes wrong in one operation. */
export interface Trouble {
  readonly faults: readonly ArmedFault[];
  /** Right before which request somebody else writes. */
  readonly rival: Pick<ArmedFault, 'on' | 'number'> | undefined;
  /** Whether a write may be left without an answer, so that nobody can tell who did what somebody else did, too. */
  readonly loses: boolean;
}

export const noTrouble: Trouble = { faults: [], rival: undefined, loses: false };

/** Half of the operations have something go wrong, some of them several things. */
export function randomTrouble(random: Random, own: OwnFaults): Trouble {
  if (random.chance(0.5)) return noTrouble;
  const read = random.chance(0.4) ? faultOfRead(random, own(random, 'read')) : undefined;
  const write = random.chance(0.6) ? faultOfWrite(random, own(random, 'write')) : undefined;
  const faults: ArmedFault[] = [];
  if (read !== undefined) faults.push({ on: 'read', number: random.below(4), fault: read });
  if (write !== undefined)
    faults.push({ on: 'write', number: random.chance(0.8) ? 0 : random.below(3), fault: write });
  const rival = random.chance(0.4)
    ? { on: random.chance(0.5) ? ('read' as const) : ('write' as const), number: random.below(3) }
    : undefined;
  return { faults, rival, loses: write !== undefined && mayLose(write) };
}

function mayLose(fault: EdgeFault): boolean {
  return fault.kind === 'own' ? fault.carriedOut === true : fault.kind !== 'slow';
}

/** Those of the service are a third. */
function mixed(random: Random, own: readonly OwnFault[], general: readonly EdgeFault[]): EdgeFault {
  return own.length > 0 && random.chance(0.33) ? random.pick(own) : random.pick(general);
}

function faultOfRead(random: Random, own: readonly OwnFault[]): EdgeFault {
  if (random.chance(0.02)) return { kind: 'silence', carriedOut: false };
  return mixed(random, own, [
    { kind: 'gateway', status: random.pick(gatewayStatuses), carriedOut: false },
    { kind: 'lost', carriedOut: false },
    { kind: 'cut' },
    { kind: 'halved' },
    { kind: 'page' },
    { kind: 'slow', ms: random.below(2_000) },
  ]);
}

function faultOfWrite(random: Random, own: readonly OwnFault[]): EdgeFault {
  const carriedOut = random.chance(0.5);
  if (random.chance(0.03)) return { kind: 'silence', carriedOut };
  return mixed(random, own, [
    { kind: 'gateway', status: random.pick(gatewayStatuses), carriedOut },
    { kind: 'gateway', status: random.pick(gatewayStatuses), carriedOut: true },
    { kind: 'lost', carriedOut },
    { kind: 'lost', carriedOut: true },
    { kind: 'cut' },
    { kind: 'halved' },
    { kind: 'page' },
    { kind: 'late', afterMs: random.below(3_000) },
    { kind: 'slow', ms: random.below(2_000) },
  ]);
}
