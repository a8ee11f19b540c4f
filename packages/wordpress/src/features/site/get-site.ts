import { defineRead, unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { key, strangers, untrustedList } from '../../schema.ts';
import type { Services } from '../../services.ts';

const input = {};

const word = z.string().regex(/^[\w/+:.-]{1,100}$/u);

const output = z.strictObject({
  name: strangers,
  description: strangers,
  home: strangers,
  time_zone: word,
  types: z.array(
    z.strictObject({
      type: key,
      name: unlisted(strangers),
      taxonomies: z.array(key),
      hierarchical: unlisted(z.boolean()),
    }),
  ),
  account: z.strictObject({
    id: unlisted(z.int()),
    login: unlisted(strangers),
    name: unlisted(strangers),
    roles: unlisted(z.array(word)),
    capabilities: z.array(word),
  }),
  untrusted: untrustedList,
});

export const getSite = defineRead<Services, typeof input, typeof output>({
  name: 'get_site',
  title: 'Get the site',
  description: 'Name, time zone, post types and taxonomies of the site, and what this account may do.',
  toolset: 'site',
  effect: 'read',
  permissions: ['edit_posts'],
  input,
  output,
  async run(_, { services }) {
    const { site, kinds, connection } = services;
    const { name, description, home, timeZone } = await site.about();
    const [all, account] = [await kinds.all(), await connection.account()];
    return {
      name,
      description,
      home,
      time_zone: timeZone,
      types: all.map((kind) => ({
        type: kind.slug,
        name: kind.name,
        taxonomies: kind.taxonomies.map(({ slug }) => slug),
        hierarchical: kind.isHierarchical,
      })),
      account: {
        id: account.id,
        login: account.login,
        name: account.name,
        roles: [...account.roles],
        // Levels are what roles were before WordPress 2.0.
        capabilities: [...account.capabilities].filter((each) => !/^level_\d+$/u.test(each)),
      },
    };
  },
  example: {},
  hostile: { site: 'https://elsewhere.example' },
  requests: ['GET /wp-json'],
  scopes: 'none',
});
