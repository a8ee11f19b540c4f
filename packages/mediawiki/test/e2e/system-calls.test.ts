import { describeSystemCalls } from '@crunchtools/mcp-core/testing';
import { network } from '../support/network.ts';
import { server } from '../support/server.ts';
import { realWiki } from '../support/wikis.ts';

describeSystemCalls(server, { network });
describeSystemCalls(server, realWiki);
