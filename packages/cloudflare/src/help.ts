import { NotConfiguredError } from '@crunchtools/mcp-core/app';
import { toolsets } from './identity.ts';

export const help = `mcp-cloudflare-crunchtools: manage Cloudflare from an AI assistant, over MCP on stdio.

Usage
  mcp-cloudflare-crunchtools [options]          serve; the token comes from CLOUDFLARE_API_TOKEN
  mcp-cloudflare-crunchtools doctor [--json]    check token, permissions and zones; says what to fix
  mcp-cloudflare-crunchtools doctor --compare   hold the account against what this server believes; asks first, reads only
  mcp-cloudflare-crunchtools tools [--json|--markdown]
  mcp-cloudflare-crunchtools demo               a guided tour on the sandbox

Options (each also as a variable, such as MCP_CLOUDFLARE_READ_ONLY=true; a flag beats it)
  --sandbox               a simulated account in memory: no token, no network
  --read-only             offer no tool that writes, and let no write request leave
  --toolsets LIST         offer only these of ${toolsets.join(', ')}
  --zones LIST            other zones than these do not exist
  --confirm MODE          approval of risky changes: auto (default), always, strict, never
  --max-changes N/PERIOD  no more changes than that, such as 100/1h, whoever approves them
  --proxy-from-env        connect through HTTPS_PROXY, except for the hosts in NO_PROXY
  --log-level LEVEL       silent, error, info (default), debug: JSON lines on stderr
  --help, --version
`;

/** What a server without a token says to whoever started it, and to every call. */
export function missingToken(): NotConfiguredError {
  return new NotConfiguredError('CLOUDFLARE_API_TOKEN is not set, so there is nothing to manage.', {
    nextStep:
      'Create a token at https://dash.cloudflare.com/profile/api-tokens ("Zone: Read" and "DNS: Edit" are a good start), put it into the environment of this server in the configuration of the MCP client, and restart the client. To try it without an account, add --sandbox to its arguments.',
  });
}

/** For a person who started the server by hand. @param file the server itself, as a client would name it. */
export function startedByHand(file: string): string {
  return `This is an MCP server: it speaks JSON-RPC on stdin and stdout, and is meant to be started by a client.
For Claude Code:  claude mcp add --transport stdio cloudflare --env CLOUDFLARE_API_TOKEN=... -- node ${file}
It is serving now; Ctrl-D ends it. --help shows everything else.
`;
}
