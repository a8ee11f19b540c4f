import { describePlantedText } from '@crunchtools/mcp-core/testing';
import { deeper } from '../support/deeper-calls.ts';
import { server } from '../support/server.ts';

describePlantedText({
  server,
  deeper,
  fill: { zone: 'mapleandpine.com', name: 'www.mapleandpine.com', phase: 'redirect' },
  silent: ['check_expression'],
  // Names of phases are the server's own. Those of zones are remembered for a minute: what is offered for one of them is asked for,
  // and shared.
  quiet: /phase$| zone$/u,
  places: 2500,
});
