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
    'page-rule/everything-with-query',
    'page-rule/everything-in-stars',
    'page-rule/login-away',
    'page-rule/home-page-away',
    'page-rule/account-cached',
    'page-rule/bypassed',
    'page-rule/bypass-moved',
    'page-rule/bypass-moved-to-host',
    'page-rule/bypass-narrowed',
    'page-rule/shadowed',
    'page-rule/shadowed-exactly',
    'page-rule/shadowed-by-priority',
    'page-rule/own-priority-lowered',
    'page-rule/shadowed-by-enabling',
    'page-rule/shadowed-by-widening',
    'page-rule/https-narrowed',
    'page-rule/https-shadowed',
  ],
  hidden: [],
  asked: [
    'stricter-mail/parked-dmarc',
    'page-rule/to-apex',
    'page-rule/stricter',
    'redirect/old-host',
    'other-rule/port-of-new-host',
    'other-rule/host-header-of-new-host',
  ],
};
