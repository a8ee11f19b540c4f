import { urlOf } from '@crunchtools/mcp-core';
import { between } from '@crunchtools/mcp-core/document/between';

/** A post as the checks look at it. */
export interface Checked {
  readonly id: number;
  readonly type: string;
  readonly status: string;
  readonly content: string;
  readonly link: string;
  /** Ids of its categories; nothing where its type has none. */
  readonly categories: readonly number[] | undefined;
}

export interface Finding {
  readonly check: 'link' | 'alt' | 'category' | 'orphan';
  readonly post: number;
  readonly detail: string;
}

/** Parts of addresses that are no posts, as WordPress makes them unless told otherwise. */
const others =
  /^\/(?:(?:wp-(?:content|admin|json|includes|login\.php)|category|tag|author|feed|comments|page|search|\d{4})(?:\/|$)|[^?]*\.\w{2,4}$)/u;

/** Addresses within the site that a text links to, without host, query and fragment, each once. */
export function internalLinks(content: string, home: string): readonly string[] {
  const base = new URL(home.endsWith('/') ? home : `${home}/`);
  const found = new Set<string>();
  for (const tag of between(content, /<a(?=\s)/giu, '>')) {
    const href = attributeOf(tag, 'href');
    const url = href === undefined ? undefined : urlOf(href.replaceAll('&amp;', '&'), base);
    if (url === undefined || url.host !== base.host || !url.pathname.startsWith(base.pathname)) continue;
    const path = `/${url.pathname.slice(base.pathname.length)}`;
    if (path !== '/' && !others.test(path)) found.add(withSlash(url.pathname));
  }
  return [...found];
}

/** Attributes with a value in quotes: as good as all that editors write. */
const attributes = {
  href: /\bhref=(?:"([^"]*)"|'([^']*)')/iu,
  alt: /\balt=(?:"([^"]*)"|'([^']*)')/iu,
} as const;

function attributeOf(tag: string, name: keyof typeof attributes): string | undefined {
  const [, double, single] = attributes[name].exec(tag.slice(0, longestTag)) ?? [];
  return double ?? single;
}

/** UTF-16 units of a tag that are looked at. */
const longestTag = 20_000;

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

function pathOf(link: string): string {
  const url = urlOf(link);
  return url === undefined ? link : withSlash(url.pathname);
}

/** How many images of a text say nothing to whoever does not see them. */
export function withoutAlt(content: string): number {
  let count = 0;
  for (const tag of between(content, /<img\b/giu, '>'))
    if ((attributeOf(tag, 'alt') ?? '').trim() === '') count += 1;
  return count;
}

/**
 * What is wrong with posts that are there together: what one links to is looked for among all.
 *
 * @param whole whether all posts are there; otherwise nothing is said of links and orphans.
 */
export function findingsIn(
  posts: readonly Checked[],
  home: string,
  {
    whole,
    linked,
    defaultCategory,
  }: {
    readonly whole: boolean;
    /** Addresses that menus link to. */
    readonly linked: readonly string[];
    readonly defaultCategory: number;
  },
): readonly Finding[] {
  const open = new Set(posts.filter(({ status }) => status === 'publish').map(({ link }) => pathOf(link)));
  const reached = new Set(linked.map(pathOf));
  const findings: Finding[] = [];
  for (const { id, content, categories } of posts) {
    for (const path of internalLinks(content, home)) {
      reached.add(path);
      if (whole && !open.has(path)) findings.push({ check: 'link', post: id, detail: path });
    }
    const images = withoutAlt(content);
    if (images > 0) findings.push({ check: 'alt', post: id, detail: `${images} images without alt text` });
    if (categories?.every((each) => each === defaultCategory))
      findings.push({ check: 'category', post: id, detail: 'none but the default one' });
  }
  // A list of all pages links to each of them.
  const listsPages = posts.some(({ content }) => /<!--\s+wp:page-list\b/u.test(content));
  for (const { id, type, status, link } of posts)
    if (whole && type === 'page' && status === 'publish' && !listsPages && !reached.has(pathOf(link)))
      findings.push({ check: 'orphan', post: id, detail: pathOf(link) });
  return findings;
}
