import { describePlantedText } from '@crunchtools/mcp-core/testing';
import { deeper } from '../support/deeper-calls.ts';
import { server } from '../support/server.ts';

describePlantedText({ server, deeper, fill: { title: 'Watering' }, quiet: / title$/u, places: 900 });
