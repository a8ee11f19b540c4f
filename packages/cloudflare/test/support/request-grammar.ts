import type { RequestGrammar } from '@crunchtools/mcp-core/testing';

/**
 * Every request that this server may ever send, written from Cloudflare's API reference
 * (developers.cloudflare.com/api) and its page on DNS over HTTPS with JSON, not from the code that sends them.
 */

const zone = '/client/v4/zones/{id}';
const account = '/client/v4/accounts/{id}';

export const grammar: RequestGrammar = {
  requests: [
    {
      methods: 'GET',
      path: '/client/v4/zones',
      query: 'account.id account.name direction match name order page per_page status',
    },
    { methods: 'POST', path: '/client/v4/zones' },
    { methods: 'GET DELETE', path: zone },
    { methods: 'PUT', path: `${zone}/activation_check` },
    { methods: 'GET', path: `${zone}/ssl/certificate_packs`, query: 'page per_page status' },
    { methods: 'GET', path: `${zone}/ssl/universal/settings` },
    {
      methods: 'GET',
      path: `${zone}/dns_records`,
      query: [
        'comment comment.absent comment.contains comment.endswith comment.exact comment.present comment.startswith',
        'content content.contains content.endswith content.exact content.startswith direction match',
        'name name.contains name.endswith name.exact name.startswith order page per_page proxied search',
        'tag tag.absent tag.contains tag.endswith tag.exact tag.present tag.startswith tag_match type',
      ].join(' '),
    },
    { methods: 'POST', path: `${zone}/dns_records` },
    { methods: 'GET PATCH PUT DELETE', path: `${zone}/dns_records/{id}` },
    { methods: 'POST', path: `${zone}/dns_records/batch` },
    { methods: 'GET', path: `${zone}/dns_records/export` },
    { methods: 'GET', path: `${zone}/dns_records/usage` },
    { methods: 'GET PATCH', path: `${zone}/dnssec` },
    { methods: 'GET', path: `${zone}/pagerules`, query: 'direction match order status' },
    { methods: 'POST', path: `${zone}/pagerules` },
    { methods: 'GET PATCH PUT DELETE', path: `${zone}/pagerules/{id}` },
    { methods: 'GET', path: `${zone}/rulesets`, query: 'cursor per_page' },
    { methods: 'POST', path: `${zone}/rulesets`, query: 'dry_run' },
    { methods: 'GET PUT', path: `${zone}/rulesets/phases/{word}/entrypoint`, query: 'dry_run' },
    { methods: 'GET PUT', path: `${zone}/rulesets/{id}`, query: 'dry_run' },
    { methods: 'POST', path: `${zone}/rulesets/{id}/rules`, query: 'dry_run' },
    { methods: 'PATCH DELETE', path: `${zone}/rulesets/{id}/rules/{id}`, query: 'dry_run' },
    { methods: 'POST', path: `${zone}/purge_cache` },
    { methods: 'GET', path: `${zone}/settings` },
    { methods: 'GET PATCH', path: `${zone}/settings/{word}` },
    // GraphQL and the request tracer: the two that only read, although they are sent by POST.
    { methods: 'POST', path: '/client/v4/graphql' },
    { methods: 'POST', path: '/client/v4/accounts/{id}/request-tracer/trace' },
    { methods: 'GET', path: '/client/v4/user/tokens/verify' },
    { methods: 'GET', path: '/client/v4/accounts', query: 'direction name page per_page' },
    { methods: 'GET', path: '/client/v4/accounts/{id}/tokens/verify' },
    { methods: 'GET POST', path: `${account}/rules/lists` },
    { methods: 'GET DELETE', path: `${account}/rules/lists/{id}` },
    { methods: 'GET', path: `${account}/rules/lists/{id}/items`, query: 'cursor per_page search' },
    { methods: 'POST DELETE', path: `${account}/rules/lists/{id}/items` },
    { methods: 'GET', path: `${account}/rules/lists/bulk_operations/{id}` },
    { methods: 'GET PUT', path: `${account}/rulesets/phases/http_request_redirect/entrypoint` },
    { methods: 'GET', path: `${account}/rulesets/{id}` },
    { methods: 'POST', path: `${account}/rulesets/{id}/rules` },
    { methods: 'DELETE', path: `${account}/rulesets/{id}/rules/{id}` },
    { to: 'resolve', methods: 'GET', path: '/dns-query', query: 'cd do name type' },
  ],
  parts: { id: '[0-9a-f]{32}', word: '[a-z0-9_]{1,64}' },
  // GraphQL and the request tracer only read, although they are sent by POST.
  isWrite: ({ method, path }) => method !== 'GET' && !/\/(?:graphql|request-tracer\/trace)$/u.test(path),
};
