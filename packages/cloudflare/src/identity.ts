/** Set by the build from package.json; sources that run unbuilt (tests) have none. */
declare const __VERSION__: string | undefined;

export const name = 'mcp-cloudflare-crunchtools';
export const title = 'Cloudflare (crunchtools)';
export const version = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-source';
export const websiteUrl = 'https://github.com/crunchtools/mcp-cloudflare';
/** What the variables of its options begin with. */
export const prefix = 'MCP_CLOUDFLARE_';
export const tokenVariable = 'CLOUDFLARE_API_TOKEN';

/** The names that --toolsets takes (DESIGN.md section 3), those of the tools that exist. */
export const toolsets = [
  'zones',
  'dns',
  'rules',
  'page_rules',
  'lists',
  'cache',
  'analytics',
  'changes',
] as const;
export type Toolset = (typeof toolsets)[number];
