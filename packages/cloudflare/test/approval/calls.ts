/** The doors: calls of the tools that write, and rules and Page Rules to seed. */

import type { Call, SeedPageRule, SeedRule } from './case.ts';

type Members = Readonly<Record<string, unknown>>;

export const zone = 'example.com';

const call = (tool: string, args: Members): Call => ({ tool, args: { zone, ...args } });

export const create = (type: string, name: string, content: string, also: Members = {}): Call =>
  call('create_dns_record', { type, name, content, ...also });
export const update = (key: string, change: Members): Call =>
  call('update_dns_record', { record_id: `$${key}`, ...change });
export const remove = (key: string): Call => call('delete_dns_record', { record_id: `$${key}` });
export const sync = (records: readonly Members[], also: Members = {}): Call =>
  call('sync_dns_records', { records, ...also });
export const importFile = (lines: readonly string[], also: Members = {}): Call =>
  call('import_dns_records', { zone_file: lines.join('\n'), ...also });
export const dnssec = (change: Members): Call => call('update_dnssec', change);
export const setting = (name: string, value: string | number): Call =>
  call('update_zone_setting', { setting: name, value });
export const purge = (what: Members): Call => call('purge_cache', what);

export const addRule = (phase: string, rule: Members): Call => call('create_rule', { phase, ...rule });
export const editRule = (key: string, change: Members, position?: Members): Call =>
  call('update_rule', {
    phase: `$${key}.phase`,
    rule_id: `$${key}`,
    ...(Object.keys(change).length === 0 ? {} : { change }),
    ...(position === undefined ? {} : { position }),
  });
export const dropRule = (key: string): Call =>
  call('delete_rule', { phase: `$${key}.phase`, rule_id: `$${key}` });
export const setRules = (phase: string, rules: readonly Members[]): Call =>
  call('set_rules', { phase, rules });

export const addPageRule = (url: string, actions: Members, also: Members = {}): Call =>
  call('create_page_rule', { url, actions, ...also });
export const editPageRule = (key: string, change: Members): Call =>
  call('update_page_rule', { rule_id: `$${key}`, ...change });
export const dropPageRule = (key: string): Call => call('delete_page_rule', { rule_id: `$${key}` });
export const migrate = (also: Members = {}): Call => call('migrate_page_rules', { dry_run: false, ...also });

/** Takes back what `before` did. */
export const undo: Call = { tool: 'undo_change', args: { change_ids: ['$change'] } };

/** A rule that redirects, as create_rule takes it. */
export const redirectTo = (expression: string, target: string, also: Members = {}): Call =>
  addRule('redirect', { expression, redirect: { target_url: target, ...also } });

const rule =
  (phase: string) =>
  (expression: string, action: string, also: Members = {}): SeedRule => ({
    phase,
    expression,
    action,
    ...also,
  });

const firewall = rule('http_request_firewall_custom');

export const waf = (expression: string, action = 'block', also: Members = {}): SeedRule =>
  firewall(expression, action, also);
export const wafSkip = (expression: string, parameters: Members, also: Members = {}): SeedRule =>
  firewall(expression, 'skip', { action_parameters: parameters, ...also });
export const rateLimit = (expression: string, limit: Members, action = 'block'): SeedRule =>
  rule('http_ratelimit')(expression, action, {
    ratelimit: { characteristics: ['cf.colo.id', 'ip.src'], ...limit },
  });
export const runManaged = (parameters: Members, expression = 'true'): SeedRule =>
  rule('http_request_firewall_managed')(expression, 'execute', { action_parameters: parameters });
export const errorRule = (expression: string, parameters: Members): SeedRule =>
  rule('http_custom_errors')(expression, 'serve_error', { action_parameters: parameters });
export const cacheRule = (expression: string, parameters: Members): SeedRule =>
  rule('http_request_cache_settings')(expression, 'set_cache_settings', { action_parameters: parameters });
export const configRule = (expression: string, parameters: Members, also: Members = {}): SeedRule =>
  rule('http_config_settings')(expression, 'set_config', { action_parameters: parameters, ...also });
export const originRule = (expression: string, parameters: Members): SeedRule =>
  rule('http_request_origin')(expression, 'route', { action_parameters: parameters });
export const urlRewrite = (expression: string, uri: Members): SeedRule =>
  rule('http_request_transform')(expression, 'rewrite', { action_parameters: { uri } });
export const requestHeaders = (expression: string, headers: Members): SeedRule =>
  rule('http_request_late_transform')(expression, 'rewrite', { action_parameters: { headers } });
export const responseHeaders = (expression: string, headers: Members, also: Members = {}): SeedRule =>
  rule('http_response_headers_transform')(expression, 'rewrite', {
    action_parameters: { headers },
    ...also,
  });
export const redirectRule = (expression: string, target: Members, also: Members = {}): SeedRule =>
  rule('http_request_dynamic_redirect')(expression, 'redirect', {
    action_parameters: {
      from_value: { target_url: target, status_code: 301, preserve_query_string: true },
    },
    ...also,
  });

export const pageRule = (
  url: string,
  actions: Members,
  also: Partial<Pick<SeedPageRule, 'priority' | 'status'>> = {},
): SeedPageRule => ({
  url,
  actions: Object.entries(actions).map(([id, value]) => (value === true ? { id } : { id, value })),
  ...also,
});

/** These are of the account, and name no zone. */
export const syncRedirects = (redirects: readonly Members[]): Call => ({
  tool: 'sync_redirects',
  args: { list: 'moved', redirects },
});
export const pruneRedirects = (redirects: readonly Members[]): Call => ({
  tool: 'sync_redirects',
  args: { list: 'moved', redirects, prune: true },
});
export const removeRedirects = (...sources: readonly string[]): Call => ({
  tool: 'sync_redirects',
  args: { list: 'moved', remove: sources },
});
export const removeAddresses = (list: string, ...ips: readonly string[]): Call => ({
  tool: 'sync_ip_list',
  args: { list, remove: ips },
});
export const syncAddresses = (list: string, ips: readonly string[]): Call => ({
  tool: 'sync_ip_list',
  args: { list, items: ips.map((ip) => ({ ip })) },
});
export const pruneAddresses = (list: string, ips: readonly string[]): Call => ({
  tool: 'sync_ip_list',
  args: { list, items: ips.map((ip) => ({ ip })), prune: true },
});
