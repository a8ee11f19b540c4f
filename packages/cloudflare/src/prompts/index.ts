import { Prompts } from '@crunchtools/mcp-core';
import { investigateTraffic } from '../features/analytics/prompts.ts';
import { migratePageRules } from '../features/migration/prompts.ts';
import { auditZone, launchSite } from '../features/zones/prompts.ts';
import type { Services } from '../services.ts';

/** Every prompt, in the order in which clients see them. */
export function prompts(): Prompts<Services> {
  return new Prompts<Services>([launchSite, auditZone, investigateTraffic, migratePageRules]);
}
