import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { verifyToken } from './verify-token.ts';

export const token: Feature<Services> = { toolset: 'zones', tools: [verifyToken] };
