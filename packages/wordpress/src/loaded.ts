import { prepareRequests, serverOf, type Transport } from '@crunchtools/mcp-core';
import { backendOf, connect, openServices } from './connect.ts';
import { account } from './doctor.ts';
import { defineServer, features, policyOf } from './main.ts';
import { program } from './program.ts';
import type { Services } from './services.ts';

/** What the command line loads when there is more to do than it can do by itself: a file of its own. */
export const server = serverOf<Services, Transport>({
  program,
  features,
  offeredTools: (config) => features.tools().offered(policyOf(config)),
  backend: backendOf,
  everywhere: (transport) => transport,
  connect(config, access, transport) {
    const site = connect(config, access, transport);
    const policy = policyOf(config);
    return {
      define: (log, ending) => defineServer(config, policy, site, log, ending),
      open: (signal) => openServices(site, policy, signal).services,
      close: () => site.client.close(),
      prepare: () => prepareRequests(site.client, transport),
    };
  },
  // Read by `doctor` alone.
  get account() {
    return account;
  },
});
