import type { Difference, DifferenceKind } from './types.ts';

/** What changes in meaning, as a person should hear it. */
const texts: Readonly<Record<DifferenceKind, string>> = {
  before_firewall:
    'The redirect now comes before WAF rules, rate limits and URL rewrites; that of a Page Rule comes after them.',
  cached_content_only:
    'The settings for browsers, error pages and ETags apply only to content that may be cached: a rule for more would cache more.',
  caching_level:
    "The Page Rule sets the caching level itself; the rule says the same by what is cached and by its key, and what else the zone's caching level does applies.",
  cookies:
    'The cookies are looked for anywhere in the Cookie header. Cloudflare does not say exactly where a Page Rule looks.',
  other_ports:
    'Only requests to the ports 80 and 443 are redirected: a URL with another port is not matched.',
  performance:
    'Polish and Rocket Loader are turned off one by one. What else the Page Rule turned off exists no longer.',
  query_in_wildcard: 'A * in the middle of the path no longer reaches into the query string.',
  server_name:
    'A rule that overrides the Host header sets the server name (SNI) of the connection to the origin too.',
  wildcard_over_slash:
    'The * of the host no longer reaches over the end of the host, into paths that repeat the name of a host.',
};

export function difference(kind: DifferenceKind): Difference {
  return { kind, text: texts[kind] };
}
