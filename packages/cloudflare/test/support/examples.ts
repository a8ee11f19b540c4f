import type { Example } from '@crunchtools/mcp-core/testing';

const zone = 'mapleandpine.net';

/** A record of the example's own, so that examples do not get into each other's way. */
function withRecord(name: string, also: Readonly<Record<string, unknown>> = {}): Example {
  return async (apply) => {
    const wished = { zone, type: 'TXT', name, content: `made for ${name}, ${crypto.randomUUID()}` };
    const { changes } = await apply('create_dns_record', wished);
    return { zone, record_id: (changes as { id: string }[])[0]?.id, ...also };
  };
}

/** A Page Rule of the example's own; the plan of mapleandpine.net has room for one more only. */
function withPageRule(also: Readonly<Record<string, unknown>> = {}): Example {
  return async (apply) => {
    const url = `mapleandpine.com/${crypto.randomUUID()}`;
    const wished = { zone: 'mapleandpine.com', url, actions: { browser_cache_ttl: 3600 } };
    const { changes } = await apply('create_page_rule', wished);
    return { zone: 'mapleandpine.com', rule_id: (changes as { id: string }[])[0]?.id, ...also };
  };
}

const ruleOfExample = {
  zone: 'mapleandpine.com',
  phase: 'redirect',
  expression: 'http.host eq "old.mapleandpine.com"',
  redirect: { target_url: 'https://mapleandpine.com/' },
};

/** A rule of the example's own; the plan of mapleandpine.com has room for many. */
function withRule(also: Readonly<Record<string, unknown>> = {}): Example {
  return async (apply) => {
    const { zone: ruleZone, phase } = ruleOfExample;
    const { changes } = await apply('create_rule', { ...ruleOfExample, description: crypto.randomUUID() });
    return { zone: ruleZone, phase, rule_id: (changes as { id: string }[])[0]?.id, ...also };
  };
}

/** A call of each tool that works on the sandbox. The contract suite runs them, and docs/tools.md shows them. */
export const examples: Readonly<Record<string, Example>> = {
  list_zones: { status: 'active' },
  get_zone: { zone },
  get_zone_settings: { zone, settings: ['ssl', 'security_header', 'browser_cache_ttl', 'polish'] },
  update_zone_setting: { zone, setting: 'always_use_https', value: 'off' },
  verify_token: {},
  list_dns_records: { zone, per_page: 5, order: 'name' },
  get_dns_record: withRecord('to-get'),
  create_dns_record: { zone, type: 'A', name: 'to-create', content: '192.0.2.1', comment: 'contract' },
  update_dns_record: withRecord('to-update', { ttl: 300 }),
  delete_dns_record: withRecord('to-delete'),
  sync_dns_records: { zone, records: [{ type: 'A', name: 'to-sync', content: '192.0.2.1' }] },
  import_dns_records: { zone, zone_file: 'to-import 300 IN A 192.0.2.1' },
  export_dns_records: { zone },
  get_dnssec: { zone: 'mapleandpine.com' },
  update_dnssec: { zone, status: 'active' },
  check_dns: { zone: 'mapleandpine.com', name: 'vpn' },
  check_expression: { expression: 'http.host eq "a.example" and ssl', phase: 'redirect', zone },
  trace_request: {
    zone: 'mapleandpine.com',
    url: 'https://mapleandpine.com/catalogue/oak.jpg',
    with_changes: [
      { action: 'create', phase: 'cache', rule: { expression: 'true', cache: { cache: true } } },
    ],
  },
  list_page_rules: { zone, matching: `https://www.${zone}/go/spring` },
  create_page_rule: { zone, url: `${zone}/images/*`, actions: { cache_level: 'cache_everything' } },
  update_page_rule: withPageRule({ status: 'disabled' }),
  delete_page_rule: withPageRule(),
  migrate_page_rules: { zone: 'mapleandpine.com', enable_rules: false, dry_run: false },
  list_rules: { zone: 'mapleandpine.com', per_page: 5 },
  create_rule: ruleOfExample,
  update_rule: withRule({ change: { enabled: false }, position: { index: 1 } }),
  delete_rule: withRule(),
  set_rules: {
    zone,
    phase: 'compression',
    rules: [{ expression: `http.host eq "${zone}"`, compression: ['zstd', 'auto'] }],
  },
  // Nobody visits this host, so that the answer in the documents is the same whenever they are made.
  get_analytics: { zone: 'mapleandpine.com', report: 'top_paths', host: 'new.mapleandpine.com' },
  purge_cache: { zone, files: [`https://${zone}/style.css`] },
  list_changes: { limit: 5 },
  undo_change: async (apply) => {
    const wished = { zone, type: 'TXT', name: 'to-undo', content: crypto.randomUUID() };
    const { change_id: id } = await apply('create_dns_record', wished);
    return { change_ids: [id] };
  },
};
