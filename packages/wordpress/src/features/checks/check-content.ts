import { defineRead, PermissionError, unlisted } from '@crunchtools/mcp-core';
import * as z from 'zod';
import { wholePosts } from '../../all-posts.ts';
import { flag, strangers, untrustedList } from '../../schema.ts';
import type { Services } from '../../services.ts';
import { findingsIn } from './findings.ts';

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
    const { posts, isCut } = await wholePosts(services, { most: mostPosts });
    const { home } = await services.site.about();
    const checked = posts.map(({ id, kind, status, content, link, state }) => ({
      id,
      type: kind.slug,
      status,
      content,
      link,
      categories: Array.isArray(state['categories']) ? state['categories'].map(Number) : undefined,
    }));
    const findings = findingsIn(checked, home, {
      // Others may link to, or be, what is not there for this server.
      whole: !isCut && !services.kinds.isLimited,
      linked: await menuLinks(services),
      defaultCategory: (await services.terms.defaultCategory()) ?? 1,
    });
    return {
      findings: findings.slice(0, mostFindings).map((each) => ({ ...each })),
      posts: posts.length,
      ...(isCut || findings.length > mostFindings ? { more_posts: true } : {}),
    };
  },
  example: {},
  hostile: { url: 'https://elsewhere.example' },
  requests: [
    'GET /wp-json/wp/v2/posts',
    'GET /wp-json',
    'GET /wp-json/wp/v2/menu-items',
    'GET /wp-json/wp/v2/menus',
    'GET /wp-json/wp/v2/settings',
  ],
  scopes: 'answer',
});

/** Classic menus are for those who may edit them; without them, pages that only they link to are told as orphans. */
async function menuLinks({ structure }: Services): Promise<readonly string[]> {
  try {
    return (await structure.list('menus')).items.flatMap(({ url }) => (typeof url === 'string' ? [url] : []));
  } catch (error) {
    if (error instanceof PermissionError) return [];
    throw error;
  }
}
