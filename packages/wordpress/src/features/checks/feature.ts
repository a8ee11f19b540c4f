import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { checkContent } from './check-content.ts';

export const checks: Feature<Services> = { toolset: 'site', tools: [() => checkContent] };
