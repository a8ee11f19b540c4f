/** Plays a case on a zone of its own, through the server as `cli.ts` wires it, and says what came of it. */

import { createSimulator, type Simulator, serve } from '@crunchtools/cloudflare-simulator';
import {
  approve,
  ask,
  type Mode,
  modeArguments,
  type Outcome,
  type Stage,
} from '@crunchtools/mcp-core/testing';
import { type Harness, startInProcess } from '../support/in-process.ts';
import { relayedBundle } from '../support/model-process.ts';
import { startServer } from '../support/process.ts';
import { secondWriter } from '../support/rules.ts';
import { baseRecords, baseRules, baseSettings } from './base-zone.ts';
import { zone } from './calls.ts';
import type { Call, Case, Seed } from './case.ts';

type Members = Readonly<Record<string, unknown>>;

/** The ids that stand for the keys of a case. */
type Ids = ReadonlyMap<string, string>;

type Server = Pick<Harness, 'client' | 'simulator'>;

/** Sends a request to Cloudflare's API as somebody else would. @returns the result, or throws. */
type Write = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** Hundreds of cases share an account, and do not wait for its budget of requests. */
export const simulation = {
  seed: 'empty',
  plan: 'enterprise',
  rateLimit: { requests: 1_000_000, windowSeconds: 300 },
} as const;

const inProcess = (mode: Mode, account?: Simulator): Promise<Harness> =>
  startInProcess({
    args: [...modeArguments(mode), '--log-level', 'silent'],
    handshake: false,
    ...(account === undefined ? { simulator: simulation } : { account }),
  });

/** A zone as a case wants it, to which nothing was done since. */
interface Untouched {
  readonly account: Simulator;
  readonly ids: Ids;
  /** The last request that was sent there. */
  readonly last: number;
}

/**
 * Plays cases in this process. A zone to which nothing is done is used again, by servers that know nothing of it: making one takes
 * longer than the rest.
 */
export async function openInProcess(): Promise<Stage<Case>> {
  const zones = new Map<string, Untouched>();
  return {
    async play(one, mode) {
      // What is to be undone is known only to the server that did it.
      if (one.seed.before !== undefined) {
        const server = await inProcess(mode);
        const outcome = await playOn(server, one, mode);
        server.close();
        return outcome;
      }
      const key = JSON.stringify(one.seed);
      const kept = zones.get(key);
      const server = await inProcess(mode, kept?.account);
      const ids = kept?.ids ?? (await prepare(server, one.seed, mode));
      const since = kept?.last ?? lastOf(server.simulator.requests());
      const { outcome, last } = await askIn(server, resolve(one.call, ids), mode, since);
      server.close();
      if (outcome.kind === 'asked') zones.set(key, { account: server.simulator, ids, last });
      else zones.delete(key);
      return outcome;
    },
    close: async () => zones.clear(),
  };
}

/** Plays cases through a process each. */
export async function openProcesses(): Promise<Stage<Case>> {
  const simulator = createSimulator(simulation);
  const http = await serve(simulator, { port: 0 });
  const relayed = await relayedBundle(http.port);
  return {
    async play(one, mode) {
      simulator.reset();
      const server = startServer(['--sandbox', ...modeArguments(mode)], {}, relayed.cli);
      const outcome = await playOn({ client: server.client, simulator }, one, mode);
      await server.stop();
      return outcome;
    },
    async close() {
      await http.close();
      await relayed.remove();
    },
  };
}

function lastOf(requests: readonly { readonly sequence: number }[], before = 0): number {
  return requests.at(-1)?.sequence ?? before;
}

/** @param since the last request before it: an account that is used again and again has a long list of them. */
async function askIn(
  { client, simulator }: Server,
  call: Call,
  mode: Mode,
  since: number,
): Promise<{ readonly outcome: Outcome; readonly last: number }> {
  const outcome = await ask(client, call, mode);
  const requests = simulator.requests(since);
  const written = requests.filter(({ method, url }) => method !== 'GET' && !url.endsWith('?dry_run=true'));
  if (outcome.kind === 'asked' && written.length > 0)
    throw new Error(`asked, and written all the same: ${JSON.stringify(written)}`);
  return { outcome, last: lastOf(requests, since) };
}

/**
 * Plays a case on a server that nobody has used yet. @throws when the zone cannot be made, or the earlier call of the
 * case does not succeed.
 */
async function playOn(server: Server, { call, seed }: Case, mode: Mode): Promise<Outcome> {
  const ids = await prepare(server, seed, mode);
  return ask(server.client, resolve(call, ids), mode);
}

async function prepare(server: Server, seed: Seed, mode: Mode): Promise<Ids> {
  const writer = secondWriter(server);
  const ids = await seedZone(async (method, path, body) => {
    const { status, result } = await writer.send(method, path, body);
    if (status !== 200) throw new Error(`${method} ${path} of the seed: ${status} ${JSON.stringify(result)}`);
    return result;
  }, seed);
  server.simulator.registrar.publishDs(zone, seed.dnssec === 'disabled' ? 'none' : 'cloudflare');
  if (seed.before !== undefined) {
    const { change_id: id } = await approve(server.client, resolve(seed.before, ids), mode);
    ids.set('change', String(id));
  }
  return ids;
}

/** Makes the zone. @returns the ids of its objects, and under `key.phase` the phases of its rules. */
async function seedZone(write: Write, seed: Seed): Promise<Map<string, string>> {
  const { records, rules, settings } = withBase(seed);
  const zones = await write('GET', `/zones?name=${zone}`);
  const zonePath = `/zones/${idsIn(zones)[0]}`;
  const ids = new Map<string, string>();
  const posts = Object.values(records).map(({ name, ...rest }) => ({ ...rest, name: fullName(name) }));
  const batch = await write('POST', `${zonePath}/dns_records/batch`, { posts });
  note(ids, Object.keys(records), idsIn((batch as { posts: unknown }).posts));
  for (const phase of new Set(Object.values(rules).map((rule) => rule.phase))) {
    const ofPhase = Object.entries(rules).filter(([, rule]) => rule.phase === phase);
    const path = `${zonePath}/rulesets/phases/${phase}/entrypoint`;
    const made = await write('PUT', path, { rules: ofPhase.map(([, { phase: _, ...rule }]) => rule) });
    note(
      ids,
      ofPhase.map(([key]) => key),
      idsIn((made as { rules: unknown }).rules),
    );
    for (const [key] of ofPhase) ids.set(`${key}.phase`, phaseNames[phase] ?? phase);
  }
  for (const [key, { url, ...rest }] of Object.entries(seed.pageRules ?? {})) {
    const targets = [{ target: 'url', constraint: { operator: 'matches', value: url } }];
    const made = await write('POST', `${zonePath}/pagerules`, { status: 'active', ...rest, targets });
    note(ids, [key], idsIn([made]));
  }
  for (const [id, value] of Object.entries(settings)) {
    await write('PATCH', `${zonePath}/settings/${id}`, { value });
  }
  if (seed.dnssec !== 'disabled') await write('PATCH', `${zonePath}/dnssec`, { status: 'active' });
  return ids;
}

function withBase({ records = {}, rules = {}, settings = {}, without = [] }: Seed) {
  const kept = <Entry>(all: Readonly<Record<string, Entry>>): Readonly<Record<string, Entry>> =>
    Object.fromEntries(Object.entries(all).filter(([key]) => !without.includes(key)));
  return {
    records: { ...kept(baseRecords), ...records },
    rules: { ...kept(baseRules), ...rules },
    settings: { ...baseSettings, ...settings },
  };
}

function fullName(name: string): string {
  return name === '@' ? zone : `${name}.${zone}`;
}

function idsIn(list: unknown): readonly string[] {
  return (list as readonly { readonly id: string }[]).map(({ id }) => id);
}

function note(ids: Map<string, string>, keys: readonly string[], found: readonly string[]): void {
  if (keys.length !== found.length)
    throw new Error(`${keys.length} objects were seeded, ${found.length} made`);
  for (const [index, key] of keys.entries()) ids.set(key, found[index] ?? '');
}

/** The phases by the names that tools take. */
const phaseNames: Readonly<Record<string, string>> = {
  http_request_dynamic_redirect: 'redirect',
  http_request_transform: 'url_rewrite',
  http_config_settings: 'config',
  http_request_origin: 'origin',
  http_request_firewall_custom: 'waf_custom',
  http_ratelimit: 'rate_limit',
  http_request_firewall_managed: 'waf_managed',
  http_custom_errors: 'custom_errors',
  http_request_late_transform: 'request_headers',
  http_request_cache_settings: 'cache',
  http_response_headers_transform: 'response_headers',
  http_response_compression: 'compression',
};

/** The call with the ids in the places of their keys. @throws for a key that there is not. */
function resolve({ tool, args }: Call, ids: Ids): Call {
  const inside = (value: unknown): unknown => {
    if (typeof value === 'string') return /^\$[a-z]/u.test(value) ? idOf(value.slice(1), ids) : value;
    if (Array.isArray(value)) return value.map(inside);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inside(member)]));
  };
  return { tool, args: inside(args) as Members };
}

function idOf(key: string, ids: Ids): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`the case names ${key}, which is not in its zone`);
  return id;
}
