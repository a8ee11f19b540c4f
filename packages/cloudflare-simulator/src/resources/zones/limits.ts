import type { PageLimits } from '../../query.ts';

/** "List Zones": 5 to 50 a page, 20 unless asked otherwise. */
export const ZONE_PAGES: PageLimits = { smallest: 5, largest: 50, usual: 20 };
