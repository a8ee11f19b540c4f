import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { traceRequest } from './trace-request.ts';

export const trace: Feature<Services> = { toolset: 'rules', tools: [traceRequest] };
