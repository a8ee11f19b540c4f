import { describeContract } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';

describeContract(server, 10_000, new URL('../../../../docs/tools.md', import.meta.url));
