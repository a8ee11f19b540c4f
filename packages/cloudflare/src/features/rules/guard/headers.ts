import { type JsonValue, sameJson } from '@crunchtools/mcp-core';
import { privateMatch } from '../scope/visits.ts';
import {
  at,
  type Effects,
  type Harm,
  objectIn,
  type Protection,
  parameter,
  type RuleView,
  textIn,
} from './effect.ts';
import { ruleGuards } from './table.ts';

/**
 * Whether a value of a header that protects visitors protects as much as another. Each compares what browsers make of it:
 * fetch.spec.whatwg.org, html.spec.whatwg.org, w3c.github.io/webappsec-csp, RFC 6797.
 */
type AsStrong = (after: string, before: string) => boolean;

/** From the weakest on; what is not listed is the weakest of all. */
function ordered(...values: readonly string[]): AsStrong {
  const rank = (value: string): number => values.indexOf(value.trim().toLowerCase());
  return (after, before) => rank(after) >= rank(before);
}

const strictTransport: AsStrong = (after, before) => {
  const [now, then] = [hsts(after), hsts(before)];
  return now.age >= then.age && (now.subdomains || !then.subdomains) && (now.preload || !then.preload);
};

export function hsts(value: string): {
  readonly age: number;
  readonly subdomains: boolean;
  readonly preload: boolean;
} {
  const parts = value
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const age = /^max-age\s*=\s*"?(\d+)/u;
  return {
    age: Number(parts.map((part) => age.exec(part)?.[1]).find((found) => found !== undefined) ?? 0),
    subdomains: parts.includes('includesubdomains'),
    preload: parts.includes('preload'),
  };
}

/** Directives with their sources, in lower case; of two with a name the first counts. */
export function directives(value: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const part of value.split(/[;,]/u)) {
    const [name, ...sources] = part.trim().split(/\s+/u);
    if (name !== undefined && name !== '' && !found.has(name.toLowerCase()))
      found.set(
        name.toLowerCase(),
        sources.map((source) => source.toLowerCase()),
      );
  }
  return found;
}

/** No directive may go, and none may allow what it did not. */
const contentSecurity: AsStrong = (after, before) => {
  const [now, then] = [directives(after), directives(before)];
  for (const [name, sources] of then) {
    const allowed = now.get(name);
    if (allowed === undefined) return false;
    if (allowed.some((source) => source !== "'none'" && !sources.includes(source))) return false;
    // A nonce, a hash and strict-dynamic end what stands beside them: losing one brings that back.
    if (sources.some(isStrict) && !allowed.some(isStrict) && allowed.some((source) => anyScript.has(source)))
      return false;
  }
  return true;
};

function isStrict(source: string): boolean {
  return /^'(?:nonce-|sha\d+-|strict-dynamic')/u.test(source);
}

/** A script source that any attacker has. */
const anyScript = new Set([
  '*',
  'http:',
  'https:',
  'data:',
  'blob:',
  "'unsafe-inline'",
  "'unsafe-eval'",
  'http://*',
  'https://*',
]);

/** A policy that lets scripts of anybody run. One that says nothing of scripts is for something else. */
export function stopsNoScript(value: string): boolean {
  const policy = directives(value);
  const sources = policy.get('script-src') ?? policy.get('default-src');
  if (sources === undefined) return false;
  const strict = sources.some(isStrict);
  return sources.some((source) => anyScript.has(source) && !(strict && source !== "'unsafe-eval'"));
}

/** Each feature stays as closed: `camera=()` allows nobody, `camera=*` all. */
const permissions: AsStrong = (after, before) => {
  const [now, then] = [features(after), features(before)];
  for (const [name, allowed] of then) {
    const list = now.get(name);
    if (list === undefined) return false;
    if (list.some((one) => !allowed.includes(one))) return false;
  }
  return true;
};

function features(value: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    value.split(',').flatMap((part) => {
      const [, name, list] = /^\s*([a-z-]+)\s*=\s*\(?([^)]*)\)?/iu.exec(part) ?? [];
      if (name === undefined || list === undefined) return [];
      return [
        [
          name.toLowerCase(),
          list
            .toLowerCase()
            .split(/\s+/u)
            .filter((one) => one !== ''),
        ] as const,
      ];
    }),
  );
}

const referrer = ordered(
  'unsafe-url',
  'no-referrer-when-downgrade',
  'origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
  'strict-origin',
  'same-origin',
  'no-referrer',
);

/** Headers by which a site tells browsers to protect its visitors. */
export const protecting: Readonly<Record<string, AsStrong>> = {
  'content-security-policy': contentSecurity,
  'cross-origin-embedder-policy': ordered('unsafe-none', 'credentialless', 'require-corp'),
  'cross-origin-opener-policy': ordered(
    'unsafe-none',
    'noopener-allow-popups',
    'same-origin-allow-popups',
    'same-origin',
  ),
  'cross-origin-resource-policy': ordered('cross-origin', 'same-site', 'same-origin'),
  'permissions-policy': permissions,
  'referrer-policy': referrer,
  'strict-transport-security': strictTransport,
  'x-content-type-options': ordered('nosniff'),
  'x-frame-options': ordered('sameorigin', 'deny'),
  'x-permitted-cross-domain-policies': ordered('all', 'by-content-type', 'master-only', 'none'),
  'origin-agent-cluster': ordered('?0', '?1'),
  'clear-site-data': (after, before) => after === before,
};

/** A value that protects nobody, or less than browsers do by themselves. */
export function isWeak(name: string, value: string): boolean {
  const lower = value.trim().toLowerCase();
  switch (name) {
    case 'strict-transport-security':
      return hsts(value).age === 0;
    case 'content-security-policy':
      return stopsNoScript(value);
    case 'x-frame-options':
      return lower !== 'deny' && lower !== 'sameorigin';
    case 'x-content-type-options':
      return lower !== 'nosniff';
    case 'referrer-policy':
      return ['unsafe-url', 'no-referrer-when-downgrade', 'origin', 'origin-when-cross-origin'].includes(
        lower,
      );
    case 'cross-origin-opener-policy':
    case 'cross-origin-embedder-policy':
      return lower === 'unsafe-none';
    case 'cross-origin-resource-policy':
      return lower === 'cross-origin';
    case 'x-permitted-cross-domain-policies':
      return lower === 'all';
    case 'permissions-policy':
      return [...features(value).values()].some((list) => list.includes('*'));
    case 'origin-agent-cluster':
      return lower === '?0';
    default:
      return false;
  }
}

/** What a rule does with one header. */
interface HeaderWrite {
  /** In lower case. */
  readonly name: string;
  readonly operation: 'set' | 'add' | 'remove';
  /** Absent when it is computed, or removed. */
  readonly value: string | undefined;
  readonly expression: string | undefined;
  readonly raw: JsonValue;
}

export function headerWrites(view: Pick<RuleView, 'definition'>): readonly HeaderWrite[] {
  return Object.entries(objectIn(parameter(view.definition, 'headers'))).map(([name, what = null]) => {
    const operation = at(what, 'operation');
    return {
      name: name.toLowerCase(),
      operation: operation === 'set' || operation === 'add' ? operation : 'remove',
      value: textIn(at(what, 'value')),
      expression: textIn(at(what, 'expression')),
      raw: what,
    };
  });
}

export function responseHeaderEffects(view: RuleView): Effects {
  const writes = headerWrites(view);
  return {
    protections: writes.flatMap(protectionsOf),
    harms: writes.flatMap((write) => harmsOf(write, view, writes)),
  };
}

function isProtecting(name: string): boolean {
  return Object.hasOwn(protecting, name);
}

function protectionsOf({ name, operation, value, expression, raw }: HeaderWrite): readonly Protection[] {
  if (operation === 'remove') {
    // Taking away what shares answers with other sites protects, too.
    return sharing.has(name) ? [kept(name, raw, (other) => sameJson(other, raw))] : [];
  }
  if (!isProtecting(name) || (value !== undefined && isWeak(name, value))) return [];
  return [kept(name, raw, (other) => isAsStrong(name, other, { value, expression, operation }))];
}

function kept(name: string, value: JsonValue, isKept: (other: JsonValue) => boolean): Protection {
  return {
    guard: ruleGuards.responseHeader.id,
    key: name,
    value,
    isKeptBy: (other) => isKept(other.value ?? null),
    ends: `It no longer sends ${name} as it did, which protects visitors.`,
    narrows: `It no longer sends ${name}, which protects visitors, with answers to requests`,
  };
}

function isAsStrong(
  name: string,
  after: JsonValue,
  before: Pick<HeaderWrite, 'value' | 'expression' | 'operation'>,
): boolean {
  const value = textIn(at(after, 'value'));
  if (before.operation === 'set' && at(after, 'operation') === 'add') return false;
  if (value === undefined || before.value === undefined)
    return before.expression !== undefined && at(after, 'expression') === before.expression;
  return protecting[name]?.(value, before.value) ?? true;
}

/** Headers by which answers are shared with other sites (fetch.spec.whatwg.org, CORS protocol). */
const sharing: ReadonlySet<string> = new Set([
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-private-network',
]);

function harmsOf(write: HeaderWrite, view: RuleView, all: readonly HeaderWrite[]): readonly Harm[] {
  const { name, operation, value, raw } = write;
  const harm = (guard: string, text: string): readonly Harm[] => [
    { guard, key: `header ${name}`, value: raw, text },
  ];
  if (isProtecting(name)) {
    const protects = ruleGuards.responseHeader.id;
    if (operation === 'remove') return harm(protects, `It removes ${name}, which protects visitors.`);
    if (value !== undefined && isWeak(name, value))
      return harm(protects, `It sends ${name} with a value that protects nobody.`);
    if (value === undefined && name !== 'content-security-policy')
      return harm(protects, `It sends ${name} with a value that is computed.`);
  }
  const text = dangerOf(write, view, all);
  return text === undefined ? [] : harm(ruleGuards.answer.id, text);
}

const leading: ReadonlySet<string> = new Set(['location', 'refresh', 'alt-svc', 'link', 'content-location']);
const reporting: ReadonlySet<string> = new Set(['report-to', 'reporting-endpoints', 'nel']);
const wideSharing = /^(?:\*|null)$/iu;

function dangerOf(write: HeaderWrite, view: RuleView, all: readonly HeaderWrite[]): string | undefined {
  const { name, operation, value = '', expression } = write;
  if (name === 'set-cookie' && operation !== 'add')
    return 'It replaces all cookies that an answer sets: add keeps them.';
  if (name === 'www-authenticate' && operation !== 'add')
    return 'It changes how visitors are asked to sign in.';
  if (operation === 'remove') return removalDanger(name, view);
  if (sharing.has(name) && isShared(write, all)) return `It lets other sites read answers by ${name}.`;
  if (leading.has(name) && leadsAway(`${value}${expression ?? ''}`, view))
    return `It leads visitors elsewhere by ${name}.`;
  if (reporting.has(name)) return `It tells browsers to report to an address, by ${name}.`;
  if (name === 'service-worker-allowed') return 'It lets a script take over more of the site.';
  if (name === 'clear-site-data') return 'It makes browsers forget cookies and what the site stored.';
  if (name === 'content-type' || name === 'content-disposition' || name === 'content-encoding')
    return view.breadth() === undefined && !/html|svg|xml|script/iu.test(value)
      ? undefined
      : `It makes browsers take answers for something else, by ${name}.`;
  if (name === 'x-robots-tag' && /noindex|none/iu.test(value) && isMainSite(view))
    return 'It takes the site out of search engines.';
  return isKeepable(name, value) && isForPeople(view)
    ? `It lets others keep pages made for one visitor, by ${name}.`
    : undefined;
}

/** A host of its own may well stay out of search engines. */
function isMainSite(view: RuleView): boolean {
  const host = view.breadth()?.host;
  return host === view.zone.name || host === `www.${view.zone.name}`;
}

function removalDanger(name: string, view: RuleView): string | undefined {
  if (
    /^(?:cache-control|cdn-cache-control|surrogate-control|vary|pragma|expires)$/u.test(name) &&
    isForPeople(view)
  )
    return `It removes ${name}, by which pages made for one visitor are kept apart.`;
  if (
    /^(?:content-type|content-disposition|access-control-allow-origin|location)$/u.test(name) &&
    view.breadth() !== undefined
  )
    return `It removes ${name} from every answer.`;
  return undefined;
}

/** With credentials, or for whatever site asks. A `*` alone is for answers that everybody may have. */
function isShared({ name, value = '', expression }: HeaderWrite, all: readonly HeaderWrite[]): boolean {
  if (name !== 'access-control-allow-origin')
    return value.toLowerCase() === 'true' || expression !== undefined;
  const withCredentials = all.some(
    (other) => other.name === 'access-control-allow-credentials' && other.operation !== 'remove',
  );
  return expression !== undefined || withCredentials || (wideSharing.test(value) && value !== '*');
}

function isForPeople(view: RuleView): boolean {
  return view.breadth() !== undefined || privateMatch(view.scope, view.zone) !== undefined;
}

function isKeepable(name: string, value: string): boolean {
  if (!/^(?:cache-control|cdn-cache-control|surrogate-control)$/u.test(name)) return false;
  return !/no-store|no-cache|private|max-age=0/iu.test(value);
}

function leadsAway(text: string, { zone }: RuleView): boolean {
  if (/http\.|concat|regex|wildcard/u.test(text)) return true;
  const hosts = [...text.matchAll(/\/\/([a-z0-9.-]+)|="?([a-z0-9-]+(?:\.[a-z0-9-]+)+):\d/giu)].map(
    ([, one, other]) => one ?? other ?? '',
  );
  return hosts.some((host) => host !== zone.name && !host.toLowerCase().endsWith(`.${zone.name}`));
}

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
