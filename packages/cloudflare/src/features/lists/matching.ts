import { longestHost } from './domains.ts';
import { mostSlashes, plainPath, type Redirect, sourceOf } from './redirect.ts';

/** A redirect with the parts of its source. */
interface Known<Item> {
  readonly item: Item;
  readonly scheme: 'http' | 'https' | undefined;
  readonly host: string;
  readonly path: string;
  readonly subpaths: boolean;
  readonly subdomains: boolean;
}

/** A match, and where it leads. */
export interface Led<Item> {
  readonly item: Item;
  readonly url: string;
}

/**
 * Finds the redirect of a list that applies to a URL, by the algorithm in
 * developers.cloudflare.com/rules/url-forwarding/bulk-redirects/how-it-works: the most specific path wins, then the exact
 * host, then the closest domain, then a source that names the scheme.
 */
export class RedirectIndex<Item extends Redirect> {
  readonly #byHost = new Map<string, Map<string, Known<Item>[]>>();

  add(item: Item): void {
    const source = sourceOf(item.source_url);
    if (typeof source === 'string') return;
    const { host, path } = source;
    const paths = this.#byHost.get(host) ?? new Map<string, Known<Item>[]>();
    this.#byHost.set(host, paths);
    const known = {
      item,
      ...source,
      subpaths: item.subpath_matching,
      subdomains: item.include_subdomains,
    };
    paths.set(path, [...(paths.get(path) ?? []), known]);
  }

  /** @param url absolute, http or https. */
  match(url: string): Led<Item> | undefined {
    const [, scheme = '', host = '', path = '/', query = ''] =
      /^(https?):\/\/([^/?#:]+)(?::\d+)?(\/[^?#]*)?(\?[^#]*)?/iu.exec(url) ?? [];
    if (host === '') return undefined;
    const found = this.#find(scheme.toLowerCase(), host.toLowerCase(), plainPath(path));
    return found && { item: found.item, url: targetOf(found, plainPath(path), query) };
  }

  #find(scheme: string, host: string, path: string): Known<Item> | undefined {
    const hosts = hostsAbove(host).flatMap((name) => {
      const paths = this.#byHost.get(name);
      return paths === undefined ? [] : [{ paths, isExact: name === host }];
    });
    if (hosts.length === 0) return undefined;
    for (const candidate of pathsAbove(path)) {
      for (const { paths, isExact } of hosts) {
        const fitting = (paths.get(candidate) ?? []).filter(
          (known) =>
            (known.scheme === undefined || known.scheme === scheme) &&
            (isExact || known.subdomains) &&
            (candidate === path || known.subpaths),
        );
        const found = fitting.find((known) => known.scheme !== undefined) ?? fitting[0];
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
}

/** The host itself and the domains above it, the closest first. */
function hostsAbove(host: string): readonly string[] {
  if (host.length > longestHost) return [];
  const labels = host.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}

/**
 * The path itself and every path that it is below, the longest first, with and without a final slash. What a source with
 * subpaths cannot be, because it has too many slashes, is left out: a path may have thousands.
 */
function pathsAbove(path: string): readonly string[] {
  const slashes: number[] = [];
  for (
    let at = path.indexOf('/');
    at !== -1 && slashes.length <= mostSlashes;
    at = path.indexOf('/', at + 1)
  ) {
    slashes.push(at);
  }
  const above = slashes.toReversed().flatMap((at) => [path.slice(0, at + 1), path.slice(0, at)]);
  return [path, ...above.filter((one, index) => one !== '' && one !== path && one !== above[index - 1])];
}

function targetOf({ item, path: sourcePath }: Known<Redirect>, path: string, query: string): string {
  const suffix = item.subpath_matching && item.preserve_path_suffix ? path.slice(sourcePath.length) : '';
  const [, base = '', fragment = ''] = /^([^#]*)(#.*)?$/su.exec(item.target_url) ?? [];
  const [, place = '', ownQuery = ''] = /^([^?]*)(\?.*)?$/su.exec(base) ?? [];
  const isJoined = suffix === '' || suffix.startsWith('/') || place.endsWith('/');
  const joined = place.endsWith('/') && suffix.startsWith('/') ? suffix.slice(1) : suffix;
  return `${place}${isJoined ? '' : '/'}${joined}${item.preserve_query_string ? query : ownQuery}${fragment}`;
}
