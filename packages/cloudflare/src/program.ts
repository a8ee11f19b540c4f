import type { Program } from '@crunchtools/mcp-core/app';
import { name, prefix, tokenVariable, toolsets, version } from './identity.ts';
import { zoneKey } from './zone-key.ts';

/** What core's command line knows of this server. */
export const program: Program = {
  name,
  version,
  service: 'Cloudflare',
  prefix,
  toolsets,
  credentials: [
    {
      name: 'token',
      page: 'https://dash.cloudflare.com/profile/api-tokens',
      start: '("Zone: Read" and "DNS: Edit" are a good start)',
      variables: [{ variable: tokenVariable, refuse: refuseGlobalKey }],
    },
  ],
  scopes: {
    option: 'zones',
    help: 'other zones than these do not exist',
    takes: 'domain names such as example.com',
    read: zoneKey,
  },
  compare:
    'This sends some fifty reads to Cloudflare with the token, and prints which of the things this server believes hold on\nthe account. It prints shapes and never values, names or ids.',
  demo: true,
};

/** The Global API Key can do everything in an account and cannot be limited; a token can. */
function refuseGlobalKey(value: string): string | undefined {
  if (!value.startsWith('cfk_') && !/^[0-9a-f]{37}$/u.test(value)) return undefined;
  return 'is a Global API Key, which cannot be limited; create an API token with only the permissions needed';
}
