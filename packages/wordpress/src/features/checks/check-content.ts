import { defineRead, PermissionError, unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { wholePosts } from '../../all-posts.ts';
import { flag, strangers, untrustedList } from '../../schema.ts';
import type { Services } from '../../services.ts';
import type { Post } from '../posts/api.ts';
import { type Checked, linkFindings, ownFindings, type Surroundings } from './findings.ts';

const input = {};

const output = z.strictObject({
  findings: z.array(
    z.strictObject({
      check: z.enum(['link', 'alt', 'category', 'orphan']),
      post: z.int(),
      detail: strangers,
    }),
  ),
  posts: z.int(),
  more_posts: unlisted(flag),
  /** Where not all posts can be looked at, it is not known what leads nowhere. */
  not_checked: unlisted(z.array(z.enum(['link', 'orphan'])).optional()),
  untrusted: untrustedList,
});

/** Posts that are looked at, and findings that are told. */
const mostPosts = 1_000;
const mostFindings = 300;

export const checkContent = defineRead<Services, typeof input, typeof output>({
  name: 'check_content',
  title: 'Check all content',
  description:
    'Find internal links that lead nowhere, images without alt text, posts in no category, and pages that nothing links to.',
  toolset: 'site',
  effect: 'read',
  permissions: ['edit_posts'],
  input,
  output,
  async run(_, { services }) {
    const { posts, isCut, isWhole: hasAll } = await wholePosts(services, { most: mostPosts });
    // Others may link to, or be, what is not there for this server.
    const isWhole = hasAll && !services.kinds.isLimited;
    const checked = posts.map(checkedOf);
    const { links, orphans } = isWhole ? linkFindings(checked, await surroundings(services)) : noLinks;
    const own = ownFindings(checked, (await services.terms.defaultCategory()) ?? 1);
    const findings = [...links, ...own, ...orphans];
    return {
      findings: findings.slice(0, mostFindings).map((each) => ({ ...each })),
      posts: posts.length,
      ...(isCut || findings.length > mostFindings ? { more_posts: true } : {}),
      ...(isWhole ? {} : { not_checked: ['link' as const, 'orphan' as const] }),
    };
  },
  example: {},
  hostile: { url: 'https://elsewhere.example' },
  requests: [
    'GET /wp-json/wp/v2/posts',
    'GET /wp-json',
    'GET /wp-json/wp/v2/menu-items',
    'GET /wp-json/wp/v2/menus',
    'GET /wp-json/wp/v2/templates',
    'GET /wp-json/wp/v2/template-parts',
    'GET /wp-json/wp/v2/settings',
  ],
  scopes: 'answer',
});

const noLinks = { links: [], orphans: [] };

function checkedOf({ id, kind, status, date, content, link, state }: Post): Checked {
  return {
    id,
    type: kind.slug,
    status,
    date,
    content,
    link,
    isViewable: kind.isViewable,
    parent: Number(state['parent'] ?? 0),
    categories: Array.isArray(state['categories']) ? state['categories'].map(Number) : undefined,
  };
}

async function surroundings(services: Services): Promise<Surroundings> {
  const { home } = await services.site.about();
  const menus = await unlessRefused(() => services.structure.list('menus'));
  return {
    home,
    linked: (menus?.items ?? []).flatMap(({ url }) => (typeof url === 'string' ? [url] : [])),
    templates: await unlessRefused(() => services.templates.texts()),
  };
}

/** Menus and templates are for those who may edit them; without them, pages that only they link to are told as orphans. */
async function unlessRefused<Found>(read: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof PermissionError) return undefined;
    throw error;
  }
}
