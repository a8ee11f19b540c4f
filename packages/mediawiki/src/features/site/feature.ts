import { type Feature, PermissionError, type PermissionProbe } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { getSite } from './get-site.ts';

/** What tools need to write. The wiki says at the login what the account may do, so nothing has to be tried. */
const rights = ['edit', 'createpage', 'move', 'delete', 'undelete', 'upload'];

function probe(right: string): PermissionProbe<Services> {
  return async ({ site: api, connection }) => {
    if (connection.state === undefined) await api.namespaces();
    if (connection.state?.rights.has(right) !== true)
      throw new PermissionError('The account lacks the right.');
  };
}

export const site: Feature<Services> = {
  toolset: 'site',
  tools: [() => getSite],
  permissionProbes: {
    read: ({ site: api }) => api.about(),
    ...Object.fromEntries(rights.map((right) => [right, probe(right)])),
  },
};
