import { type Feature, ObjectExecutor } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { assignTerms } from './assign-terms.ts';
import { termStore } from './change.ts';
import { createTerm } from './create-term.ts';
import { listTerms } from './list-terms.ts';
import { mergeTerms } from './merge-terms.ts';
import { updateTerm } from './update-term.ts';

export const terms: Feature<Services> = {
  toolset: 'terms',
  tools: [() => listTerms, () => createTerm, () => updateTerm, () => assignTerms, () => mergeTerms],
  executors: { term: ({ terms: api, kinds }) => new ObjectExecutor(termStore(api, kinds)) },
};
