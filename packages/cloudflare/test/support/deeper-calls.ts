import {
  type Arguments,
  type Caller,
  confirming,
  dataOf,
  type Scenario,
} from '@crunchtools/mcp-core/testing';

const zone = 'mapleandpine.com';

/** The ids of what the zone holds, as the test learned them before anything was planted. */
interface Known {
  readonly record: string;
  readonly rule: string;
  readonly pageRule: string;
}

const rule = { zone, phase: 'redirect', expression: 'http.request.uri.path eq "/old"' };
const redirect = { redirect: { target_url: 'https://example.com/new' } };

const errorPage = {
  zone,
  phase: 'custom_errors',
  expression: 'http.response.code eq 500',
  error: { content: 'Back soon.', content_type: 'text/plain', status_code: 503 },
};
const managedRuleset = 'efb7b8c949ac4650a09736fc376e9aee';
const overrides = { categories: [{ category: 'wordpress', enabled: true }] };
const managedRules = {
  zone,
  phase: 'waf_managed',
  expression: 'true',
  action: 'execute',
  managed: { id: managedRuleset, overrides },
};

/** Writes that are done, confirmed and undone, other ones in each round. */
function scenarios({ record, rule: ruleId, pageRule }: Known): Readonly<Record<string, Scenario>> {
  const writes: Readonly<Record<string, (round: number) => Arguments>> = {
    create_dns_record: (round) => ({ zone, type: 'TXT', name: `canary-${round}`, content: 'x' }),
    update_dns_record: (round) => ({ zone, record_id: record, comment: `round ${round}` }),
    delete_dns_record: () => ({ zone, record_id: record, dry_run: true }),
    sync_dns_records: (round) => ({
      zone,
      records: [{ type: 'TXT', name: `sync-${round}`, content: 'x' }],
      names: [`sync-${round}`],
    }),
    import_dns_records: (round) => ({ zone, zone_file: `import-${round} 300 IN TXT "x"` }),
    create_zone: (round) => ({ zone: `canary-${round}.example` }),
    activate_zone: () => ({ zone }),
    list_rules: (round) => ({
      zone,
      ...[{}, { phase: 'waf_managed' }, { ruleset: managedRuleset }][round % 3],
    }),
    list_redirects: (round) => (round % 2 === 0 ? { list: 'old_catalogue' } : {}),
    sync_redirects: (round) => ({
      list: 'old_catalogue',
      redirects: [{ source_url: `mapleandpine.net/r/${round}`, target_url: 'https://mapleandpine.com/' }],
      remove: [`mapleandpine.net/r/${round - 1}`],
    }),
    list_ip_lists: (round) => (round % 2 === 0 ? { list: 'office' } : {}),
    sync_ip_list: (round) => ({
      list: 'office',
      items: [{ ip: `10.${(round >> 8) % 256}.${round % 256}.1` }],
    }),
    update_dnssec: () => ({ zone, status: 'active', dry_run: true }),
    create_rule: (round) => ({
      ...[{ ...rule, ...redirect }, errorPage, managedRules][round % 3],
      description: `round ${round}`,
      enabled: false,
    }),
    update_rule: (round) => ({
      zone,
      phase: 'redirect',
      rule_id: ruleId,
      change: { description: `${round}` },
    }),
    delete_rule: () => ({ zone, phase: 'redirect', rule_id: ruleId, dry_run: true }),
    set_rules: () => ({ zone, phase: 'redirect', rules: [{ id: ruleId }], dry_run: true }),
    create_page_rule: (round) => ({
      zone,
      url: `${zone}/canary-${round}/*`,
      actions: { cache_level: 'bypass' },
      dry_run: round % 2 === 0,
    }),
    update_page_rule: (round) => ({ zone, rule_id: pageRule, priority: 1 + (round % 2) }),
    delete_page_rule: () => ({ zone, rule_id: pageRule, dry_run: true }),
    migrate_page_rules: () => ({ zone }),
    purge_cache: () => ({ zone, files: [`https://${zone}/a.css`] }),
    update_zone_setting: (round) => ({
      zone,
      setting: 'always_use_https',
      value: round % 2 === 0 ? 'on' : 'off',
    }),
  };
  return {
    ...Object.fromEntries(
      Object.entries(writes).map(([name, args]): [string, Scenario] => [name, confirming(name, args)]),
    ),
    undo_change: async (caller, round) => {
      const made = { zone, type: 'TXT', name: `undo-${round}`, content: 'x' };
      const { change_id } = dataOf(await caller.call('create_dns_record', made));
      const change_ids = [typeof change_id === 'string' ? change_id : 'chg_00000000'];
      await caller.call('undo_change', { change_ids });
    },
  };
}

/** The ids that the scenarios need. */
async function learn(caller: Caller): Promise<Known> {
  const first = async (tool: string, key: string, args: Arguments): Promise<string> => {
    const data = dataOf(await caller.call(tool, args));
    const list = data[key] as readonly {
      readonly id?: string;
      readonly rules?: readonly { readonly id: string }[];
    }[];
    return list[0]?.rules?.[0]?.id ?? list[0]?.id ?? '';
  };
  await caller.call('create_rule', { ...rule, ...redirect, description: 'to be found' });
  await caller.call('create_page_rule', { zone, url: `${zone}/x/*`, actions: { cache_level: 'bypass' } });
  return {
    record: await first('list_dns_records', 'records', { zone, type: 'A' }),
    rule: await first('list_rules', 'phases', { zone, phase: 'redirect' }),
    pageRule: await first('list_page_rules', 'rules', { zone }),
  };
}

/** Calls that reach deeper than the examples of tools. */
export async function deeper(caller: Caller): Promise<Readonly<Record<string, Scenario>>> {
  return scenarios(await learn(caller));
}
