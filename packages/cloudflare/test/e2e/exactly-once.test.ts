import { describeExactlyOnce } from '@crunchtools/mcp-core/testing';
import { ModelWorld } from '../support/model-once.ts';
import { server } from '../support/server.ts';

describeExactlyOnce({
  server,
  seed: 20_261_122,
  services: [
    { name: 'the simulated Cloudflare', operations: 200, speed: 60, open: (given) => ModelWorld.open(given) },
  ],
});
