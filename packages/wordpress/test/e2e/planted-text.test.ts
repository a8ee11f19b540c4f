import { describePlantedText } from '@crunchtools/mcp-core/testing';
import { deeper } from '../support/deeper-calls.ts';
import { server } from '../support/server.ts';

describePlantedText({ server, deeper, fill: { id: '5', post: '5' }, places: 2500 });
