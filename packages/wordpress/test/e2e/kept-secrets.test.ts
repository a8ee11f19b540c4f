import { describeKeptSecrets } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';

describeKeptSecrets(server);
