/** Harmful changes that the server refuses outright, and asks nobody about: they count as not applied. */
export const refusedForSafety: readonly string[] = [];

/**
 * Where the corpora find the guards wanting. The test fails for a gap that is not listed, and for a listed one that is
 * closed.
 */
export const knownGaps: {
  /** Harmful changes that are applied unasked. */
  readonly applied: readonly string[];
  /** Harmful changes whose question does not show what hurts. */
  readonly hidden: readonly string[];
  /** Harmless changes that are asked about. */
  readonly asked: readonly string[];
} = {
  applied: [
    'below-wildcard/taken-over',
    'below-wildcard/taken-over-alias',
    'below-wildcard/emptied',
    'below-wildcard/emptied-from-below',
  ],
  hidden: [],
  asked: [
    'stricter-mail/parked-dmarc',
    'redirect/old-host',
    'other-rule/port-of-new-host',
    'other-rule/host-header-of-new-host',
  ],
};
