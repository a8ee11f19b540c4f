import { describeContract } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';

describeContract(server, 7_000);
