import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { listSiteParts } from './list-site-parts.ts';

export const structure: Feature<Services> = { toolset: 'site', tools: [() => listSiteParts] };
