import { type ClientWhenUsed, prepareRequests, serverOf, type Transport } from '@crunchtools/mcp-core';
import { backendOf, connect } from './connect.ts';
import { account } from './doctor.ts';
import { tokenVariable } from './identity.ts';
import { defineServer, features, openServices, policyOf } from './main.ts';
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
    const client: ClientWhenUsed = connect(config, access.secret(tokenVariable), transport);
    return {
      define: (log, ending) => defineServer(config, policyOf(config), client, log, ending),
      open: (signal) => openServices(client, signal).services,
      close: () => client.close(),
      prepare: () => prepareRequests(client, transport),
    };
  },
  // Read by `doctor` alone.
  get account() {
    return account;
  },
});
