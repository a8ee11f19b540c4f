export const help = `mcp-acme-crunchtools: manage Acme from an AI assistant, over MCP on stdio.

Usage
  mcp-acme-crunchtools [options]    serve; the token comes from ACME_API_TOKEN

Options (each also as a variable, such as MCP_ACME_READ_ONLY=true; a flag beats it)
  --sandbox               a service in memory: no token, no network
  --read-only             offer no tool that writes, and let no write request leave
  --confirm MODE          approval of risky changes: auto (default), always, strict, never
  --log-level LEVEL       silent, error, info (default), debug: JSON lines on stderr
  --help, --version
`;

export const missingToken = `ACME_API_TOKEN is not set, so there is nothing to manage.
Put it into the environment of this server, or try it without an account: mcp-acme-crunchtools --sandbox
`;
