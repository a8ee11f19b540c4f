import type { Guard } from '@crunchtools/mcp-core';

/** What is asked about in Page Rules. A reason names one of these. */
export const pageRuleGuards = {
  everything: {
    id: 'page_rules.everything',
    asked: 'A Page Rule that redirects or leaves uncached (nearly) every page of the zone or of one host.',
    why: 'Everybody is sent away at once, or the origin goes down.',
    example: 'create_page_rule *example.com/*/* with forwarding_url',
  },
  security: {
    id: 'page_rules.config_lowered',
    asked: 'A security setting that a Page Rule lowers, or no longer raises.',
    why: 'Encryption to the origin, or checks of visitors, are weaker where the rule matches.',
    example: 'create_page_rule with disable_security, waf off, or ssl flexible',
  },
  origin: {
    id: 'page_rules.origin',
    asked: 'Any change of where requests go: resolve_override, host_header_override.',
    why: 'Whoever has the other server reads what visitors send, and answers in the name of the site.',
    example: 'create_page_rule with resolve_override',
  },
  redirect: {
    id: 'page_rules.redirect',
    asked:
      'A forwarding URL outside the zone, one whose host the request can choose, one by plain http, or one to itself.',
    why: 'Visitors end on a site of somebody else that looks like this one, or nowhere.',
    example: 'create_page_rule example.com/login* with forwarding_url https://example.net/',
  },
  https: {
    id: 'page_rules.https_lost',
    asked: 'A Page Rule that leads to https, and is disabled, changed or narrowed.',
    why: 'Visitors send passwords and cookies in the clear.',
    example: 'update_page_rule with status disabled, of a rule with always_use_https',
  },
  cache: {
    id: 'page_rules.cache_private',
    asked:
      'Caching of everything, or of pages made for one visitor, and the end of a rule that keeps pages out of the cache.',
    why: 'One visitor is shown the account of another.',
    example: 'create_page_rule example.com/account/* with cache_level cache_everything',
  },
  cacheKey: {
    id: 'page_rules.cache_key',
    asked: 'A cache key that tells fewer requests apart, and the end of cache deception armor.',
    why: 'Visitors are shown copies that were made for others.',
    example: 'create_page_rule with cache_level simplified',
  },
  shadow: {
    id: 'page_rules.shadow',
    asked:
      'A Page Rule that takes precedence over another one that protects, and a priority that changes which of two rules applies.',
    why: 'Only the first Page Rule that matches applies; the other looks as if it still protected.',
    example: 'create_page_rule example.com/* with priority 9',
  },
} satisfies Record<string, Guard>;

export const guardsOfPageRules: readonly Guard[] = Object.values(pageRuleGuards);
