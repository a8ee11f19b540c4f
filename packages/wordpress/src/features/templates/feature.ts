import { type Feature, ObjectExecutor } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { templateStore } from './change.ts';
import { editTemplate } from './edit-template.ts';
import { getTemplate } from './get-template.ts';

export const templates: Feature<Services> = {
  toolset: 'templates',
  tools: [() => getTemplate, () => editTemplate],
  executors: { template: ({ templates: api }) => new ObjectExecutor(templateStore(api)) },
};
