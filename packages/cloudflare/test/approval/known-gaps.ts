/**
 * Harmless changes that are asked about all the same: what the server can know does not tell them from harmful ones. The
 * test fails for one that is not listed, for a listed one that is asked about no longer, and beyond its share of all.
 */
export const askedAllTheSame: readonly string[] = [
  'stricter-mail/parked-dmarc',
  'redirect/old-host',
  'other-rule/port-of-new-host',
  'other-rule/host-header-of-new-host',
];
