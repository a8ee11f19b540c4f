import { between } from '@crunchtools/mcp-core/document/between';
import { longestTag } from './addresses.ts';

/** A post whose text may stand on pages of others. */
export interface Shareable {
  readonly id: number;
  readonly type: string;
  readonly status: string;
  readonly date: string;
  readonly content: string;
  /** Whether visitors can open it by its address. */
  readonly isViewable: boolean;
}

/** Which lists of pages a site makes by itself: of all, or of those below some. */
export interface PageLists {
  readonly all: boolean;
  readonly below: ReadonlySet<number>;
}

export interface Shown<Post> {
  readonly posts: readonly Post[];
  readonly lists: PageLists;
}

/**
 * Which public posts visitors come across: those with an address, and what these and the templates refer to. A navigation without
 * `ref` shows the navigation that was published last, or, where there is none, all pages (6.1.9 and 7.1.4, run). WordPress 6.3 and newer
 * store such a navigation, with a list of all pages, as soon as somebody opens the site.
 *
 * @param templates of the theme in use; nothing where they cannot be read: then every navigation is shown.
 */
export function shownOf<Post extends Shareable>(
  all: readonly Post[],
  templates: readonly string[] | undefined,
): Shown<Post> {
  const open = all.filter(({ status }) => status === 'publish');
  const byId = new Map(open.map((post) => [post.id, post]));
  const isNavigation = ({ type }: Post): boolean => type === 'wp_navigation';
  const navigations = open.filter(isNavigation).toSorted((one, other) => (one.date < other.date ? 1 : -1));
  const shown = new Set(open.filter(({ isViewable }) => isViewable));
  const texts = [...(templates ?? []), ...[...shown].map(({ content }) => content)];
  if (templates === undefined) for (const each of navigations) shown.add(each);
  const [newest] = navigations;
  const isImplied = texts.some(impliesNavigation) || isPerhapsImplied(templates ?? []);
  if (isImplied && newest !== undefined) shown.add(newest);
  // A set goes on with what is added meanwhile.
  const refer = (text: string): void => {
    for (const id of refsIn(text)) {
      const post = byId.get(id);
      if (post !== undefined) shown.add(post);
    }
  };
  for (const text of texts) refer(text);
  for (const { content } of shown) refer(content);
  const lists = [...(templates ?? []), ...[...shown].map(({ content }) => content)].flatMap(listsIn);
  return {
    posts: [...shown],
    lists: {
      all: lists.includes(0) || (isImplied && newest === undefined),
      below: new Set(lists.filter((id) => id !== 0)),
    },
  };
}

/** Ids of reusable blocks and navigations that a text shows. */
function* refsIn(text: string): Generator<number, void, void> {
  for (const mark of between(text, /<!--\s+wp:(?:block|navigation)\s/gu, '-->')) {
    const [, id] = /"ref":\s*(\d{1,15})/u.exec(mark.slice(0, longestTag)) ?? [];
    if (id !== undefined) yield Number(id);
  }
}

function impliesNavigation(text: string): boolean {
  for (const mark of between(text, /<!--\s+wp:navigation\s/gu, '-->'))
    if (mark.endsWith('/') && !/"ref":/u.test(mark)) return true;
  return false;
}

/** WordPress before 7.1 does not show what patterns in templates hold (6.1.9, run), and headers of themes are such. */
function isPerhapsImplied(templates: readonly string[]): boolean {
  const has = (mark: RegExp): boolean => templates.some((text) => mark.test(text));
  return has(/<!--\s+wp:pattern\s/u) && !has(/<!--\s+wp:navigation\s/u);
}

/** The pages below which each list of a text has those that it shows; 0 for all pages. */
function listsIn(text: string): readonly number[] {
  return [...between(text, /<!--\s+wp:page-list(?=\s)/gu, '-->')].map((mark) =>
    Number(/"parentPageID":\s*(\d{1,15})/u.exec(mark.slice(0, longestTag))?.[1] ?? 0),
  );
}
