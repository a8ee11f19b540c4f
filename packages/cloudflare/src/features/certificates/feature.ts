import type { Feature } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { getCertificates } from './get-certificates.ts';

export const certificates: Feature<Services> = {
  toolset: 'zones',
  tools: [() => getCertificates],
  permissionProbes: {
    'SSL and Certificates Read': ({ api }, zoneId) => api.certificates.hasUniversal(zoneId),
  },
};
