import { sameJson } from '@crunchtools/mcp-core';
import type { Effects, Harm, Protection, RuleView } from './effect.ts';
import { type HeaderWrite, headerWrites } from './response-headers.ts';
import { ruleGuards } from './table.ts';

/** By which a visitor proves who it is; without it, nobody is signed in. */
const proving: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'x-api-key',
  'x-csrf-token',
  'x-xsrf-token',
  'cf-access-jwt-assertion',
  'cf-access-client-id',
  'cf-access-client-secret',
  'origin',
  'referer',
  'sec-fetch-site',
]);

/** By which an origin is told the address, scheme or host of a visitor, and often believes it. */
const telling =
  /^(?:x-forwarded-\w+|forwarded|x-real-ip|true-client-ip|x-client-ip|client-ip|x-cluster-client-ip|cf-connecting-ip|x-originating-ip|x-remote-\w+|remote-\w+|x-host|x-original-\w+|x-rewrite-url|x-http-method-override|via|host|content-length|transfer-encoding|connection|upgrade)$/u;

/** Names that sound like a proof or a right of somebody. */
const trusted =
  /auth|token|secret|(?:^|[-_])key|signature|hmac|jwt|csrf|xsrf|(?:^|[-_])(?:user|uid|role|roles|admin|account|tenant|group|groups|email|identity|session|verified|trusted|internal|scope|permission|permissions|debug|bypass|preview|staff|ssl|cert|client)(?:[-_]|$)/u;

function isTrusted(name: string): boolean {
  return proving.has(name) || telling.test(name) || trusted.test(name);
}

export function requestHeaderEffects(view: RuleView): Effects {
  const writes = headerWrites(view).filter(({ name }) => isTrusted(name));
  return { protections: writes.map(protectionOf), harms: writes.flatMap(harmOf) };
}

/** What a rule sets may prove that a request came by Cloudflare, and what it removes nobody can feign. */
function protectionOf({ name, raw }: HeaderWrite): Protection {
  return {
    guard: ruleGuards.requestHeader.id,
    key: name,
    value: raw,
    isKeptBy: ({ value }) => sameJson(value, raw),
    ends: `It no longer hands on ${name} as it did, which origins trust.`,
    narrows: `It no longer hands on ${name} as it did, which origins trust, with requests`,
  };
}

function harmOf(write: HeaderWrite): readonly Harm[] {
  const { name, operation, raw } = write;
  // Visitors feign such headers: to remove one that proves nothing for them protects.
  if (operation === 'remove' && !proving.has(name) && !ownAddress.has(name)) return [];
  if (operation !== 'remove' && tellsTruth(write)) return [];
  const does = operation === 'remove' ? 'removes' : 'sets';
  const text = `It ${does} ${name}, by which origins know who asks.`;
  return [{ guard: ruleGuards.requestHeader.id, key: `header ${name}`, value: raw, text }];
}

/** Without these, an origin takes all visitors for one: limits and locks by address hit everybody. */
const ownAddress: ReadonlySet<string> = new Set([
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-real-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'host',
]);

/** The address that Cloudflare saw is no lie. */
function tellsTruth({ name, expression }: HeaderWrite): boolean {
  return (
    /ip|forwarded|addr/u.test(name) &&
    /^\s*(?:to_string\(\s*ip\.src\s*\)|ip\.src)\s*$/u.test(expression ?? '')
  );
}
