export interface TokenBucketLimits {
  readonly capacity: number;
  readonly perSecond: number;
}

export interface TokenBucket {
  /** @returns 0 when the tokens were taken, else the whole seconds to wait; nothing is taken then. */
  take(amount: number): number;
}

/** A bucket that starts full and fills continuously. @param now milliseconds. */
export function createTokenBucket(
  { capacity, perSecond }: TokenBucketLimits,
  now: () => number,
): TokenBucket {
  let level = capacity;
  let updated = now();
  return {
    take(amount) {
      const time = now();
      level = Math.min(capacity, level + ((time - updated) / 1000) * perSecond);
      updated = time;
      if (amount > level) return Math.ceil((amount - level) / perSecond);
      level -= amount;
      return 0;
    },
  };
}
