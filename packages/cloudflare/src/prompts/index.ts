import { Prompts } from '@crunchtools/mcp-core';
import type { Services } from '../services.ts';
import { auditZone } from './audit-zone.ts';
import { investigateTraffic } from './investigate-traffic.ts';
import { launchSite } from './launch-site.ts';
import { migratePageRules } from './migrate-page-rules.ts';

/** Every prompt, in the order in which clients see them. */
export function prompts(): Prompts<Services> {
  return new Prompts<Services>([launchSite, auditZone, investigateTraffic, migratePageRules]);
}
