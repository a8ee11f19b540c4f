/** MediaWiki's Action API in memory, for the sandbox and for tests. */
export { readerRights } from './accounts.ts';
export type { Troubles } from './context.ts';
export type { SimulatedRequest, SimulatedResponse } from './request.ts';
export {
  addSimulatedAccounts,
  demoEdits,
  demoFile,
  demoWiki,
  SIMULATOR_TOKEN,
  simulatedAccounts,
} from './seed.ts';
export { addAccount, createWiki, type Wiki, type WikiOptions } from './wiki.ts';
