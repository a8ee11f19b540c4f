import { between } from '@crunchtools/mcp-core/document/between';
import { attributeOf, internalLinks, targetOf } from './addresses.ts';
import { type PageLists, type Shareable, shownOf } from './shown.ts';

/** A post as the checks look at it. */
export interface Checked extends Shareable {
  readonly link: string;
  /** 0 for none. */
  readonly parent: number;
  /** Ids of its categories; nothing where its type has none. */
  readonly categories: readonly number[] | undefined;
}

export interface Finding {
  readonly check: 'link' | 'alt' | 'category' | 'orphan';
  readonly post: number;
  readonly detail: string;
}

/** What stands around the posts of a site. */
export interface Surroundings {
  readonly home: string;
  /** Addresses that classic menus link to. */
  readonly linked: readonly string[];
  /** Texts of templates and their parts; nothing where the account may not see them. */
  readonly templates: readonly string[] | undefined;
}

/** How many images of a text say nothing to whoever does not see them. */
export function withoutAlt(content: string): number {
  let count = 0;
  for (const tag of between(content, /<img\b/giu, '>'))
    if ((attributeOf(tag, 'alt') ?? '').trim() === '') count += 1;
  return count;
}

/** What is wrong with posts, each by itself. */
export function ownFindings(posts: readonly Checked[], defaultCategory: number): readonly Finding[] {
  const findings: Finding[] = [];
  for (const { id, content, categories } of posts) {
    const images = withoutAlt(content);
    if (images > 0)
      findings.push({
        check: 'alt',
        post: id,
        detail: `${images} ${images === 1 ? 'image' : 'images'} without alt text`,
      });
    if (categories?.every((each) => each === defaultCategory))
      findings.push({ check: 'category', post: id, detail: 'none but the default one' });
  }
  return findings;
}

/** What is wrong between posts that are there together, which are all that there are. */
export function linkFindings(
  posts: readonly Checked[],
  { home, linked, templates }: Surroundings,
): { readonly links: readonly Finding[]; readonly orphans: readonly Finding[] } {
  const targets = new Map<string, number>();
  for (const { id, status, link } of posts) {
    if (status !== 'publish') continue;
    targets.set(`?p=${id}`, id);
    const target = targetOf(link, home);
    if (target !== undefined) targets.set(target, id);
  }
  const base = new URL(home).pathname.replace(/\/$/u, '');
  const known = new Set([...targets.keys()].map((target) => partsOf(target, base)[0]));
  const links = posts.map((post) => ({ post, links: internalLinks(post.content, home) }));
  const broken = links.flatMap(({ post: { id }, links: found }) =>
    found
      .filter((target) => !targets.has(target))
      .map((target): Finding => ({ check: 'link', post: id, detail: brokenDetail(target, known, base) })),
  );
  const shown = shownOf(posts, templates);
  const visible = new Set<Checked>(shown.posts);
  const reached = new Set<number>();
  const reach = (target: string | undefined, from?: number): void => {
    const id = target === undefined ? undefined : targets.get(target);
    if (id !== undefined && id !== from) reached.add(id);
  };
  for (const { post, links: found } of links)
    if (visible.has(post)) for (const target of found) reach(target, post.id);
  for (const text of templates ?? []) for (const target of internalLinks(text, home)) reach(target);
  for (const address of linked) reach(targetOf(address, home));
  return { links: broken, orphans: orphansIn(posts, reached, shown.lists, home) };
}

/** What lies below something unknown may be of a type, or an archive of terms, that the interface does not show. */
function brokenDetail(target: string, known: ReadonlySet<string | undefined>, base: string): string {
  const [first = '', ...more] = partsOf(target, base);
  const isBelow = more.length > 0 && !known.has(first);
  return isBelow
    ? `${target}, unless WordPress hides what is below ${base}/${first}/ from this server`
    : target;
}

/** The parts of a path below that of the site. */
function partsOf(target: string, base: string): readonly string[] {
  return target
    .slice(base.length)
    .split('/')
    .filter((part) => part !== '');
}

/** Public pages to which nobody made a link; those first that visitors do not find at all. The home page needs none. */
function orphansIn(
  posts: readonly Checked[],
  reached: ReadonlySet<number>,
  lists: PageLists,
  home: string,
): readonly Finding[] {
  const parents = new Map(posts.map(({ id, parent }) => [id, parent]));
  const alone: Finding[] = [];
  const listed: Finding[] = [];
  for (const { id, type, status, link } of posts) {
    const target = targetOf(link, home);
    if (type !== 'page' || status !== 'publish' || target === undefined || reached.has(id)) continue;
    if (isListed(id, lists, parents))
      listed.push({ check: 'orphan', post: id, detail: `${target} is only in a list that has every page` });
    else alone.push({ check: 'orphan', post: id, detail: target });
  }
  return [...alone, ...listed];
}

function isListed(id: number, { all, below }: PageLists, parents: ReadonlyMap<number, number>): boolean {
  if (all) return true;
  const seen = new Set<number>();
  for (let at = parents.get(id) ?? 0; at !== 0 && !seen.has(at); at = parents.get(at) ?? 0) {
    if (below.has(at)) return true;
    seen.add(at);
  }
  return false;
}
