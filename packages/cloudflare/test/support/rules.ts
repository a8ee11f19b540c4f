import { SIMULATOR_TOKEN } from '@crunchtools/cloudflare-simulator';
import type { Harness } from './in-process.ts';

/** A rule as the API has it. */
export interface WireRule {
  readonly id: string;
  readonly ref: string;
  readonly [member: string]: unknown;
}

export interface WireRuleset {
  readonly id: string;
  readonly version: string;
  readonly rules: readonly WireRule[];
}

/** Somebody else at the same account: requests that do not come from the server under test. */
export interface SecondWriter {
  send(method: string, path: string, body?: unknown): Promise<{ status: number; result: unknown }>;
  /** The entry point of a phase; without rules when there is none. */
  entrypoint(zone: string, phase: string): Promise<WireRuleset>;
  /** Adds a rule at the end of a ruleset that exists. */
  add(zone: string, phase: string, rule: Record<string, unknown>): Promise<void>;
}

export function secondWriter({ simulator }: Pick<Harness, 'simulator'>): SecondWriter {
  // The unspoilt function, so that a test that spoils requests of the server does not spoil these.
  const fetch = simulator.fetch.bind(simulator);

  async function send(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; result: unknown }> {
    const answer = await fetch({
      method,
      url: `/client/v4${path}`,
      headers: { authorization: `Bearer ${SIMULATOR_TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: new TextEncoder().encode(JSON.stringify(body)) }),
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of answer.body) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    return { status: answer.status, result: text === '' ? undefined : JSON.parse(text).result };
  }

  async function zoneId(name: string): Promise<string> {
    const { result } = await send('GET', `/zones?name=${name}`);
    return (result as { id: string }[])[0]?.id ?? '';
  }

  async function entrypoint(zone: string, phase: string): Promise<WireRuleset> {
    const { result } = await send('GET', `/zones/${await zoneId(zone)}/rulesets/phases/${phase}/entrypoint`);
    return (result as WireRuleset | null) ?? { id: '', version: '0', rules: [] };
  }

  return {
    send,
    entrypoint,
    async add(zone, phase, rule) {
      const { id } = await entrypoint(zone, phase);
      const { status } = await send('POST', `/zones/${await zoneId(zone)}/rulesets/${id}/rules`, rule);
      if (status !== 200) throw new Error(`the second writer was refused: ${status}`);
    },
  };
}

type Matcher = (method: string, url: string) => boolean;

/** Matches the second request that the other one would match. */
export function second(matches: Matcher): Matcher {
  let seen = 0;
  return (method, url) => {
    if (matches(method, url)) seen += 1;
    return seen === 2;
  };
}

/** Does something right before the first request of the server that matches. */
export function justBefore(
  { simulator }: Pick<Harness, 'simulator'>,
  matches: Matcher,
  act: () => Promise<unknown>,
): void {
  const fetch = simulator.fetch.bind(simulator);
  let isDone = false;
  simulator.fetch = async (request) => {
    if (!isDone && matches(request.method, request.url)) {
      isDone = true;
      await act();
    }
    return fetch(request);
  };
}

/** A write of rules that is meant: not the check of one. */
export function isRealWrite(method: string, url: string): boolean {
  return method !== 'GET' && url.includes('/rulesets') && !url.includes('dry_run');
}
