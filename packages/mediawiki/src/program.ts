import type { Program } from '@crunchtools/mcp-core/app';
import { readSite } from '@crunchtools/mcp-core/site-address';
import { name, prefix, toolsets, variables, version } from './identity.ts';
import { namespaceKey } from './namespace-key.ts';

/** What core's command line knows of this server. */
export const program: Program = {
  name,
  version,
  service: 'MediaWiki',
  prefix,
  toolsets,
  site: { variable: variables.url, what: 'the wiki', example: 'https://wiki.example.org/w', read: readSite },
  credentials: [
    {
      name: 'bot password',
      page: 'Special:BotPasswords of the wiki',
      start: '("Edit existing pages" and "Create, edit, and move pages" are a good start)',
      variables: [
        { variable: variables.user, isOpen: true, refuse: refuseUser },
        { variable: variables.password },
      ],
    },
    {
      name: 'token',
      page: 'Special:OAuthConsumerRegistration/propose of the wiki, for your own use only',
      // A signed token with the grants in it: 964 characters for thirteen of them (extension OAuth of 1.43, run).
      variables: [{ variable: variables.token, longest: 8_192 }],
    },
  ],
  scopes: {
    option: 'namespaces',
    help: 'pages of other namespaces than these do not exist',
    takes: 'names of namespaces such as main, talk, user_talk or help',
    read: namespaceKey,
  },
  demo: true,
};

/** With the name of the account alone, the wiki would want its real password, which no program should have. */
function refuseUser(value: string): string | undefined {
  return value.includes('@')
    ? undefined
    : 'is no login of a bot password, which is written Name@app: Special:BotPasswords of the wiki shows it';
}
