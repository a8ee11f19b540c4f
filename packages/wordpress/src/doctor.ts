import {
  type AccountExamination,
  type Finding,
  refusedSite,
  refusedToken,
  toSafeError,
} from '@crunchtools/mcp-core';
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
  async examineToken({ connection }) {
    try {
      const { roles, capabilities } = await connection.account();
      const role = roles.filter((each) => /^[\w-]{1,40}$/u.test(each)).join(', ');
      return [
        { check: 'Access', verdict: 'ok', message: `accepted${role === '' ? '' : `, as ${role}`}` },
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
  asShown: (permission) => permission,
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
