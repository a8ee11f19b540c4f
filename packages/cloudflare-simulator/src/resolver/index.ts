/**
 * Cloudflare's public resolver, asked over HTTPS for JSON (1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json).
 * It is another host than the API's, wants no token, and looks at none.
 */

import type { SimulatedRequest } from '../contract.ts';
import type { RenderedResponse } from '../envelope.ts';
import { encode } from '../envelope.ts';
import { targetOf } from '../target.ts';
import { createResolverCache } from './cache.ts';
import type { AnsweredRecord, Question, Resolution } from './model.ts';
import { numberOf, typeName } from './record-types.ts';
import type { Namespace } from './resolve.ts';
import { resolve } from './resolve.ts';

/** The only path of the resolver. */
export const RESOLVER_PATH = '/dns-query';

const MEDIA_TYPE = 'application/dns-json';
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['', false],
  ['0', false],
  ['false', false],
  ['1', true],
  ['true', true],
]);

export interface ResolverOptions {
  readonly namespace: Namespace;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told the name of which the name servers were asked, once they are answered. */
  readonly delegationAsked?: (name: string) => void;
  /** Whether answers are kept for their TTL, so that a change is seen late, as in the world. */
  readonly caches: boolean;
}

export interface Resolver {
  answer(request: SimulatedRequest): RenderedResponse;
  /** Forgets what it kept. */
  reset(): void;
}

export function createResolver({ namespace, now, caches, delegationAsked }: ResolverOptions): Resolver {
  const cache = createResolverCache(now);
  return {
    answer(request) {
      const question = questionOf(request);
      if (typeof question === 'string') return json(400, { error: question });
      const ask = (): Resolution => resolve(question, namespace);
      const answer = json(200, render(question, caches ? cache.answer(question, ask) : ask()));
      if (question.type === 'NS') delegationAsked?.(question.name);
      return answer;
    },
    reset: () => cache.clear(),
  };
}

/** The question, or what is wrong with it: the texts of a bad flag are documented, the others are assumed. */
function questionOf({ method, url, headers }: SimulatedRequest): Question | string {
  const { path, query } = targetOf(url);
  if (path !== RESOLVER_PATH) return 'Not Found';
  if (method !== 'GET' || headers['accept']?.includes(MEDIA_TYPE) !== true) {
    return 'Only questions for JSON are simulated';
  }
  const name = nameOf(query.get('name') ?? '');
  if (name === undefined) return 'Invalid query name';
  const type = typeName(query.get('type') ?? 'A');
  if (type === undefined) return `Invalid query type \`${query.get('type')}\``;
  const checkingDisabled = FLAGS.get(query.get('cd') ?? '');
  if (checkingDisabled === undefined) return badFlag('CD', query.get('cd'));
  if (!FLAGS.has(query.get('do') ?? '')) return badFlag('DO', query.get('do'));
  return { name, type, checkingDisabled };
}

/** @returns undefined for what is no name (RFC 1035 §2.3.4). */
function nameOf(text: string): string | undefined {
  const name = text.replace(/\.$/, '').toLowerCase();
  const fits = name.length > 0 && name.length <= 253;
  return fits && name.split('.').every((label) => /^[!-~]{1,63}$/.test(label)) ? name : undefined;
}

function badFlag(flag: string, value: string | null): string {
  return `Invalid ${flag} flag \`${value}\`. Expected to be empty or one of \`0\`, \`false\`, \`1\`, or \`true\`.`;
}

/** Names come with a final dot, as in the documentation; `Answer` and `Authority` are left out when empty. */
function render(
  question: Question,
  { status, answers, authority, authenticated, comments }: Resolution,
): unknown {
  return {
    Status: status,
    TC: false,
    RD: true,
    RA: true,
    AD: authenticated,
    CD: question.checkingDisabled,
    Question: [{ name: `${question.name}.`, type: numberOf(question.type) }],
    ...(answers.length === 0 ? {} : { Answer: answers.map(shown) }),
    ...(authority.length === 0 ? {} : { Authority: authority.map(shown) }),
    ...(comments.length === 0 ? {} : { Comment: comments }),
  };
}

function shown({ name, type, ttl, data }: AnsweredRecord): unknown {
  return { name: `${name}.`, type: numberOf(type), TTL: ttl, data };
}

function json(status: number, value: unknown): RenderedResponse {
  return { status, headers: { 'content-type': MEDIA_TYPE }, body: encode(JSON.stringify(value)) };
}
