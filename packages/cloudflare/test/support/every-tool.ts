import {
  type Arguments,
  type Caller,
  confirming,
  dataOf,
  type PlantedServer,
  type PlantingBundle,
  type Scenario,
  type Scenarios,
  startPlanted,
} from '@crunchtools/mcp-core/testing';
import type { Schema } from './fuzz-values.ts';
import { cleanEnvironment } from './process.ts';

export interface ListedTool {
  readonly name: string;
  readonly inputSchema: Schema;
}

const zone = 'mapleandpine.com';

/** The ids of what the zone holds, as the test learned them before anything was planted. */
export interface Known {
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

/** Calls that reach deeper than the least arguments that a schema takes: writes that are done, confirmed and undone. */
function scenarios({ record, rule: ruleId, pageRule }: Known): Readonly<Record<string, Scenario>> {
  const reads: Readonly<Record<string, Arguments>> = {
    list_dns_records: { zone, per_page: 5 },
    get_dns_record: { zone, record_id: record },
    check_dns: { zone, name: '@', type: 'A' },
    check_expression: { expression: 'http.host eq "x"', zone, phase: 'redirect' },
    trace_request: { zone, url: `https://${zone}/old` },
    list_page_rules: { zone, matching: `https://${zone}/` },
    get_analytics: { zone, report: 'traffic' },
    get_certificates: { zone, host: 'www' },
    check_site: { zone, host: 'www' },
    audit_zone: { zone },
  };
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
      Object.entries(reads).map(([name, args]): [string, Scenario] => [
        name,
        async (caller) => {
          await caller.call(name, args);
        },
      ]),
    ),
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

/** One scenario for each tool that is offered; a tool nobody thought of gets the least that its schema takes. */
function scenariosFor(tools: readonly ListedTool[], known: Known): readonly (readonly [string, Scenario])[] {
  const written = scenarios(known);
  return tools.map(({ name, inputSchema }) => {
    const least = leastOf(inputSchema);
    const generic: Scenario = async (caller) => {
      await caller.call(name, least);
    };
    return [name, written[name] ?? generic] as const;
  });
}

function leastOf({ properties = {}, required = [] }: Schema): Arguments {
  return Object.fromEntries(required.map((name) => [name, leastValue(name, properties[name] ?? {})]));
}

function leastValue(name: string, { enum: choices, const: only, type, minimum }: Schema): unknown {
  if (name === 'zone') return zone;
  if (only !== undefined) return only;
  if (choices !== undefined) return choices[0];
  if (type === 'integer' || type === 'number') return minimum ?? 1;
  if (type === 'boolean') return false;
  if (type === 'array') return [];
  return type === 'object' ? {} : 'ssl';
}

const filled: Readonly<Record<string, string>> = { zone, name: `www.${zone}`, phase: 'redirect' };

/** What clients can read and complete besides calling tools: each resource, one of each template, each completion. */
async function readingScenarios(caller: Caller): Promise<readonly (readonly [string, Scenario])[]> {
  const listed = async (method: string, key: string): Promise<readonly Record<string, unknown>[]> => {
    const { result } = await caller.request(method);
    return (result?.[key] ?? []) as readonly Record<string, unknown>[];
  };
  const templates = (await listed('resources/templates/list', 'resourceTemplates')).map(({ uriTemplate }) =>
    String(uriTemplate),
  );
  const uris = [
    ...(await listed('resources/list', 'resources')).map(({ uri }) => String(uri)),
    ...templates.map((template) =>
      template.replaceAll(/\{([^}]*)\}/gu, (_, name: string) => filled[name] ?? zone),
    ),
  ];
  const completions = templates.flatMap((template) =>
    Array.from(template.matchAll(/\{([^}]*)\}/gu), ([, name = '']) => ({ template, name })),
  );
  return [
    ...uris.map((uri): [string, Scenario] => [
      uri,
      async () => {
        await caller.request('resources/read', { uri });
      },
    ]),
    ...completions.map(({ template, name }): [string, Scenario] => [
      `${template} ${name}`,
      async () => {
        await caller.request('completion/complete', {
          ref: { type: 'ref/resource', uri: template },
          argument: { name, value: '' },
          context: { arguments: { zone } },
        });
      },
    ]),
  ];
}

/** Asks for each prompt, which holds nothing of the service. */
export async function readPrompts(caller: Caller): Promise<void> {
  const { result } = await caller.request('prompts/list');
  const prompts = (result?.['prompts'] ?? []) as readonly Record<string, unknown>[];
  for (const { name, arguments: given } of prompts) {
    const names = ((given ?? []) as readonly { readonly name: string }[]).map((argument) => argument.name);
    const args = Object.fromEntries(names.map((one) => [one, zone]));
    await caller.request('prompts/get', { name, arguments: args });
  }
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

/** A server with planted texts, of which the test knows the tools and what its zone holds. */
export interface PlantedCloudflare extends PlantedServer {
  readonly tools: readonly ListedTool[];
  readonly scenarios: Scenarios;
}

export async function startPlantedCloudflare(
  planting: PlantingBundle,
  options: { readonly modern: boolean; readonly logLevel: string },
): Promise<PlantedCloudflare> {
  const server = await startPlanted(planting, { ...options, env: cleanEnvironment() });
  const { caller } = server;
  const { result } = await caller.request('tools/list');
  const tools = (result?.['tools'] ?? []) as ListedTool[];
  const calls = scenariosFor(tools, await learn(caller));
  return { ...server, tools, scenarios: { calls, readings: await readingScenarios(caller) } };
}
