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
