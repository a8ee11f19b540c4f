import {
  type AccountExamination,
  type Finding,
  PermissionError,
  refusedSite,
  refusedToken,
  toSafeError,
} from '@crunchtools/mcp-core';
import type { Connection } from './api/connection.ts';
import type { Kind, Kinds } from './api/kinds.ts';
import type { PostsApi } from './features/posts/api.ts';
import type { Services } from './services.ts';

/** How `doctor` looks at a site and an account: first without the credential, then the least that shows whose it is. */
export const account: AccountExamination<Services> = {
  async examineSite({ connection }) {
    try {
      await connection.identify();
      const where =
        connection.style === 'wp-json' ? '/wp-json' : '?rest_route=, without rewriting of addresses';
      return [{ check: 'Site', verdict: 'ok', message: `a WordPress answers, at ${where}` }];
    } catch (error) {
      return [refusedSite(toSafeError(error))];
    }
  },
  async examineToken({ connection, kinds, posts }) {
    try {
      const { roles } = await connection.account();
      const role = roles.filter((each) => /^[\w-]{1,40}$/u.test(each)).join(', ');
      const access = {
        check: 'Access',
        verdict: 'ok',
        message: `accepted${role === '' ? '' : `, as ${role}`}`,
      } as const;
      const types = await typesOf(kinds);
      if (types === undefined) return [access, role === '' ? foreign : powerless];
      await learnFreedom(types, posts, connection);
      const { capabilities } = await connection.account();
      return [
        access,
        ...(capabilities.has('unfiltered_html') ? [] : [filtered]),
        ...(capabilities.has('edit_users') || capabilities.has('install_plugins') ? [powerful] : []),
      ];
    } catch (error) {
      return [refusedToken(toSafeError(error))];
    }
  },
  async examineScopes({ kinds }) {
    const [first] = await kinds.all();
    const none: Finding = {
      check: 'Types',
      verdict: 'problem',
      message: 'the account may edit no posts of those in --types',
      fix: 'get_site lists the types that there are for it.',
    };
    return first === undefined
      ? { findings: [none], example: undefined }
      : { findings: [], example: { id: first.slug, name: first.slug } };
  },
  impliedBy: {},
  howToGet: (permission) => `Use an account whose role has "${permission}"`,
};

/** The types that the account may edit; nothing where WordPress shows it none. */
async function typesOf(kinds: Kinds): Promise<readonly Kind[] | undefined> {
  try {
    return await kinds.all();
  } catch (error) {
    if (error instanceof PermissionError) return undefined;
    throw error;
  }
}

/** A post tells whether WordPress heeds the capability to write any HTML. */
async function learnFreedom(
  [first]: readonly Kind[],
  posts: PostsApi,
  connection: Connection,
): Promise<void> {
  if (first !== undefined && connection.known?.capabilities.has('unfiltered_html') === true)
    await posts.listWhole(first, { per_page: 1 });
}

const foreign: Finding = {
  check: 'Rights',
  verdict: 'problem',
  message: 'the account has no role on this site',
  fix: 'Of a network of sites, it has to be added to this one, under Users; or WORDPRESS_URL is that of another site.',
};

const powerless: Finding = {
  check: 'Rights',
  verdict: 'problem',
  message: 'the account may edit nothing on this site',
  fix: 'Use an account that is an Editor or an Author.',
};

const filtered: Finding = {
  check: 'HTML',
  verdict: 'warning',
  message:
    'WordPress takes scripts, frames and other HTML out of what this account writes (it lacks unfiltered_html)',
  fix: 'Nothing, where texts hold none; plans say what would be lost.',
};

const powerful: Finding = {
  check: 'Rights',
  verdict: 'warning',
  message: 'the account is an administrator',
  fix: 'Use an account that is an Editor or an Author, where this server is to write texts only.',
};
