import { NotConfiguredError } from '@crunchtools/mcp-core';

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

/** What a server without a token says to whoever started it, and to every call. */
export function missingToken(): NotConfiguredError {
  return new NotConfiguredError('ACME_API_TOKEN is not set, so there is nothing to manage.', {
    nextStep:
      'Put it into the environment of this server in the configuration of the MCP client, and restart the client. To try it without an account, add --sandbox to its arguments.',
  });
}
