import {
  createDeterminism,
  createSimulator,
  type Determinism,
  type RunningServer,
  SIMULATOR_TOKEN,
  type SimulatedRequest,
  type SimulatedResponse,
  type Simulator,
  serve,
} from '@crunchtools/cloudflare-simulator';
import type { Acceleration } from './model-process.ts';

export const dnsZone = 'mapleandpine.net';
export const rulesZone = 'mapleandpine.com';

/** Our names of four phases, and Cloudflare's. */
export const phases = {
  url_rewrite: 'http_request_transform',
  response_headers: 'http_response_headers_transform',
  custom_errors: 'http_custom_errors',
  waf_managed: 'http_request_firewall_managed',
} as const;
export type PhaseName = keyof typeof phases;
export const phaseNames: readonly PhaseName[] = [
  'url_rewrite',
  'response_headers',
  'custom_errors',
  'waf_managed',
];

export type Fields = Readonly<Record<string, unknown>>;
export interface Item {
  readonly id: string;
  /** What a user can set of it. */
  readonly state: Fields;
}

/** All that the operations can change: rules and Page Rules in their order, everything else in none. */
export interface State extends Readonly<Record<PhaseName, readonly Item[]>> {
  readonly dns: readonly Item[];
  /** The lowest priority first. */
  readonly page_rules: readonly Item[];
  /** Those that the operations made, in no order. */
  readonly zones: readonly Item[];
  /** Those of the account whose names the operations use. */
  readonly lists: readonly Item[];
  /** What is in them. Ids are the list and what tells its items apart: Cloudflare's own are in no answer of the server. */
  readonly items: readonly Item[];
  /** Rules of the account that use one of the lists. */
  readonly list_rules: readonly Item[];
}

export interface ListedItem extends Item {
  readonly cloudflareId: string;
}

/** So long Cloudflare works on items of a list, in its own time. */
export const bulkOperationMs = 1_500;

/** What the names of the lists begin with. */
export const listPrefix = 'model_';

/** What the names of new zones end in. No zone of the seed is called so. */
export const newZoneSuffix = '.model.example';

/** A simulated Cloudflare on a loopback port, whose time runs as fast as that of the server under test. */
export class World {
  readonly simulator: Simulator;
  readonly #fetch: Simulator['fetch'];
  readonly #zones = new Map<string, string>();
  #account: Promise<string> | undefined;

  constructor(acceleration: Acceleration) {
    this.simulator = createSimulator({
      seed: 'demo',
      determinism: acceleratedTime(acceleration),
      recordQuota: 5_000,
      rateLimit: { requests: 900_000_000, windowSeconds: 300 },
      listOperationMilliseconds: bulkOperationMs,
    });
    this.#fetch = this.simulator.fetch.bind(this.simulator);
  }

  /** The simulator's own answer, without any fault. */
  fetch(request: SimulatedRequest): Promise<SimulatedResponse> {
    return this.#fetch(request);
  }

  /** @param fetch what answers in the place of the simulator. */
  serve(fetch: Simulator['fetch']): Promise<RunningServer> {
    return serve({ ...this.simulator, fetch }, { port: 0 });
  }

  /** Asks as somebody else would. @throws when the answer is a refusal. */
  async ask<Result = unknown>(method: string, path: string, body?: unknown): Promise<Result> {
    const answer = await this.#fetch({
      method,
      url: `/client/v4${path}`,
      headers: { authorization: `Bearer ${SIMULATOR_TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: new TextEncoder().encode(JSON.stringify(body)) }),
    });
    const parsed = JSON.parse(await textOf(answer));
    if (parsed.success !== true) throw new Error(`${method} ${path}: ${JSON.stringify(parsed.errors)}`);
    return parsed.result as Result;
  }

  /** Makes the rulesets that are there from the start and that the seed does not have. */
  async prepare(): Promise<void> {
    const id = await this.zoneId(rulesZone);
    for (const phase of ['custom_errors', 'waf_managed'] as const)
      await this.ask('PUT', `/zones/${id}/rulesets/phases/${phases[phase]}/entrypoint`, { rules: [] });
  }

  /** The path of the account. */
  async accountPath(): Promise<string> {
    this.#account ??= this.ask<{ id: string }[]>('GET', '/accounts').then(([account]) => account?.id ?? '');
    return `/accounts/${await this.#account}`;
  }

  /** What a list holds, by the ids of `State.items`, with Cloudflare's. */
  async listed(list: { readonly id: string; readonly name: string }): Promise<readonly ListedItem[]> {
    const path = `${await this.accountPath()}/rules/lists/${list.id}/items?per_page=500`;
    const items = await this.ask<Fields[]>('GET', path);
    return items.map((item) => {
      const state = settableItem({ list: list.name, ...(item['redirect'] as Fields | undefined), ...item });
      return { id: keyOfItem(state), cloudflareId: String(item['id']), state };
    });
  }

  /** As `listed`. @param path of the list. */
  async listedAt(path: string): Promise<readonly ListedItem[]> {
    const { id, name } = await this.ask<{ id: string; name: string }>('GET', path);
    return this.listed({ id, name });
  }

  async zoneId(name: string): Promise<string> {
    const known = this.#zones.get(name);
    if (known !== undefined) return known;
    const [zone] = await this.ask<{ id: string }[]>('GET', `/zones?name=${name}`);
    if (zone === undefined) throw new Error(`no zone ${name}`);
    this.#zones.set(name, zone.id);
    return zone.id;
  }

  async state(): Promise<State> {
    const lists = await this.#lists();
    const items = await Promise.all(
      lists.map(({ id, state }) => this.listed({ id, name: String(state['name']) })),
    );
    return {
      dns: await this.#records(),
      url_rewrite: await this.#rules('url_rewrite'),
      response_headers: await this.#rules('response_headers'),
      custom_errors: await this.#rules('custom_errors'),
      waf_managed: await this.#rules('waf_managed'),
      page_rules: await this.#pageRules(),
      zones: await this.#newZones(),
      lists,
      items: items.flat().map(({ id, state }) => ({ id, state })),
      list_rules: await this.#listRules(),
    };
  }

  /** The ruleset of a phase; all are there from the start. */
  async ruleset(phase: PhaseName): Promise<{ id: string; rules?: (Fields & { id: string })[] }> {
    const id = await this.zoneId(rulesZone);
    return this.ask('GET', `/zones/${id}/rulesets/phases/${phases[phase]}/entrypoint`);
  }

  async #lists(): Promise<readonly Item[]> {
    const lists = await this.ask<Fields[]>('GET', `${await this.accountPath()}/rules/lists`);
    return lists
      .filter(({ name }) => String(name).startsWith(listPrefix))
      .map((list) => ({ id: String(list['id']), state: settableList(list) }));
  }

  async #listRules(): Promise<readonly Item[]> {
    const path = `${await this.accountPath()}/rulesets/phases/http_request_redirect/entrypoint`;
    const { rules } = await this.ask<{ rules: Fields[] }>('GET', path);
    return rules
      .map((rule) => ({ id: String(rule['id']), state: settableListRule(rule) }))
      .filter(({ state }) => String(state['list']).startsWith(listPrefix));
  }

  async #newZones(): Promise<readonly Item[]> {
    const zones = await this.ask<Fields[]>('GET', `/zones?name=ends_with:${newZoneSuffix}&per_page=50`);
    return zones.map((zone) => ({ id: String(zone['id']), state: settableZone(zone) }));
  }

  async #records(): Promise<readonly Item[]> {
    const path = `/zones/${await this.zoneId(dnsZone)}/dns_records?per_page=5000`;
    const records = await this.ask<(Fields & { id: string })[]>('GET', path);
    return records.map(({ id, ...fields }) => ({ id, state: settableRecord(fields) }));
  }

  async #rules(phase: PhaseName): Promise<readonly Item[]> {
    const { rules = [] } = await this.ruleset(phase);
    return rules.map(({ id, ...fields }) => ({ id, state: settableRule(fields) }));
  }

  async #pageRules(): Promise<readonly Item[]> {
    const rules = await this.ask<Fields[]>('GET', `/zones/${await this.zoneId(rulesZone)}/pagerules`);
    return rules
      .toSorted((one, other) => Number(one['priority']) - Number(other['priority']))
      .map((rule) => ({ id: String(rule['id']), state: settablePageRule(rule) }));
  }
}

/** The members that say the same in the API and in the answers of the server. Defaults are left out. */
export function settableRecord(fields: Fields): Fields {
  const { type, name, content, ttl, proxied, priority, comment } = fields;
  return withoutEmpty({
    type,
    name,
    content,
    ttl,
    proxied: proxied === true ? true : undefined,
    priority,
    comment,
  });
}

export function settableZone({ name, type }: Fields): Fields {
  return { name, type };
}

export function settableList({ name, kind }: Fields): Fields {
  return { name, kind };
}

/** From the API's form or the server's. What else a redirect has, no operation here sets. */
export function settableItem({ list, source_url, target_url, status_code, ip, comment }: Fields): Fields {
  return withoutEmpty({ list, source_url, target_url, status_code, ip, comment });
}

export function keyOfItem({ list, source_url, ip }: Fields): string {
  return `${String(list)} ${String(source_url ?? ip)}`;
}

/** From the API's form, where the list is among the parameters, or from the server's. */
export function settableListRule({ list, action_parameters: parameters }: Fields): Fields {
  const from = parameters as { from_list?: { name?: string } } | undefined;
  return { list: list ?? from?.from_list?.name };
}

export function settableRule(fields: Fields): Fields {
  const { ref, description, expression, action, action_parameters, enabled } = fields;
  return withoutEmpty({ ref, description, expression, action, action_parameters, enabled });
}

/** From the API's form, where targets and actions are lists, or from the server's, where they are not. */
export function settablePageRule({ url, targets, actions, status }: Fields): Fields {
  const listed = Array.isArray(actions)
    ? Object.fromEntries(actions.map(({ id, value }: Fields) => [id, value ?? true]))
    : actions;
  const [target] = (targets ?? []) as { constraint: { value: string } }[];
  return { url: url ?? target?.constraint.value, actions: listed, status };
}

function withoutEmpty(fields: Fields): Fields {
  const members = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  return Object.fromEntries(members);
}

export async function textOf({ body }: SimulatedResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** So that the limits of the simulator, too, pass as fast as the server waits for them. */
function acceleratedTime({ speed, epoch }: Acceleration): Determinism {
  return { ...createDeterminism(), now: () => Math.round(epoch + (Date.now() - epoch) * speed) };
}
