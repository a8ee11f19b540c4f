/** A write whose answer is lost may still arrive: Cloudflare gives up on a request after some 100 seconds (its error 524). */
const doubtMs = 120_000;

interface Written {
  /** Rises with every write. */
  count: number;
  underWay: number;
  /** Until then a write without an answer may take effect, in milliseconds since the epoch. */
  doubtUntil: number;
}

/** How a write ended: `unknown` when it may still take effect. */
export type WriteEnd = 'known' | 'unknown';

/**
 * When this process wrote to which zone, over all its calls: what was read before a write, or while one was under way, is
 * not to be used after it. Every request that is not a read counts, also one that Cloudflare refuses.
 */
export class ZoneWrites {
  readonly #zones = new Map<string, Written>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * A number that stays the same as long as nothing of ours changes in a zone; `undefined` while something may be changing.
   */
  stamp(zoneId: string): number | undefined {
    const zone = this.#zones.get(zoneId);
    if (zone === undefined) return 0;
    return zone.underWay > 0 || this.#now() < zone.doubtUntil ? undefined : zone.count;
  }

  /** @returns what is to be called when the write has ended, once. */
  begin(zoneId: string): (end: WriteEnd) => void {
    const zone = this.#zones.get(zoneId) ?? { count: 0, underWay: 0, doubtUntil: 0 };
    this.#zones.set(zoneId, zone);
    zone.count += 1;
    zone.underWay += 1;
    return (end) => {
      zone.underWay -= 1;
      if (end === 'unknown') zone.doubtUntil = this.#now() + doubtMs;
    };
  }
}

/** Stands for which zones there are, in place of the id of one. */
export const listOfZones = 'zones';

/**
 * What a write changes: what is in a zone or, by the id of that, in an account, or, where it is about a zone as a whole, which zones there are.
 * @throws {Error} for another path: a defect.
 */
export function zoneOfPath(path: string): string {
  const [, accountId] = /^\/accounts\/([^/]+)\/.+$/u.exec(path) ?? [];
  if (accountId !== undefined) return accountId;
  const [found, zoneId, inside] = /^\/zones(?:\/([^/]+)(\/.+)?)?$/u.exec(path) ?? [];
  if (found === undefined) throw new Error('a write is about no zone');
  return zoneId === undefined || inside === undefined ? listOfZones : zoneId;
}
