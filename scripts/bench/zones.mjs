// Calls whose cost grows with what a zone holds, not with what they are asked.
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { Child } from './child.mjs';
import { costOf } from './costs.mjs';
import { recordsBetween } from './records.mjs';
import { relayed } from './relayed.mjs';
import { startSimulator } from './simulator.mjs';
import { bareRequest, timesOf } from './timing.mjs';

const zone = 'example.com';

/**
 * Records, WAF rules and Page Rules of the largest zone: Cloudflare lets a zone have 125 Page Rules. Items of each of the
 * two lists of its account.
 */
const most = { records: 10_000, rules: 1_000, pageRules: 125, items: 10_000 };

const decompress = promisify(brotliDecompress);

/** How often each call is measured: what the collector of garbage does differs from time to time. */
const turns = 3;

/** @param {number} count @template Item @param {(index: number) => Item} make */
const list = (count, make) => Array.from({ length: count }, (_, index) => make(index));

/** @param {number} index */
const expression = (index) => `http.host eq "www.${zone}" and http.request.uri.path eq "/old-${index}"`;

/** @param {string} action @param {(index: number) => object} [parameters] */
const ruleOf = (action, parameters) => (/** @type {number} */ index) => ({
  description: `r${index}`,
  expression: expression(index),
  action,
  enabled: true,
  ...(parameters && { action_parameters: parameters(index) }),
});

/** @param {number} index */
const target = (index) => ({
  from_value: { status_code: 301, target_url: { value: `https://${zone}/new-${index}` } },
});

/** @param {number} index */
const header = (index) => ({ headers: { 'x-old': { operation: 'set', value: `${index}` } } });

/**
 * The phases that a request goes through, and how many rules of the largest zone each has: no more than Cloudflare lets
 * it have.
 *
 * @type {readonly (readonly [phase: string, most: number, make: (index: number) => object])[]}
 */
const phases = [
  ['http_request_firewall_custom', 1_000, ruleOf('block')],
  ['http_request_dynamic_redirect', 299, ruleOf('redirect', target)],
  ['http_request_late_transform', 300, ruleOf('rewrite', header)],
  ['http_response_headers_transform', 300, ruleOf('rewrite', header)],
  ['http_config_settings', 100, ruleOf('set_config', () => ({ rocket_loader: false }))],
];

/** The rules of the first phase as `set_rules` takes them. @param {number} index */
const wished = (index) => ({ description: `r${index}`, expression: expression(index), action: 'block' });

/** As `sync_redirects` takes them. @param {number} index */
const moved = (index) => ({
  source_url: `${zone}/old/${index}`,
  target_url: `https://${zone}/new/${index}`,
});

/** As `sync_ip_list` takes them. @param {number} index */
const blocked = (index) => ({ ip: `198.${18 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}` });

/** @param {import('./simulator.mjs').Bench} simulator @param {number} items */
async function fillLists(simulator, items) {
  const [{ id: account }] = await simulator.ask('GET', '/accounts');
  const lists = `/accounts/${account}/rules/lists`;
  const redirects = await simulator.ask('POST', lists, { name: 'moved', kind: 'redirect' });
  const bodies = list(items, (index) => ({ redirect: moved(index) }));
  await simulator.ask('POST', `${lists}/${redirects.id}/items`, bodies);
  const addresses = await simulator.ask('POST', lists, { name: 'blocked', kind: 'ip' });
  await simulator.ask('POST', `${lists}/${addresses.id}/items`, list(items, blocked));
}

/** @param {import('./simulator.mjs').Bench} simulator @param {number} part Of the largest zone. */
async function fill(simulator, part) {
  const [{ id }] = await simulator.ask('GET', '/zones');
  const size = sizes(part);
  for (let from = 0; from < size.records; from += 3_500) {
    const posts = recordsBetween(from, Math.min(size.records, from + 3_500));
    await simulator.ask('POST', `/zones/${id}/dns_records/batch`, { posts });
  }
  for (const [phase, mostOfPhase, make] of phases) {
    const rules = list(Math.max(1, Math.round(mostOfPhase * part)), make);
    await simulator.ask('PUT', `/zones/${id}/rulesets/phases/${phase}/entrypoint`, { rules });
  }
  for (let index = 0; index < size.pageRules; index += 1) {
    await simulator.ask('POST', `/zones/${id}/pagerules`, {
      targets: [{ target: 'url', constraint: { operator: 'matches', value: `${zone}/p${index}/*` } }],
      actions: [{ id: 'browser_cache_ttl', value: 7_200 }],
      status: 'active',
    });
  }
  await fillLists(simulator, size.items);
  return id;
}

/** @param {number} part */
function sizes(part) {
  return {
    records: Math.max(1, Math.round(most.records * part)),
    rules: Math.max(1, Math.round(most.rules * part)),
    pageRules: Math.max(1, Math.round(most.pageRules * part)),
    items: Math.max(1, Math.round(most.items * part)),
  };
}

/** The page for which most is read: Cloudflare gives items from the front only. @param {string} name */
const lastPage = (name) => (/** @type {number} */ part) => ({
  list: name,
  page: Math.max(1, Math.ceil(sizes(part).items / 100)),
});

/** @typedef {{ readonly tool: string, readonly what: string, readonly args: (part: number) => object }} Asked */

/** @type {readonly Asked[]} */
const asked = [
  { tool: 'export_dns_records', what: `${most.records} records`, args: () => ({ zone }) },
  {
    tool: 'list_dns_records',
    what: `${most.records} records`,
    args: () => ({ zone, per_page: 100 }),
  },
  {
    tool: 'sync_dns_records',
    what: `${most.records} records, none differs`,
    args: (part) => ({ zone, dry_run: true, records: recordsBetween(0, sizes(part).records) }),
  },
  {
    tool: 'import_dns_records',
    what: `${most.records} records, none differs`,
    args: (part) => ({
      zone,
      dry_run: true,
      zone_file: recordsBetween(0, sizes(part).records)
        .map(({ name, ttl, content }) => `${name} ${ttl} IN A ${content}\n`)
        .join(''),
    }),
  },
  { tool: 'list_rules', what: '2,000 rules', args: () => ({ zone }) },
  {
    tool: 'trace_request',
    what: '2,000 rules',
    args: () => ({ zone, url: `https://www.${zone}/x` }),
  },
  {
    tool: 'create_rule',
    what: '2,000 rules',
    args: () => ({
      zone,
      dry_run: true,
      phase: 'redirect',
      expression: `http.host eq "new.${zone}"`,
      redirect: { target_url: `https://${zone}/` },
    }),
  },
  {
    tool: 'set_rules',
    what: `${most.rules} rules of one phase, none differs`,
    args: (part) => ({
      zone,
      dry_run: true,
      phase: 'waf_custom',
      rules: list(sizes(part).rules, wished),
    }),
  },
  { tool: 'audit_zone', what: `${most.records} records and 2,000 rules`, args: () => ({ zone }) },
  { tool: 'check_site', what: `${most.records} records and 2,000 rules`, args: () => ({ zone, host: 'h1' }) },
  { tool: 'list_redirects', what: `a list of ${most.items}`, args: lastPage('moved') },
  {
    tool: 'sync_redirects',
    what: `a list of ${most.items}, none differs`,
    args: (part) => ({ list: 'moved', dry_run: true, redirects: list(sizes(part).items, moved) }),
  },
  { tool: 'list_ip_lists', what: `a list of ${most.items}`, args: lastPage('blocked') },
  {
    tool: 'sync_ip_list',
    what: `a list of ${most.items}, none differs`,
    args: (part) => ({ list: 'blocked', dry_run: true, items: list(sizes(part).items, blocked) }),
  },
  { tool: 'list_page_rules', what: `${most.pageRules} Page Rules`, args: () => ({ zone }) },
  { tool: 'migrate_page_rules', what: `${most.pageRules} Page Rules`, args: () => ({ zone }) },
];

/**
 * @template Result
 * @param {number} part
 * @param {(where: { readonly cli: string, readonly simulator: import('./simulator.mjs').Bench, readonly id: string }) => Promise<Result>} work
 */
export async function inZone(part, work) {
  const simulator = await startSimulator('enterprise');
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  try {
    const id = await fill(simulator, part);
    return await work({ cli: await relayed(folder, simulator), simulator, id });
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * What calls cost in zones of each size, once they were made before.
 *
 * @param {readonly number[]} parts Of the largest zone.
 * @returns {Promise<readonly { readonly name: string, readonly costs: readonly import('./costs.mjs').Cost[] }[]>}
 */
export async function zoneCosts(parts) {
  /** @type {Map<Asked, import('./costs.mjs').Cost[]>} */
  const costs = new Map(asked.map((one) => [one, []]));
  for (const part of parts) {
    await inZone(part, async ({ cli }) => {
      for (const one of asked) {
        const args = one.args(part);
        const before = [{ name: one.tool, arguments: args }];
        const tries = [];
        for (let turn = 0; turn < turns; turn += 1) tries.push(await costOf(one.tool, args, { cli, before }));
        const [cheapest] = tries.sort((some, other) => some.total - other.total);
        if (cheapest !== undefined) costs.get(one)?.push(cheapest);
      }
    });
  }
  return [...costs].map(([{ tool, what }, found]) => ({ name: `${tool}, in a zone: ${what}`, costs: found }));
}

/**
 * How long `set_rules` without a difference takes, and the requests that it makes, by turns; milliseconds, the shortest of
 * each, because other work on the machine only adds.
 *
 * @param {number} rounds
 */
export function unchangedRules(rounds) {
  return inZone(1, async ({ cli, simulator, id }) => {
    const server = new Child(process.execPath, [cli, '--sandbox', '--log-level', 'silent']);
    try {
      await server.hello();
      const args = { zone, phase: 'waf_custom', rules: list(most.rules, wished) };
      const call = () => server.ask('tools/call', { name: 'set_rules', arguments: args });
      const answer = String(await call());
      if (!answer.includes('"changes":[]')) throw new Error(`there are differences: ${answer.slice(0, 500)}`);
      const get = bareRequest(http.get, {
        host: '127.0.0.1',
        port: simulator.port,
        path: `/client/v4/zones/${id}/rulesets/phases/${phases[0]?.[0]}/entrypoint`,
        // As the server asks: compressing the answer is part of what the request takes.
        headers: { authorization: `Bearer ${simulator.token}`, 'accept-encoding': 'br' },
        agent: new http.Agent({ keepAlive: true }),
      });
      const request = async () => JSON.parse(String(await decompress(await get())));
      /** @type {{ call: number[], request: number[] }} */
      const times = { call: [], request: [] };
      for (let round = 0; round < rounds + 5; round += 1) {
        times.request.push(...(await timesOf(request, 1)));
        times.call.push(...(await timesOf(call, 1)));
      }
      return { call: Math.min(...times.call), request: Math.min(...times.request), rules: most.rules };
    } finally {
      await server.end();
    }
  });
}
