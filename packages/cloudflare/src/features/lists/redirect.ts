import { isJsonObject, type JsonObject, type JsonValue, urlOf } from '@crunchtools/mcp-core';
import { foldName } from '../../names.ts';
import { compact } from '../../schema.ts';
import { domainName } from '../../zone-key.ts';

/**
 * One redirect of a list, and what Cloudflare's documents say that it may be:
 * developers.cloudflare.com/rules/url-forwarding/bulk-redirects/reference/parameters, …/url-components, …/how-it-works.
 */
export interface Redirect {
  readonly source_url: string;
  readonly target_url: string;
  readonly status_code: number;
  readonly include_subdomains: boolean;
  readonly subpath_matching: boolean;
  readonly preserve_query_string: boolean;
  /** Without a meaning unless subpaths match; then always true here. */
  readonly preserve_path_suffix: boolean;
  readonly comment?: string | undefined;
}

/** As a caller gives it. What is left out stays as it is in the list, or has Cloudflare's default. */
export type RedirectInput = { readonly source_url: string } & {
  readonly [Member in Exclude<keyof Redirect, 'source_url'>]?: Redirect[Member] | undefined;
};

export const redirectFlags = [
  'include_subdomains',
  'subpath_matching',
  'preserve_query_string',
  'preserve_path_suffix',
] as const;

export const statusCodes = [301, 302, 307, 308] as const;

/** What the source of a redirect matches. */
export interface Source {
  /** Without one it is for both. */
  readonly scheme: 'http' | 'https' | undefined;
  /** In A-labels. */
  readonly host: string;
  /** Begins with a slash. */
  readonly path: string;
}

/** Octets of a source or target: 32 KB. */
const longestUrl = 32 * 1024;
/** In the path of a source that matches subpaths. */
export const mostSlashes = 16;
/** Characters of a comment (waf/tools/lists/lists-api/json-object). */
export const longestComment = 500;

/** What cannot stand in a URL, and what cannot be seen. */
const unwritable = /[\s\p{C}]/u;

/**
 * The parts of a source, in the one form in which sources are compared, or what is wrong with it. An empty path is `/`.
 * Cloudflare answers percent-encoded UTF-8 in its plain form, so that is the form here.
 */
export function sourceOf(text: string): Source | string {
  if (text.length > longestUrl) return 'is longer than 32 KB';
  if (unwritable.test(text)) return 'holds a blank or a character that cannot be seen';
  const [, scheme, authority = '', path = '', more = ''] =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#]*)([^?#]*)(.*)$/isu.exec(text) ?? [];
  const folded = scheme?.toLowerCase();
  if (folded !== undefined && folded !== 'http' && folded !== 'https') {
    return 'has another scheme than http or https';
  }
  if (more !== '') return 'has a query string or a fragment, which no source can match';
  if (text.includes('*')) {
    return 'has a wildcard, which sources do not know: include_subdomains and subpath_matching say the same';
  }
  if (authority.includes('@')) return 'has user information, which no source can match';
  if (/:\d*$/u.test(authority)) return 'has a port, which no source can match';
  const host = foldName(authority);
  if (!domainName.test(host)) return 'has no host such as www.example.com';
  return { scheme: folded, host, path: path === '' ? '/' : plainPath(path) };
}

export function sourceText({ scheme, host, path }: Source): string {
  return `${scheme === undefined ? '' : `${scheme}://`}${host}${path}`;
}

/** In plain form it would be another part of a URL, or could not be seen. */
const staysEscaped = /[\p{ASCII}\s\p{C}]/gu;

/** Percent-encoded UTF-8 as characters; other escapes in capitals, as RFC 3986 section 6.2.2.1 has them. */
export function plainPath(path: string): string {
  return path.replaceAll(/(?:%[0-9a-f]{2})+/giu, (escapes) => {
    const upper = escapes.toUpperCase();
    if (!/%[89A-F]/u.test(upper)) return upper;
    try {
      return decodeURIComponent(upper).replaceAll(staysEscaped, (one) => encodeURIComponent(one));
    } catch {
      return upper;
    }
  });
}

/** As it goes over the wire: what is not ASCII is escaped. */
function asciiUrl(url: string): string {
  return url.replaceAll(/[^\p{ASCII}]+/gu, (text) => encodeURIComponent(text));
}

/** What is wrong with a redirect, each with its member. Sources and targets are checked by Cloudflare's documents. */
export function problemsOf(redirect: Redirect): readonly (readonly [member: string, problem: string])[] {
  const source = sourceOf(redirect.source_url);
  const problems: (readonly [string, string])[] = [];
  if (typeof source === 'string') problems.push(['source_url', source]);
  else if (redirect.subpath_matching && source.path.split('/').length - 1 > mostSlashes) {
    problems.push(['source_url', 'has more than 16 slashes, the most with subpath_matching']);
  }
  const target = targetProblem(redirect);
  if (target !== undefined) problems.push(['target_url', target]);
  return problems;
}

function targetProblem({
  target_url: target,
  preserve_query_string: keepsQuery,
}: Redirect): string | undefined {
  if (target.length > longestUrl) return 'is longer than 32 KB';
  if (unwritable.test(target)) return 'holds a blank or a character that cannot be seen';
  const url = urlOf(target);
  if (url === undefined || !/^[a-z][a-z0-9+.-]*:/iu.test(target)) {
    return 'is no URL with a scheme, such as https://www.example.com/new';
  }
  if (/^(?:javascript|data|vbscript|file|blob):/iu.test(target))
    return 'is no address that a browser is led to';
  if (keepsQuery && url.search !== '') {
    return 'has a query string, which cannot stand beside preserve_query_string';
  }
  return undefined;
}

/** A redirect from what a caller gives and what is there. */
export function merged(given: RedirectInput, existing: Redirect | undefined): Redirect {
  const source = sourceOf(given.source_url);
  const {
    target_url: target = existing?.target_url ?? '',
    status_code: status = existing?.status_code ?? 301,
  } = given;
  const flag = (name: (typeof redirectFlags)[number], otherwise: boolean): boolean =>
    given[name] ?? existing?.[name] ?? otherwise;
  const subpaths = flag('subpath_matching', false);
  const comment = given.comment ?? existing?.comment;
  return {
    source_url: typeof source === 'string' ? given.source_url : sourceText(source),
    target_url: target,
    status_code: status,
    include_subdomains: flag('include_subdomains', false),
    subpath_matching: subpaths,
    preserve_query_string: flag('preserve_query_string', false),
    preserve_path_suffix: subpaths ? flag('preserve_path_suffix', true) : true,
    ...(comment === undefined || comment === '' ? {} : { comment }),
  };
}

/** A redirect as Cloudflare answers it; `undefined` when it is none. */
export function redirectOf(value: JsonValue | undefined, comment: string | undefined): Redirect | undefined {
  if (!isJsonObject(value)) return undefined;
  const { source_url: source, target_url: target, status_code: status } = value;
  if (typeof source !== 'string' || typeof target !== 'string') return undefined;
  const flags = Object.fromEntries(
    redirectFlags.flatMap((name) => (typeof value[name] === 'boolean' ? [[name, value[name]]] : [])),
  );
  const given = { source_url: source, target_url: target, comment, ...flags };
  return merged(typeof status === 'number' ? { ...given, status_code: status } : given, undefined);
}

const knownMembers: ReadonlySet<string> = new Set([
  'source_url',
  'target_url',
  'status_code',
  ...redirectFlags,
]);

/** What Cloudflare answers of a redirect and this server does not know; it goes back as it came. */
export function othersOf(value: JsonValue | undefined): JsonObject | undefined {
  if (!isJsonObject(value)) return undefined;
  const others = Object.entries(value).filter(([member]) => !knownMembers.has(member));
  return others.length === 0 ? undefined : Object.fromEntries(others);
}

/**
 * What is as Cloudflare has it by default is left out: a list may hold thousands.
 * @param others what this server does not know of it.
 */
export function redirectState(list: string, redirect: Redirect, others?: JsonValue): JsonObject {
  const { preserve_path_suffix: suffix, comment, ...rest } = redirect;
  return compact({
    list,
    source_url: rest.source_url,
    target_url: rest.target_url,
    status_code: rest.status_code,
    include_subdomains: rest.include_subdomains || undefined,
    subpath_matching: rest.subpath_matching || undefined,
    preserve_query_string: rest.preserve_query_string || undefined,
    preserve_path_suffix: suffix ? undefined : false,
    comment,
    others,
  });
}

/** @throws {TypeError} for what is no state of a redirect: a defect. */
export function redirectInState(state: JsonObject): Redirect {
  const { comment } = state;
  const redirect = redirectOf(state, typeof comment === 'string' ? comment : undefined);
  if (redirect === undefined) throw new TypeError('a redirect without a source or a target');
  return redirect;
}

/**
 * As the API takes it: every member, so that nothing depends on a default.
 * @param existing what it replaces, as Cloudflare answers it. Its source stays as it is written there, and what is not known here, too.
 */
export function redirectBody(redirect: Redirect, existing?: JsonValue): JsonObject {
  const { comment, ...rest } = redirect;
  const others = isJsonObject(existing) ? existing : {};
  const source = others['source_url'] ?? asciiUrl(rest.source_url);
  const members = { ...others, ...rest, source_url: source, target_url: asciiUrl(rest.target_url) };
  return compact({ redirect: members, comment });
}

/** A member of a state that is a text; nothing for another. */
export function textIn(state: JsonObject | undefined, member: string): string {
  const value = state?.[member];
  return typeof value === 'string' ? value : '';
}

export function describeRedirect(state: JsonObject): string {
  return `${textIn(state, 'source_url')} → ${textIn(state, 'target_url')}`;
}
