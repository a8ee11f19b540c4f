import { processesOf } from '@crunchtools/mcp-core/testing';

export const { bundle, launcher, connectClient, connectTo } = processesOf(new URL('../../', import.meta.url));
