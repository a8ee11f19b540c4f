import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { DnssecExecutor } from './change.ts';
import { getDnssec } from './get-dnssec.ts';
import { updateDnssec } from './update-dnssec.ts';

export const dnssec: Feature<Services> = {
  toolset: 'dns',
  tools: [() => getDnssec, () => updateDnssec],
  executors: { dnssec: ({ api }) => new DnssecExecutor(api.dnssec) },
};
