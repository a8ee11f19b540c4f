import { isJsonObject, type JsonObject } from '@crunchtools/mcp-core';
import { referencesIn } from '../page-rules/forward.ts';
import { countWildcards, forwardingTarget } from '../page-rules/index.ts';
import { Refusal, refuse } from '../problem.ts';
import { conditionOf, type Pattern, quoted, wildcardText } from './condition.ts';
import { difference } from './difference.ts';
import type { Difference, Draft } from './types.ts';

/** What a redirect of a Page Rule becomes. */
export interface Redirection {
  readonly drafts: readonly Draft[];
  readonly differences: readonly Difference[];
  /** Whether every request that matches the Page Rule is redirected, before and after. */
  readonly redirectsAll: boolean;
}

/** `always_use_https`: only requests over http are redirected, the others get nothing from the Page Rule. */
export function toHttps(pattern: Pattern): Redirection {
  if (pattern.scheme === 'https') return { drafts: [], differences: [], redirectsAll: false };
  const condition = conditionOf({ ...pattern, scheme: 'http' });
  const target = replace('http.request.full_uri', 'http://*', 'https://$1', 0);
  return {
    drafts: [redirectDraft(condition, { target_url_expression: target, status_code: 301 })],
    differences: [difference('before_firewall')],
    redirectsAll: pattern.scheme === 'http',
  };
}

/** `forwarding_url`. A reference to what the pattern does not capture has no equivalent: Cloudflare answers 500. */
export function forwarding(pattern: Pattern, value: unknown): Redirection | Refusal {
  const { url: template, status_code: status } = isJsonObject(value) ? value : {};
  if (typeof template !== 'string' || (status !== 301 && status !== 302))
    return refuse('its url or status_code is not understood');
  const source = sourceFor(pattern, referencesIn(template));
  if (source instanceof Refusal) return source;
  const { target, condition, differences } = source(template);
  return {
    drafts: [redirectDraft(condition, { ...target, status_code: status })],
    differences: [difference('before_firewall'), ...differences],
    redirectsAll: differences.length === 0,
  };
}

function redirectDraft(condition: string, redirect: JsonObject): Draft {
  // Page Rules pass a query string on only where a capture holds it.
  return {
    phase: 'redirect',
    condition,
    parameters: { redirect: { ...redirect, preserve_query_string: false } },
  };
}

interface Source {
  readonly target: { readonly target_url: string } | { readonly target_url_expression: string };
  readonly condition: string;
  readonly differences: readonly Difference[];
}

/** A function of a Rules expression takes up to eight references (Functions, `wildcard_replace`). */
const mostReferences = 8;

/** Where a redirect takes its captures from: nowhere, the path and query, or the whole URL. */
function sourceFor(
  pattern: Pattern,
  references: readonly number[],
): ((template: string) => Source) | Refusal {
  const { host, rest, written = '' } = pattern;
  const inFront = countWildcards(written) + countWildcards(host);
  const most = inFront + countWildcards(rest);
  const wrong = references.find((number) => number < 1 || number > most);
  if (wrong !== undefined) return refuse(`it uses $${wrong}, which its pattern does not capture`);
  if (references.length === 0) return (template) => fixed(pattern, template);
  if (references.length > mostReferences) return refuse(`it uses more than ${mostReferences} captures`);
  if (`${host}${rest}`.includes('**'))
    return refuse('it uses captures of a pattern with two asterisks in a row');
  if (references.every((number) => number > inFront))
    return (template) => fromUri(pattern, template, inFront);
  return fromWhole(pattern);
}

function fixed(pattern: Pattern, template: string): Source {
  return {
    target: { target_url: forwardingTarget(template, []) },
    condition: conditionOf(pattern),
    differences: [],
  };
}

/** Captures behind the host: those in front of it are not in the text, so that the numbers go down. */
function fromUri(pattern: Pattern, template: string, inFront: number): Source {
  const { rest } = pattern;
  const hasQuery = rest.includes('?') || rest.endsWith('*');
  const field = hasQuery ? 'http.request.uri' : 'http.request.uri.path';
  return {
    target: { target_url_expression: replace(field, rest, template, -inFront) },
    condition: conditionOf(pattern, { upTo: 'path' }),
    differences: hasQuery ? [] : [difference('query_in_wildcard')],
  };
}

/**
 * Captures of the host. The scheme is a capture of its own where the pattern leaves it out, so that the numbers go
 * up. A replacement whose pattern does not match would lead back to where the request came from, so the condition
 * has to be as narrow: URLs that hold a port are left out.
 */
function fromWhole(pattern: Pattern): ((template: string) => Source) | Refusal {
  const { host, rest, port, written } = pattern;
  if (port !== undefined) return refuse('it uses captures of a host with a port');
  const isOpen = !rest.includes('?') && !rest.endsWith('*');
  if (isOpen && rest.includes('*'))
    return refuse('it uses captures of its host, and its path has a wildcard in the middle only');
  const glob = `${written ?? 'http*'}://${host}${rest}${isOpen ? '*' : ''}`;
  return (template) => ({
    target: {
      target_url_expression: replace('http.request.full_uri', glob, template, written === undefined ? 1 : 0),
    },
    condition: conditionOf(pattern, { ports: 'usual' }),
    differences: [difference('other_ports')],
  });
}

function replace(field: string, glob: string, template: string, shift: number): string {
  return `wildcard_replace(${field}, ${wildcardText(glob)}, ${quoted(replacementFor(template, shift))})`;
}

/** `$1` as `${2}`; any other dollar sign is doubled. */
function replacementFor(template: string, shift: number): string {
  return template.replaceAll(/\\\$|\$(\d+)|\$/gu, (_, digits: string | undefined) =>
    digits === undefined ? '$$' : `\${${Number(digits) + shift}}`,
  );
}
