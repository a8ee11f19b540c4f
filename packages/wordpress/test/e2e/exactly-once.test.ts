import { describeExactlyOnce } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';
import { realSite, simulatedSite } from '../support/site-backend.ts';
import { SiteWorld } from '../support/site-once.ts';

describeExactlyOnce({
  server,
  seed: 23,
  services: [
    {
      name: simulatedSite.name,
      operations: 150,
      speed: 60,
      open: async (given) => SiteWorld.open(await simulatedSite.start(), given),
    },
    {
      name: realSite.name,
      problem: realSite.problem,
      isReal: true,
      operations: 15,
      speed: 10,
      open: async (given) => SiteWorld.open(await realSite.start(), given),
    },
  ],
});
