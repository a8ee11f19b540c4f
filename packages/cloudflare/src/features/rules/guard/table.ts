import type { Guard } from '@crunchtools/mcp-core';

/** What is asked about in rules. A reason names one of these. */
export const ruleGuards = {
  everything: {
    id: 'rules.everything',
    asked:
      'A rule that blocks, challenges, limits, redirects, rewrites or leaves uncached (nearly) everything, however its filter is written: of the zone, of one host, or the home page; one that takes the place of every error; all rules of a managed ruleset turned on.',
    why: 'Everybody is locked out or sent away at once, or the origin goes down.',
    example: 'create_rule waf_custom, expression `not cf.client.bot`, action block',
  },
  protection: {
    id: 'rules.protection_lost',
    asked:
      'A WAF rule, managed ruleset or rate limit that is disabled, weakened, or holds back fewer requests than before; an override that turns managed rules off or weakens them.',
    why: 'Attackers get through where they did not.',
    example: 'update_rule with expression `false`, or with mitigation_timeout 10 for 600',
  },
  skip: {
    id: 'rules.skip',
    asked: 'A skip rule that is made, or that lets more requests past more protection.',
    why: 'What it matches is not checked any more.',
    example: 'create_rule waf_custom, action skip, skip {ruleset: "current"}',
  },
  page: {
    id: 'rules.block_page',
    asked:
      'A page for blocked visitors that holds links, forms or scripts; an error page that holds forms, scripts, or links to other sites.',
    why: 'It speaks in the name of the site; a form on it can collect passwords.',
    example: 'response.content with <form action="https://…">',
  },
  redirect: {
    id: 'rules.redirect',
    asked:
      'A redirect to a host outside the zone, to one that the request can choose, to plain http, or to itself.',
    why: 'Visitors end on a site of somebody else that looks like this one, or nowhere. A fixed target for one path is asked about too: whoever wants to steal passwords needs no more than one path.',
    example: 'create_rule redirect of /login to https://example.net/',
  },
  firewall: {
    id: 'rules.before_firewall',
    asked: 'A Page Rule that forwards private pages and becomes a redirect rule.',
    why: 'Redirect rules come before the firewall: whom it refuses is told where the pages are.',
    example: 'migrate_page_rules with a rule for example.com/admin/*',
  },
  https: {
    id: 'rules.https_lost',
    asked: 'A redirect to https that is disabled, changed or narrowed.',
    why: 'Visitors send passwords and cookies in the clear.',
    example: 'update_rule with enabled false',
  },
  rewrite: {
    id: 'rules.rewrite',
    asked: 'A rewrite that leads to or from private pages.',
    why: 'Rules and the origin see another page than the visitor asked for; protection by path no longer holds.',
    example: 'create_rule url_rewrite of /public to /admin',
  },
  origin: {
    id: 'rules.origin',
    asked: 'Any change of where requests go: host, port, Host header, SNI.',
    why: 'Whoever has the other server reads what visitors send, and answers in the name of the site.',
    example: 'create_rule origin, origin {host: "example.net"}',
  },
  cache: {
    id: 'rules.cache_private',
    asked:
      'Caching of everything, or of pages made for one visitor, and the end of a rule that keeps pages out of the cache.',
    why: 'One visitor is shown the account of another.',
    example: 'update_rule cache with cache true for /account',
  },
  cacheKey: {
    id: 'rules.cache_key',
    asked: 'A cache key that tells fewer requests apart, and the end of cache deception armor.',
    why: 'Visitors are shown copies that were made for others.',
    example: 'custom_key {query_string: {exclude: {all: true}}}',
  },
  config: {
    id: 'rules.config_lowered',
    asked: 'A security setting that a configuration rule lowers, or no longer raises.',
    why: 'Encryption to the origin, or checks of visitors, are weaker where the rule matches.',
    example: 'create_rule config, config {ssl: "flexible"}',
  },
  requestHeader: {
    id: 'rules.request_header',
    asked: 'Request headers by which an origin knows who asks, set, removed, or no longer set.',
    why: 'The origin takes somebody for somebody else.',
    example: 'headers [{name: "Authorization", operation: "remove"}]',
  },
  responseHeader: {
    id: 'rules.response_header',
    asked: 'Response headers that protect visitors, removed, weakened, or no longer set.',
    why: 'Browsers no longer stop scripts, frames and plain http that the site does not want.',
    example: 'headers [{name: "Content-Security-Policy", operation: "remove"}]',
  },
  answer: {
    id: 'rules.response',
    asked:
      'Response headers that replace cookies, send visitors elsewhere, share answers with other sites, or let others keep them.',
    why: 'Visitors are signed out, led away, or read by other sites.',
    example: 'headers [{name: "Set-Cookie", operation: "set"}]',
  },
  overrides: {
    id: 'rules.overrides',
    asked:
      'A rule that undoes, for some requests, what another rule protects, because the later one decides.',
    why: 'The other rule looks as if it still protected.',
    example: 'create_rule config with security_level medium behind a rule with under_attack',
  },
  shadow: {
    id: 'rules.shadow',
    asked: 'A rule in front of others that ends their evaluation for some requests.',
    why: 'The others look as if they still applied.',
    example: 'create_rule redirect with position {index: 1}',
  },
} satisfies Record<string, Guard>;

export const phaseGuards: readonly Guard[] = Object.values(ruleGuards);
