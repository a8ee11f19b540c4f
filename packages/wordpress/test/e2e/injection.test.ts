import { describeInjection } from '@crunchtools/mcp-core/testing';
import { injection } from '../support/injection.ts';
import { server } from '../support/server.ts';

describeInjection({ ...injection, server });
