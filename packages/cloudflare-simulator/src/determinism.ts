import type { Determinism } from './contract.ts';

/** Where the default clock starts: 2026-01-05T09:00:00Z, a Monday. */
export const SIMULATION_START = Date.UTC(2026, 0, 5, 9);

/** A source of time and ids that can be moved forward and put back to its beginning. */
export interface SimulationClock extends Determinism {
  /** Milliseconds, not negative. */
  advance(milliseconds: number): void;
  reset(): void;
}

/** Odd, and each with a spread of its own: as many parts of 32 bits as an id has. */
const MULTIPLIERS = [0x01000193, 0x85ebca6b, 0xc2b2ae35, 0x9e3779b1] as const;

/**
 * 32 lower-case hexadecimal digits that depend on nothing but the arguments: ids that survive a reset. They only have to
 * differ where the arguments do. The first call to a sandbox makes some, and Node takes milliseconds to load what makes digests.
 */
export function stableId(...parts: readonly string[]): string {
  const text = JSON.stringify(parts);
  return MULTIPLIERS.map((multiplier) => mixed(text, multiplier).toString(16).padStart(8, '0')).join('');
}

/** 32 bits of a text: FNV-1a over its UTF-16 units, and the end of MurmurHash3, so that each unit counts in every bit. */
function mixed(text: string, multiplier: number): number {
  let bits = 0x811c9dc5 ^ multiplier;
  for (let index = 0; index < text.length; index += 1)
    bits = Math.imul(bits ^ text.charCodeAt(index), multiplier);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/**
 * Time and ids that are the same in every run: the clock starts at `SIMULATION_START` and moves one millisecond
 * each time it is read. Wall time does not move it, so a rate limit that was hit stays hit until `advance`.
 */
export function createDeterminism(seed = 'cloudflare-simulator'): Determinism {
  let readings = 0;
  return { now: () => SIMULATION_START + readings++, id: numbered(seed, 0).id };
}

/** Ids from a number on; the count goes on from one call to the next. */
function numbered(
  seed: string,
  first: number,
): { readonly id: () => string; readonly skip: (count: number) => number } {
  let next = first;
  return {
    id: () => stableId(seed, String(next++)),
    skip(count) {
      const from = next;
      next += count;
      return from;
    },
  };
}

/** Wall time with repeatable ids: for a simulator that a person or another program talks to. */
export function createRealTime(seed = 'cloudflare-simulator'): Determinism {
  const { id, skip } = numbered(seed, 0);
  return {
    now: () => Date.now(),
    id,
    reserve(count) {
      const reservedAt = Date.now();
      return { now: () => reservedAt, id: numbered(seed, skip(count)).id };
    },
  };
}

/** @param make called again on every reset, so that what it counts starts anew. */
export function createSimulationClock(make: () => Determinism): SimulationClock {
  let source = make();
  let offset = 0;
  const reserved = (count: number): Determinism => {
    const own = source.reserve?.(count) ?? source;
    const reservedAt = own.now() + offset;
    return { ...own, now: () => reservedAt };
  };
  return {
    now: () => source.now() + offset,
    id: () => source.id(),
    // Asked for once, when the account is made.
    ...(source.reserve === undefined ? {} : { reserve: (count: number) => reserved(count) }),
    advance: (milliseconds) => {
      offset += milliseconds;
    },
    reset: () => {
      source = make();
      offset = 0;
    },
  };
}
