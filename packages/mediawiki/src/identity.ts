/** Set by the build from package.json; sources that run unbuilt (tests) have none. */
declare const __VERSION__: string | undefined;

export const name = 'mcp-mediawiki-crunchtools';
export const title = 'MediaWiki (crunchtools)';
export const version = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-source';
export const websiteUrl = 'https://github.com/crunchtools/mcp-mediawiki';
/** What the variables of its options begin with. */
export const prefix = 'MCP_MEDIAWIKI_';

/** The address of the folder with api.php, a bot password (`Name@app`), or the token of an owner-only OAuth consumer. */
export const variables = {
  url: 'MEDIAWIKI_URL',
  user: 'MEDIAWIKI_USER',
  password: 'MEDIAWIKI_PASSWORD',
  token: 'MEDIAWIKI_TOKEN',
} as const;

/** The names that --toolsets takes. */
export const toolsets = ['pages', 'history', 'search', 'files', 'site', 'changes'] as const;
