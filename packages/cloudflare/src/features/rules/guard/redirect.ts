import { type JsonValue, urlOf } from '@crunchtools/mcp-core';
import {
  analyse,
  evaluateValue,
  fromOctets,
  type Given,
  type RequestFacts,
  type Use,
} from '@crunchtools/rules-language';
import { dimensionsIn } from '../scope/request.ts';
import { anyMatch } from '../scope/search.ts';
import { hostsOf, isPrivatePath, pathsNamedBy, visitsOf } from '../scope/visits.ts';
import {
  at,
  breadthWords,
  type Effects,
  example,
  type Harm,
  type Protection,
  parameter,
  type RuleView,
  textIn,
} from './effect.ts';
import { ruleGuards } from './table.ts';

interface MatchedRequest {
  readonly url: string;
  readonly facts: RequestFacts;
}

type Matching = Pick<RuleView, 'scope' | 'zone'>;

const ordinaryPaths = ['/', '/q7h2v9', '/index.html', '/login', '/account', '/api/x', '/static/a.css'];
const mostPaths = 14;
const mostHosts = 4;

/** Requests that a rule matches: of ordinary visitors to hosts and paths that it names, and one that is made for it. */
export function matchedRequests(view: Matching): readonly MatchedRequest[] {
  const { scope, zone } = view;
  const { otherReading } = scope;
  const paths = [...new Set([...ordinaryPaths, ...pathsNamedBy(scope, zone)])].slice(0, mostPaths);
  const found = [...visitsTo(view, 'https', paths), ...visitsTo(view, 'http', paths)];
  if (otherReading !== undefined) found.push(...matchedRequests({ scope: otherReading, zone }));
  const special = anyMatch(scope, zone);
  return special.kind === 'some' ? [...found, special] : found;
}

/** @param more what else is special about the requests. */
function visitsTo(
  { scope, zone }: Matching,
  scheme: 'http' | 'https',
  paths: readonly string[],
  more: ReadonlyMap<string, Given> = new Map(),
): readonly MatchedRequest[] {
  const visits = visitsOf(scope, zone);
  const [apex = zone.name, www = '', , ...named] = hostsOf(scope, zone);
  return [apex, www, ...named].slice(0, mostHosts).flatMap((host) =>
    paths.flatMap((path) => {
      const visit = { scheme, host, path, method: 'GET', isSignedIn: false, visitor: 0 } as const;
      // To describe a whole request costs more than to see that the rule is not for it.
      const facts = visits.mayMatch(visit, more) ? visits.facts(visit, more) : undefined;
      return facts === undefined ? [] : [{ url: `${scheme}://${host}${path}`, facts }];
    }),
  );
}

/** Makes a text of a request; `undefined` when what it is cannot be known. */
type Template = (facts: RequestFacts) => string | undefined;

/** `{value}` or `{expression}` of the API. */
export function templateOf(given: JsonValue | undefined, use: Use): Template | undefined {
  const fixed = textIn(at(given, 'value'));
  if (fixed !== undefined) return () => fixed;
  const source = textIn(at(given, 'expression'));
  if (source === undefined) return undefined;
  const analysis = analyse(source, { use });
  if (!analysis.ok) return () => undefined;
  return (facts) => {
    const result = evaluateValue(analysis.expression, facts);
    return result.kind === 'string' ? fromOctets(result.value) : undefined;
  };
}

const secretFile = /(?:^|\/)\.(?!well-known\/)[a-z]|(?:^|\/)\.\.(?:\/|$)/iu;
/** An API is rewritten from one version to the next every day. */
const ordinaryApi = /(?:^|\/)(?:api|graphql|wp-json)(?=\/|$)/giu;

export function isPersonal(path: string): boolean {
  return isPrivatePath(path.replaceAll(ordinaryApi, '/x')) || secretFile.test(path);
}

export function rewriteEffects(view: RuleView): Effects {
  const uri = parameter(view.definition, 'uri') ?? null;
  const harms: Harm[] = [];
  const breadth = view.breadth();
  if (breadth !== undefined) {
    const text = `It rewrites ${breadthWords(breadth)}.`;
    harms.push({ guard: ruleGuards.everything.id, key: 'everything', value: uri, text });
  }
  const path = templateOf(at(uri, 'path'), 'rewrite_path');
  const moved =
    path && matchedRequests(view).find(({ facts, url }) => crosses(new URL(url).pathname, path(facts)));
  if (moved !== undefined) {
    const text = `It rewrites requests${example(moved.url)} to or from private pages, or to where it cannot be foreseen.`;
    harms.push({ guard: ruleGuards.rewrite.id, key: 'private', value: uri, text });
  }
  return { protections: [], harms };
}

function crosses(from: string, to: string | undefined): boolean {
  if (to === undefined) return true;
  return to !== from && (isPersonal(from) || isPersonal(to));
}

/** Hosts that nobody has (RFC 2606), to see whether a request can choose where it is led to. */
const elsewhere = 'elsewhere.invalid';

/** What a visitor may be given to click on: a host where a redirect takes over a part of the path. */
const hostileEnds = ['', '/', '//', 'https://', '/https://', '.', '@'].map((end) => `${end}${elsewhere}/`);

export function redirectEffects(view: RuleView): Effects {
  const from = parameter(view.definition, 'from_value') ?? null;
  const target = templateOf(at(from, 'target_url'), 'redirect_target');
  if (target === undefined) return { protections: [], harms: [unknownTarget(view)] };
  return effectsOfTarget(view, from, target);
}

/** @param from what tells this redirect from others. */
export function effectsOfTarget(view: RuleView, from: JsonValue, target: Template): Effects {
  const requests = matchedRequests(view);
  const secured = securedBy(view, requests, target);
  let harms: readonly Harm[] | undefined;
  return {
    protections: secured.some(({ isSamePage }) => isSamePage) ? [https] : [],
    // Of the rules around one that changes, only what they protect is looked at.
    get harms() {
      harms ??= harmsOf(view, from, requests, target);
      return harms;
    },
    leadsToHttps: secured.length > 0,
  };
}

function unknownTarget({ definition }: RuleView): Harm {
  const value = definition['action_parameters'] ?? null;
  return redirectHarm('unknown', value, 'Where it redirects to cannot be told here.');
}

function redirectHarm(key: string, value: JsonValue, text: string): Harm {
  return { guard: ruleGuards.redirect.id, key, value, text };
}

function harmsOf(
  view: RuleView,
  from: JsonValue,
  requests: readonly MatchedRequest[],
  target: Template,
): readonly Harm[] {
  const { zone } = view;
  const harms: Harm[] = [];
  const led = requests.map((request) => ({ ...request, to: urlTo(target, request) }));
  const foreign = led.find(({ to }) => to === undefined || !isInside(to.hostname, zone.name));
  if (foreign !== undefined) harms.push(redirectHarm('foreign', from, leaves(foreign.to)));
  else if (isOpen(view, from, requests, target))
    harms.push(redirectHarm('open', from, 'A link can be made that it redirects to any site.'));
  const plain = led.find(({ url, to }) => to?.protocol === 'http:' && url.startsWith('https:'));
  if (plain !== undefined)
    harms.push(
      redirectHarm('plain', from, `It redirects requests${example(plain.url)} from https to plain http.`),
    );
  const revealed = isMigrated(view) ? led.find(({ url }) => isPersonal(new URL(url).pathname)) : undefined;
  if (revealed !== undefined) {
    const text = `It redirects requests${example(revealed.url)} before the firewall looks at them.`;
    harms.push({ guard: ruleGuards.firewall.id, key: 'firewall', value: from, text });
  }
  const loop = led.find((request) => arrivesAtItself(view, request, target));
  if (loop !== undefined)
    harms.push(
      redirectHarm(
        'loop',
        from,
        `It redirects requests${example(loop.url)} to themselves, so that they never arrive.`,
      ),
    );
  const breadth = view.breadth();
  if (
    breadth !== undefined &&
    breadth.kind !== 'home' &&
    foreign === undefined &&
    !led.every(({ url, to }) => isCanonical(new URL(url), to))
  ) {
    const text = `It redirects ${breadthWords(breadth)} to another page.`;
    harms.push({ guard: ruleGuards.everything.id, key: 'everything', value: from, text });
  }
  return harms;
}

/** A Page Rule came behind the firewall; see `refFor` of the migration. */
function isMigrated({ definition }: RuleView): boolean {
  return textIn(definition['ref'])?.startsWith('page_rule_') ?? false;
}

function leaves(to: URL | undefined): string {
  const host = to?.hostname ?? '';
  const isPlain = /^[a-z0-9.-]{1,100}$/u.test(host) && host !== elsewhere;
  return isPlain
    ? `It leads visitors to another site: ${host}.`
    : 'It leads visitors to where it cannot be foreseen.';
}

function urlTo(target: Template, { url, facts }: MatchedRequest): URL | undefined {
  const text = target(facts);
  return text === undefined ? undefined : urlOf(text, url);
}

function isInside(host: string, zoneName: string): boolean {
  return host === zoneName || host.endsWith(`.${zoneName}`);
}

/** Whether where it leads to is led to itself. */
function arrivesAtItself(
  { scope, zone }: RuleView,
  { to }: { readonly to: URL | undefined },
  target: Template,
): boolean {
  if (to === undefined || !isInside(to.hostname, zone.name)) return false;
  const scheme = to.protocol === 'http:' ? 'http' : 'https';
  const visit = {
    scheme,
    host: to.hostname,
    path: `${to.pathname}${to.search}`,
    method: 'GET',
    isSignedIn: false,
    visitor: 0,
  } as const;
  const visits = visitsOf(scope, zone);
  const facts = visits.truth(visit) === true ? visits.facts(visit) : undefined;
  if (facts === undefined) return false;
  return urlTo(target, { url: to.href, facts })?.href === to.href;
}

/** The same page of a host of the zone: `www.` to none, http to https. */
function isCanonical(from: URL, to: URL | undefined): boolean {
  return (
    to !== undefined &&
    to.pathname === from.pathname &&
    !(from.protocol === 'https:' && to.protocol === 'http:')
  );
}

/** Whether what a request brings along, besides a path that is as it should be, can choose the host. */
function isOpen(
  view: RuleView,
  from: JsonValue,
  requests: readonly MatchedRequest[],
  target: Template,
): boolean {
  if (textIn(at(from, 'target_url', 'value')) !== undefined) return false;
  const source = textIn(at(from, 'target_url', 'expression'));
  const analysis = source === undefined ? undefined : analyse(source, { use: 'redirect_target' });
  const dimensions = analysis?.ok === true ? [...dimensionsIn(analysis.expression)] : [];
  const chosen = dimensions.filter((one) => /^(?:arg:|header:|cookie:|cookies$|query$)/u.test(one));
  const isLedOut = (request: MatchedRequest): boolean => {
    const to = urlTo(target, request);
    return to === undefined || !isInside(to.hostname, view.zone.name);
  };
  const prefixes = prefixesOf(requests);
  const paths = prefixes
    .flatMap((prefix) => hostileEnds.map((end) => `${prefix}${end}`))
    .filter((path) => path.startsWith('/'));
  if (visitsTo(view, 'https', paths).some(isLedOut)) return true;
  if (chosen.length === 0) return false;
  const plain = requests.slice(0, mostPlain).map(({ url }) => new URL(url).pathname);
  return hostileValues.some((value) => {
    const more = new Map<string, Given>(chosen.map((dimension) => [dimension, value]));
    return visitsTo(view, 'https', [...new Set(plain)], more).some(isLedOut);
  });
}

const mostPlain = 4;
const hostileValues = [
  `https://${elsewhere}/`,
  `//${elsewhere}/`,
  elsewhere,
  `.${elsewhere}`,
  `@${elsewhere}`,
];

/** Beginnings of paths that the rule matches, behind which a visitor may write anything. */
function prefixesOf(requests: readonly MatchedRequest[]): readonly string[] {
  const paths = [...new Set(requests.map(({ url }) => new URL(url).pathname))].filter(
    (path) => path.length > 1,
  );
  const folders = paths.map((path) => path.replace(/[^/]*$/u, ''));
  return [...new Set(['', ...folders, ...paths])].slice(0, 4);
}

/** Requests by http that it leads to https. */
function securedBy(
  { zone }: RuleView,
  requests: readonly MatchedRequest[],
  target: Template,
): readonly { readonly isSamePage: boolean }[] {
  return requests.flatMap((request) => {
    const [here, to] = [new URL(request.url), urlTo(target, request)];
    if (here.protocol !== 'http:' || to?.protocol !== 'https:' || !isInside(to.hostname, zone.name))
      return [];
    return [{ isSamePage: to.pathname === here.pathname }];
  });
}

const https: Protection = {
  guard: ruleGuards.https.id,
  key: 'https',
  isKeptBy: () => true,
  ends: 'It no longer redirects http to https.',
  narrows: 'It no longer redirects requests to https',
};
