import * as z from 'zod';
import { defineZoneWrite } from '../../tool.ts';
import { purge } from './change.ts';
import { purgeBodies, purgeWarnings } from './purge.ts';

const items = z.array(z.string().min(1).max(2_048)).min(1).max(5_000).optional();

export const purgeCache = defineZoneWrite({
  name: 'purge_cache',
  title: 'Purge cache',
  description:
    'Drop cached copies by exactly one of files, tags, hosts, prefixes, purge_everything. Long lists are split.',
  toolset: 'cache',
  effect: 'purge',
  permissions: ['Cache Purge'],
  input: {
    files: items.describe('Full URLs.'),
    tags: items,
    hosts: items,
    prefixes: items.describe('No scheme, no query: www.example.com/css'),
    purge_everything: z.literal(true).optional(),
  },
  async plan({ zone: _, ...wished }, { zone }) {
    const changes = purgeBodies(wished, zone).map((body) => purge(zone, body));
    return { changes, warnings: [...purgeWarnings(wished)] };
  },
  example: { zone: 'mapleandpine.net', files: ['https://mapleandpine.net/style.css'] },
  hostile: { zone: 'mapleandpine.net', files: ['file:///etc/passwd'] },
  requests: ['POST /zones/{}/purge_cache'],
});
