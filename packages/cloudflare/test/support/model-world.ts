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

/** Our names of two phases, and Cloudflare's. */
export const phases = {
  url_rewrite: 'http_request_transform',
  response_headers: 'http_response_headers_transform',
} as const;
export type PhaseName = keyof typeof phases;
export const phaseNames: readonly PhaseName[] = ['url_rewrite', 'response_headers'];

export type Fields = Readonly<Record<string, unknown>>;
export interface Item {
  readonly id: string;
  /** What a user can set of it. */
  readonly state: Fields;
}

/** All that the operations can change: zones and DNS records in no order, rules and Page Rules in theirs. */
export interface State {
  readonly dns: readonly Item[];
  readonly url_rewrite: readonly Item[];
  readonly response_headers: readonly Item[];
  /** The lowest priority first. */
  readonly page_rules: readonly Item[];
  /** Those that the operations made, in no order. */
  readonly zones: readonly Item[];
}

/** What the names of new zones end in. No zone of the seed is called so. */
export const newZoneSuffix = '.model.example';

/** A simulated Cloudflare on a loopback port, whose time runs as fast as that of the server under test. */
export class World {
  readonly simulator: Simulator;
  readonly #fetch: Simulator['fetch'];
  readonly #zones = new Map<string, string>();

  constructor(acceleration: Acceleration) {
    this.simulator = createSimulator({
      seed: 'demo',
      determinism: acceleratedTime(acceleration),
      recordQuota: 5_000,
      rateLimit: { requests: 900_000_000, windowSeconds: 300 },
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

  async zoneId(name: string): Promise<string> {
    const known = this.#zones.get(name);
    if (known !== undefined) return known;
    const [zone] = await this.ask<{ id: string }[]>('GET', `/zones?name=${name}`);
    if (zone === undefined) throw new Error(`no zone ${name}`);
    this.#zones.set(name, zone.id);
    return zone.id;
  }

  async state(): Promise<State> {
    const [url_rewrite, response_headers] = await Promise.all(phaseNames.map((phase) => this.#rules(phase)));
    return {
      dns: await this.#records(),
      url_rewrite: url_rewrite ?? [],
      response_headers: response_headers ?? [],
      page_rules: await this.#pageRules(),
      zones: await this.#newZones(),
    };
  }

  /** The ruleset of a phase; both are there from the start. */
  async ruleset(phase: PhaseName): Promise<{ id: string; rules?: (Fields & { id: string })[] }> {
    const id = await this.zoneId(rulesZone);
    return this.ask('GET', `/zones/${id}/rulesets/phases/${phases[phase]}/entrypoint`);
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
