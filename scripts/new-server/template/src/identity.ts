/** Set by the build from package.json; sources that run unbuilt (tests) have none. */
declare const __VERSION__: string | undefined;

export const name = 'mcp-acme-crunchtools';
export const title = 'Acme (crunchtools)';
export const version = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-source';
export const websiteUrl = 'https://github.com/crunchtools/mcp-acme';
/** What the variables of its options begin with. */
export const prefix = 'MCP_ACME_';
export const tokenVariable = 'ACME_API_TOKEN';

/** The names that --toolsets takes. */
export const toolsets = ['notes', 'changes'] as const;
