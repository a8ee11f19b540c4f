/**
 * A page that an MCP Apps host shows beside the result of a tool (extension `io.modelcontextprotocol/ui`). It is a
 * display: it gets what the tool answered, and has no way to call, approve or send anything.
 */
export interface App {
  /** `ui://…`, short: it is paid for in tokens by every tool that names it. */
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** A whole HTML document that loads nothing. */
  page(): Promise<string>;
}

/** The page for the answers of tools that write. Every such tool names it. */
export const planAppUri = 'ui://plan';
/** The page for an answer that has `series` or `groups` of numbers. */
export const chartAppUri = 'ui://chart';

/** The type of such a page (specification of MCP Apps, section UI Resource Format). */
export const appMimeType = 'text/html;profile=mcp-app';

/** The extension's name in capabilities. */
export const appExtension = 'io.modelcontextprotocol/ui';
