import { processesOf } from '@crunchtools/mcp-core/testing';

export const { connectClient } = processesOf(new URL('../../', import.meta.url));
