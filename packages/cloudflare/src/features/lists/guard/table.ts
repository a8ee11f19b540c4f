import type { Guard } from '@crunchtools/mcp-core';

/** What is asked about in lists. A reason names one of these. */
export const redirectGuards = {
  foreign: {
    id: 'lists.redirect_foreign',
    asked: 'A redirect of a list to a host outside the zones of the account, or to no web page at all.',
    why: 'Visitors end on a site of somebody else that looks like this one; one page is enough to steal a password. Of many redirects to one host the host and their number are said.',
    example: 'sync_redirects with target_url https://example.net/login',
  },
  everything: {
    id: 'lists.redirect_everything',
    asked: 'A redirect of a list that takes a whole host, unless it leads to the same pages of another.',
    why: 'Nobody reaches any page of the site any more.',
    example: 'source_url example.com/ with subpath_matching, preserve_path_suffix false',
  },
  plain: {
    id: 'lists.redirect_plain',
    asked: 'A redirect of a list from https to plain http.',
    why: 'What visitors send can be read on the way.',
    example: 'target_url http://example.com/',
  },
  https: {
    id: 'lists.https_lost',
    asked: 'The end of a redirect of a list that leads http to https.',
    why: 'Visitors send passwords and cookies in the clear.',
    example: 'sync_redirects with prune, without http://example.com/',
  },
} satisfies Record<string, Guard>;

export const addressGuards = {
  wide: {
    id: 'lists.wide_range',
    asked: 'A range of more than 65,536 IPv4 addresses, or of an IPv6 prefix shorter than /32, in a list.',
    why: 'A rule that blocks the list locks out whole countries; one that lets it past lets everybody past.',
    example: 'sync_ip_list with 10.0.0.0/8',
  },
  trusted: {
    id: 'lists.trusted',
    asked:
      'An address added to a list that rules let past protection, that they name with not, or of which it cannot be told what rules do.',
    why: 'Whoever has that address is not checked any more.',
    example: 'sync_ip_list of a list in `ip.src in $office` with action skip',
  },
  used: {
    id: 'lists.used',
    asked: 'Addresses taken out of a list that rules use; emptying one is told as such.',
    why: 'Attackers get through where they did not, or colleagues are locked out.',
    example: 'sync_ip_list with prune and no items',
  },
} satisfies Record<string, Guard>;

export const ruleGuards = {
  activation: {
    id: 'lists.activation',
    asked: 'A rule that turns on redirects which a list holds already.',
    why: 'They were written when they did nothing; nobody may have looked at them.',
    example: 'sync_redirects of a list that no rule uses yet',
  },
} satisfies Record<string, Guard>;

export const listGuards = {
  redirect: Object.values<Guard>(redirectGuards),
  ip: Object.values<Guard>(addressGuards),
  rule: Object.values<Guard>(ruleGuards),
} as const;
