import { type JsonValue, sameJson } from '@crunchtools/mcp-core';
import { privateMatch } from '../scope/index.ts';
import type { Effects, Harm, Protection, RuleView } from './effect.ts';
import { at, objectIn, parameter, textIn } from './json.ts';
import { isWeak, protecting } from './policies.ts';
import { ruleGuards } from './table.ts';

/** What a rule does with one header. */
export interface HeaderWrite {
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
    isKeptBy: (other) => isKept(other.value),
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
