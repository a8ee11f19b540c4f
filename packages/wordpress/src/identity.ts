/** Set by the build from package.json; sources that run unbuilt (tests) have none. */
declare const __VERSION__: string | undefined;

export const name = 'mcp-wordpress-crunchtools';
export const title = 'WordPress (crunchtools)';
export const version = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-source';
export const websiteUrl = 'https://github.com/crunchtools/mcp-wordpress';
/** What the variables of its options begin with. */
export const prefix = 'MCP_WORDPRESS_';

/** The address of the site, a login and one of its application passwords. */
export const variables = {
  url: 'WORDPRESS_URL',
  user: 'WORDPRESS_USER',
  password: 'WORDPRESS_APP_PASSWORD',
} as const;

/** The names that --toolsets takes. */
export const toolsets = [
  'posts',
  'history',
  'media',
  'terms',
  'comments',
  'site',
  'settings',
  'templates',
  'changes',
] as const;
