import { serverOf, type Transport } from '@crunchtools/mcp-core';
import { backendOf, disconnect, openServices, type Transports } from './connect.ts';
import { account } from './doctor/account.ts';
import { compare, compareReport } from './doctor/compare.ts';
import { tokenVariable } from './identity.ts';
import { connectCloudflare, defineServer, features, offeredTools } from './main.ts';
import { program } from './program.ts';
import type { Services } from './services.ts';

/** What the command line loads when there is more to do than it can do by itself: a file of its own. */
export const server = serverOf<Services, Transports>({
  program,
  features,
  offeredTools,
  backend: backendOf,
  everywhere: (transport: Transport) => ({ api: transport, resolver: transport }),
  connect(config, access, transports) {
    const cloudflare = connectCloudflare(config, access.secret(tokenVariable), transports);
    return {
      define: (log, ending) => defineServer(config, cloudflare, log, ending),
      open: (signal) => openServices(cloudflare, signal),
      close: () => disconnect(cloudflare),
      prepare: () => cloudflare.prepare(),
    };
  },
  // Read by `doctor` alone.
  get account() {
    return account;
  },
  compare: async (services, format) => compareReport(await compare(services), format),
});
