import { describeExactlyOnce } from '@crunchtools/mcp-core/testing';
import { real, simulated } from '../support/backend.ts';
import { server } from '../support/server.ts';
import { WikiWorld } from '../support/wiki-once.ts';

describeExactlyOnce({
  server,
  seed: 22,
  noted: ['merged'],
  services: [
    {
      name: simulated.name,
      operations: 200,
      speed: 60,
      open: async (given) => WikiWorld.open(await simulated.start(), given),
    },
    {
      name: real.name,
      problem: real.problem,
      isReal: true,
      operations: 20,
      speed: 10,
      open: async (given) => WikiWorld.open(await real.start(), given),
    },
  ],
});
