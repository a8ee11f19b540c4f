import { defineRead, NotFoundError, unlisted, untrusted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { untrustedList } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { parts } from './parts.ts';

const input = {
  part: z.enum(parts),
};

const output = z.strictObject({
  items: untrusted(z.array(z.record(z.string(), z.unknown()))),
  total: unlisted(z.int()),
  untrusted: untrustedList,
});

/** Types that `--types` can leave out. */
const types: Readonly<Record<string, string>> = {
  templates: 'wp_template',
  template_parts: 'wp_template_part',
  menus: 'nav_menu_item',
};

export const listSiteParts = defineRead<Services, typeof input, typeof output>({
  name: 'list_site_parts',
  title: 'List parts of the site',
  description:
    'Settings, users, plugins, themes, Site Health, templates or classic menus, as far as the account may see them. Read only.',
  toolset: 'site',
  effect: 'read',
  permissions: ['edit_posts'],
  input,
  output,
  async run({ part }, { services }) {
    const type = types[part];
    if (type !== undefined && !services.kinds.exists(type))
      throw new NotFoundError('There are none for this server.', {
        nextStep: `Only the person who starts the server can allow it: ${type} belongs to --types.`,
      });
    const { items, total } = await services.structure.list(part);
    return { items: items.map((item) => ({ ...item })), total };
  },
  example: { part: 'settings' },
  hostile: { part: 'application-passwords' },
  requests: ['GET /wp-json/wp/v2/settings'],
  scopes: 'answer',
});
