import { describeEnding } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';

describeEnding(server);
