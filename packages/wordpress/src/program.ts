import { InputError, type Program } from '@crunchtools/mcp-core/app';
import { readSite } from '@crunchtools/mcp-core/site-address';
import { name, prefix, toolsets, variables, version } from './identity.ts';

/** What core's command line knows of this server. */
export const program: Program = {
  name,
  version,
  service: 'WordPress',
  prefix,
  toolsets,
  site: {
    variable: variables.url,
    what: 'the site',
    example: 'https://www.example.org/blog',
    read: readSite,
  },
  credentials: [
    {
      name: 'application password',
      page: 'Users > Profile of the site',
      start: '(of an account with no more rights than are needed: Editor, or Author)',
      variables: [
        { variable: variables.user, isOpen: true },
        { variable: variables.password, isGrouped: true, refuse: refusePassword },
      ],
    },
  ],
  scopes: {
    option: 'types',
    help: 'posts of other types than these do not exist',
    takes: 'names of post types such as post, page or product',
    read: keyOf('A post type'),
  },
  limits: [
    {
      option: 'statuses',
      member: 'status',
      help: 'posts in other statuses than these do not exist, and none is given another',
      takes: 'statuses such as draft, pending, publish, future or private',
      read: keyOf('A status'),
    },
  ],
  demo: true,
};

/** WordPress makes them of 24 letters and digits (`WP_Application_Passwords::PW_LENGTH`); that of the account opens nothing here. */
function refusePassword(value: string): string | undefined {
  return /^[a-z0-9]{24}$/iu.test(value)
    ? undefined
    : 'is no application password, which has 24 letters and digits: Users > Profile > Application Passwords makes one';
}

/** Types and statuses have keys, not titles (`register_post_type`: 20 characters at most). */
function keyOf(what: string): (given: string) => string {
  return (given) => {
    const key = given.trim().toLowerCase();
    if (/^[a-z0-9_-]{1,20}$/u.test(key)) return key;
    throw new InputError(`${what} has a key of at most 20 letters, digits, "_" and "-".`);
  };
}
