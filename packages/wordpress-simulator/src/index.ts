/** WordPress's REST API in memory, for the sandbox and for tests. */
export type { SimulatedRequest, SimulatedResponse } from './request.ts';
export { demoContent, demoSite, newSite, simulatedAccounts } from './seed.ts';
export { createSite, type Site, type SiteOptions } from './site.ts';
