import type { PageLimits } from '../../query.ts';

/**
 * "List Zones": 20 a page unless asked otherwise. The reference says 5 to 50; pages of 1 and of 100 are answered all the
 * same (recordings/zones.json). The real upper limit is not known.
 */
export const ZONE_PAGES: PageLimits = { smallest: 1, largest: 1_000, usual: 20 };
