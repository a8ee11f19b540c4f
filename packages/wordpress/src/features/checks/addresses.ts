import { urlOf } from '@crunchtools/mcp-core';
import { between } from '@crunchtools/mcp-core/document/between';

/** Parts of addresses that are no posts, as WordPress makes them unless told otherwise. */
const others =
  /^\/(?:(?:wp-(?:content|admin|json|includes|login\.php)|category|tag|author|feed|comments|page|search|\d{4})(?:\/|$)|[^?]*\.\w{2,4}$)/u;

/**
 * What an address within the site leads to: its path, or `?p=5` where it names a post by its id, as sites without permalinks do. Without
 * host, fragment and other parameters. Nothing for the home page and for what is no post.
 */
export function targetOf(address: string, home: string): string | undefined {
  const base = new URL(home.endsWith('/') ? home : `${home}/`);
  const url = urlOf(address.replaceAll(/&(?:amp|#0?38);/gu, '&'), base);
  if (url === undefined || url.host !== base.host || !url.pathname.startsWith(base.pathname))
    return undefined;
  const path = `/${url.pathname.slice(base.pathname.length)}`;
  if (path === '/' || path === '/index.php') {
    const id = url.searchParams.get('p') ?? url.searchParams.get('page_id') ?? '';
    return /^[1-9]\d{0,15}$/u.test(id) ? `?p=${id}` : undefined;
  }
  if (others.test(path)) return undefined;
  return url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`;
}

/** What a text links to within the site, each once: by elements, and by the items of a navigation, which are blocks without any. */
export function internalLinks(content: string, home: string): readonly string[] {
  const found = new Set<string>();
  const add = (address: string | undefined): void => {
    const target = address === undefined ? undefined : targetOf(address, home);
    if (target !== undefined) found.add(target);
  };
  for (const tag of between(content, /<a(?=\s)/giu, '>')) add(attributeOf(tag, 'href'));
  for (const mark of between(content, /<!--\s+wp:navigation-(?:link|submenu)\s/gu, '-->')) add(urlIn(mark));
  return [...found];
}

/** UTF-16 units of a tag, or of a mark, that are looked at. */
export const longestTag = 20_000;

/** Attributes with a value in quotes: as good as all that editors write. */
const attributes = {
  href: /\bhref=(?:"([^"]*)"|'([^']*)')/iu,
  alt: /\balt=(?:"([^"]*)"|'([^']*)')/iu,
} as const;

export function attributeOf(tag: string, name: keyof typeof attributes): string | undefined {
  const [, double, single] = attributes[name].exec(tag.slice(0, longestTag)) ?? [];
  return double ?? single;
}

/** The address in the attributes of a block, which are JSON. */
function urlIn(mark: string): string | undefined {
  const [, quoted] = /"url":("(?:[^"\\]|\\.)*")/u.exec(mark.slice(0, longestTag)) ?? [];
  if (quoted === undefined) return undefined;
  try {
    return String(JSON.parse(quoted));
  } catch {
    return undefined;
  }
}
