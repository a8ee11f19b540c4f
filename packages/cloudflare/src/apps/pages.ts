/**
 * The pages that clients with MCP Apps show, by name. The build puts the whole documents here, made from
 * `packages/cloudflare/apps`; sources that run unbuilt (tests) have none.
 */
export const pages: { readonly chart: string; readonly plan: string } = { chart: '', plan: '' };
