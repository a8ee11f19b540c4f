import { describeSystemCalls } from '@crunchtools/mcp-core/testing';
import { network } from '../support/network.ts';
import { server } from '../support/server.ts';

describeSystemCalls(server, { network });
