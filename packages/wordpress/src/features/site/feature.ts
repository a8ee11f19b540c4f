import { type Feature, PermissionError, type PermissionProbe } from '@crunchtools/mcp-core';
import type { Services } from '../../services.ts';
import { getSite } from './get-site.ts';

/** What tools need. WordPress says at the first request what the account may do, so nothing has to be tried. */
const capabilities = [
  'edit_posts',
  'publish_posts',
  'delete_posts',
  'upload_files',
  'manage_categories',
  'moderate_comments',
  'manage_options',
  'edit_theme_options',
];

function probe(capability: string): PermissionProbe<Services> {
  return async ({ connection }) => {
    if (!(await connection.account()).capabilities.has(capability))
      throw new PermissionError('The account lacks the capability.');
  };
}

export const site: Feature<Services> = {
  toolset: 'site',
  tools: [() => getSite],
  permissionProbes: Object.fromEntries(capabilities.map((each) => [each, probe(each)])),
};
