import { describeSystemCalls } from '@crunchtools/mcp-core/testing';
import { dressedSite } from '../support/dressed-site.ts';
import { network } from '../support/network.ts';
import { server } from '../support/server.ts';

describeSystemCalls(server, { network });
describeSystemCalls(server, dressedSite);
