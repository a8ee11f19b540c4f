/** Plays a case on a zone of its own, through the server as `cli.ts` wires it, and says what came of it. */

import type { Simulator } from '@crunchtools/cloudflare-simulator';
import { type Harness, startInProcess } from '../support/in-process.ts';
import { envelope } from '../support/rpc.ts';
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

export type Outcome =
  /** Nobody was asked. */
  | { readonly kind: 'applied' }
  /** A question or a digest, with the reasons. */
  | { readonly kind: 'asked'; readonly text: string }
  /** Neither done nor asked. */
  | { readonly kind: 'refused'; readonly text: string };

/** A client that cannot ask a person, or one that can, before a server that accepts nothing else. */
export type Mode = 'digest' | 'strict';

/** Hundreds of cases share an account, and do not wait for its budget of requests. */
export const simulation = {
  seed: 'empty',
  plan: 'enterprise',
  rateLimit: { requests: 1_000_000, windowSeconds: 300 },
} as const;

export const argumentsOf = (mode: Mode): readonly string[] =>
  mode === 'strict' ? ['--confirm', 'strict'] : [];

const inProcess = (mode: Mode, account?: Simulator): Promise<Harness> =>
  startInProcess({
    args: [...argumentsOf(mode), '--log-level', 'silent'],
    handshake: false,
    ...(account === undefined ? { simulator: simulation } : { account }),
  });

/** Plays a case in this process. @throws as `playOn`. */
export async function play(one: Case, mode: Mode): Promise<Outcome> {
  const server = await inProcess(mode);
  try {
    return await playOn(server, one, mode);
  } finally {
    server.close();
  }
}

/** A zone as a case wants it, to which nothing was done since. */
interface Untouched {
  readonly account: Simulator;
  readonly ids: Ids;
}

/** By the seed. */
export type Zones = Map<string, Untouched>;

/**
 * As `play`, for both clients. A zone to which nothing is done is used again, by servers that know nothing of it: making one
 * takes longer than the rest.
 * @param zones that earlier cases left as they were.
 * @throws as `playOn`, and when something was written by a call that was only asked about.
 */
export async function playBoth(one: Case, zones: Zones): Promise<Readonly<Record<Mode, Outcome>>> {
  // What is to be undone is known only to the server that did it.
  if (one.seed.before !== undefined)
    return { digest: await play(one, 'digest'), strict: await play(one, 'strict') };
  const key = JSON.stringify(one.seed);
  const made = zones.get(key) ?? (await makeZone(one.seed));
  zones.set(key, made);
  const digest = await ask(made, one.call, 'digest');
  const strict = digest.kind === 'applied' ? await play(one, 'strict') : await ask(made, one.call, 'strict');
  if (digest.kind !== 'asked' || strict.kind !== 'asked') zones.delete(key);
  return { digest, strict };
}

async function makeZone(seed: Seed): Promise<Untouched> {
  const server = await inProcess('digest');
  const ids = await prepare(server, seed, 'digest');
  server.close();
  return { account: server.simulator, ids };
}

async function ask({ account, ids }: Untouched, call: Call, mode: Mode): Promise<Outcome> {
  const before = account.requests().at(-1)?.sequence ?? 0;
  const server = await inProcess(mode, account);
  const outcome = outcomeOf(await request(server, resolve(call, ids), mode));
  server.close();
  const written = account
    .requests(before)
    .filter(({ method, url }) => method !== 'GET' && !url.endsWith('?dry_run=true'));
  if (outcome.kind === 'asked' && written.length > 0)
    throw new Error(`asked, and written all the same: ${JSON.stringify(written)}`);
  return outcome;
}

/**
 * Plays a case on a server that nobody has used yet. @throws when the zone cannot be made, or the earlier call of the
 * case does not succeed.
 */
export async function playOn(server: Server, { call, seed }: Case, mode: Mode): Promise<Outcome> {
  const ids = await prepare(server, seed, mode);
  return outcomeOf(await request(server, resolve(call, ids), mode));
}

async function prepare(server: Server, seed: Seed, mode: Mode): Promise<Ids> {
  const writer = secondWriter(server);
  const ids = await seedZone(async (method, path, body) => {
    const { status, result } = await writer.send(method, path, body);
    if (status !== 200) throw new Error(`${method} ${path} of the seed: ${status} ${JSON.stringify(result)}`);
    return result;
  }, seed);
  server.simulator.registrar.publishDs(zone, seed.dnssec === 'disabled' ? 'none' : 'cloudflare');
  if (seed.before !== undefined) ids.set('change', await approve(server, resolve(seed.before, ids), mode));
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

interface ToolResult {
  readonly resultType?: string;
  readonly requestState?: string;
  readonly inputRequests?: unknown;
  readonly structuredContent?: Members;
}

/** Both clients speak 2026-07-28, where a question is the result of the call. */
async function request(
  server: Server,
  { tool, args }: Call,
  mode: Mode,
  also: Members = {},
): Promise<ToolResult> {
  const meta = envelope();
  const capabilities = mode === 'strict' ? { elicitation: { form: {} } } : {};
  const { result, error } = await server.client.request('tools/call', {
    name: tool,
    arguments: args,
    ...also,
    _meta: { ...meta, 'io.modelcontextprotocol/clientCapabilities': capabilities },
  });
  if (result === undefined) throw new Error(`protocol error ${error?.code}: ${error?.message}`);
  return result;
}

function outcomeOf(result: ToolResult): Outcome {
  if (result.resultType === 'input_required') {
    return { kind: 'asked', text: JSON.stringify(result.inputRequests) };
  }
  const { status, reasons, error } = result.structuredContent ?? {};
  if (status === 'applied') return { kind: 'applied' };
  if (status === 'needs_confirmation') return { kind: 'asked', text: JSON.stringify(reasons) };
  return { kind: 'refused', text: JSON.stringify(error ?? result) };
}

/** Makes a call and approves it. @returns the id of the change. */
async function approve(server: Server, { tool, args }: Call, mode: Mode): Promise<string> {
  const first = await request(server, { tool, args }, mode);
  const answered =
    first.resultType === 'input_required'
      ? await request(server, { tool, args }, mode, {
          requestState: first.requestState,
          inputResponses: { approval: { action: 'accept', content: { approve: true } } },
        })
      : typeof first.structuredContent?.['confirm'] === 'string'
        ? await request(
            server,
            { tool, args: { ...args, confirm: first.structuredContent['confirm'] } },
            mode,
          )
        : first;
  const { status, change_id: id } = answered.structuredContent ?? {};
  if (status !== 'applied' || typeof id !== 'string') {
    throw new Error(`the earlier call was not applied: ${JSON.stringify(answered)}`);
  }
  return id;
}
