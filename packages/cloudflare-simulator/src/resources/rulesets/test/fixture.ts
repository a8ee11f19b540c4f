/** One zone, `example.com`, behind the whole simulator, and the few things that the tests ask about an answer. */

import type { Phase } from '@crunchtools/rules-language';
import { stableId } from '../../../determinism.ts';
import { decode, encode } from '../../../envelope.ts';
import type { Permission, PlanName, Simulator, SimulatorOptions } from '../../../index.ts';
import { createSimulator, permissionNames, SIMULATOR_TOKEN } from '../../../index.ts';
import { isRecord } from '../../../json.ts';
import { API_PREFIX } from '../../../router.ts';
import type { Rule, Ruleset } from '../model.ts';

const ZONE = stableId('zone', 'example.com');
const LIMITED = `cfut_${'l'.repeat(48)}`;

export interface Reply {
  readonly status: number;
  readonly result: unknown;
  /** Of the first error. */
  readonly code: number | undefined;
  readonly message: string;
  readonly pointer: string | undefined;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Paths are below `/zones/{id}/rulesets`. */
type Send = (method: string, path: string, body?: unknown) => Promise<Reply>;

export interface Fixture {
  readonly simulator: Simulator;
  readonly send: Send;
  /** A token that has only these permissions. */
  readonly sendWith: (permissions: readonly Permission[], ...request: Parameters<Send>) => Promise<Reply>;
  /** Makes or replaces the entry point of a phase. */
  readonly entrypoint: (phase: Phase, rules: readonly unknown[]) => Promise<Ruleset>;
  /** The ruleset as it is now. */
  readonly read: (id: string) => Promise<Ruleset>;
}

export function fixture(plan: PlanName = 'enterprise', options: SimulatorOptions = {}): Fixture {
  const simulator = createSimulator({ seed: 'empty', plan, ...options });
  const send: Send = (...request) => sendAs(simulator, SIMULATOR_TOKEN, ...request);
  return {
    simulator,
    send,
    sendWith(permissions, ...request) {
      simulator.tokens.add({ token: LIMITED, permissions });
      return sendAs(simulator, LIMITED, ...request);
    },
    entrypoint: async (phase, rules) =>
      rulesetOf(await send('PUT', `/phases/${phase}/entrypoint`, { rules })),
    read: async (id) => rulesetOf(await send('GET', `/${id}`)),
  };
}

async function sendAs(
  simulator: Simulator,
  token: string,
  ...[method, path, body]: Parameters<Send>
): Promise<Reply> {
  const answer = await simulator.fetch({
    method,
    url: `${API_PREFIX}/zones/${ZONE}/rulesets${path}`,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: encode(typeof body === 'string' ? body : JSON.stringify(body)) }),
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  return replyOf(answer.status, decode(Buffer.concat(chunks)), answer.headers);
}

function replyOf(status: number, text: string, headers: Reply['headers']): Reply {
  const envelope: unknown = text === '' ? {} : JSON.parse(text);
  const { result, errors } = isRecord(envelope) ? envelope : {};
  const error: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const { code, message, source } = isRecord(error) ? error : {};
  const pointer = isRecord(source) ? source['pointer'] : undefined;
  return {
    status,
    result,
    code: typeof code === 'number' ? code : undefined,
    message: typeof message === 'string' ? message : '',
    pointer: typeof pointer === 'string' ? pointer : undefined,
    text,
    headers,
  };
}

export function rulesetOf(reply: Reply): Ruleset {
  if (isRuleset(reply.result)) return reply.result;
  throw new Error(`no ruleset: ${reply.status} ${reply.text}`);
}

function isRuleset(value: unknown): value is Ruleset {
  return isRecord(value) && typeof value['id'] === 'string' && Array.isArray(value['rules']);
}

export function ruleAt({ rules }: Ruleset, index: number): Rule {
  const rule = rules.at(index);
  if (rule === undefined) throw new Error(`no rule at ${index}`);
  return rule;
}

/** Everything that a token can be given, save these. */
export function allBut(...names: readonly Permission[]): readonly Permission[] {
  return permissionNames.filter((name) => !names.includes(name));
}

/** A rule of the custom phase; the cheapest there is. */
export function blockRule(ref: string, more: Readonly<Record<string, unknown>> = {}) {
  return { ref, action: 'block', expression: `http.host eq "${ref}.example.com"`, ...more };
}
