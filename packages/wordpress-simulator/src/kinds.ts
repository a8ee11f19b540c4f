import type { JsonObject } from './json.ts';

/** A type of posts, as WordPress registers it. */
export interface Kind {
  readonly slug: string;
  readonly name: string;
  readonly base: string;
  readonly hierarchical: boolean;
  readonly viewable: boolean;
  readonly supports: readonly string[];
  /** Slugs, with what posts and routes call them. */
  readonly taxonomies: Readonly<Record<string, string>>;
  /** Names of its capabilities: `edit_posts` is `edit_${capabilities}`. */
  readonly capabilities: 'posts' | 'pages';
  /** Members that only some types have. */
  readonly members: readonly string[];
}

const common = ['title', 'editor'];
const text = { hierarchical: false, taxonomies: {}, capabilities: 'posts', members: ['template'] } as const;

export const kinds: readonly Kind[] = [
  {
    slug: 'post',
    name: 'Posts',
    base: 'posts',
    hierarchical: false,
    viewable: true,
    supports: [
      ...common,
      'author',
      'thumbnail',
      'excerpt',
      'trackbacks',
      'custom-fields',
      'comments',
      'revisions',
      'post-formats',
    ],
    taxonomies: { category: 'categories', post_tag: 'tags' },
    capabilities: 'posts',
    members: ['author', 'excerpt', 'featured_media', 'format', 'sticky', 'comment_status', 'template'],
  },
  {
    slug: 'page',
    name: 'Pages',
    base: 'pages',
    hierarchical: true,
    viewable: true,
    supports: [...common, 'author', 'thumbnail', 'page-attributes', 'custom-fields', 'comments', 'revisions'],
    taxonomies: {},
    capabilities: 'pages',
    members: ['author', 'excerpt', 'featured_media', 'parent', 'menu_order', 'comment_status', 'template'],
  },
  {
    ...text,
    slug: 'recipe',
    name: 'Recipes',
    base: 'recipes',
    viewable: true,
    supports: [...common, 'excerpt', 'revisions'],
    taxonomies: { course: 'courses' },
    members: ['excerpt', 'template'],
  },
  {
    ...text,
    slug: 'wp_block',
    name: 'Reusable blocks',
    base: 'blocks',
    viewable: false,
    supports: [...common, 'revisions'],
  },
  {
    ...text,
    slug: 'wp_navigation',
    name: 'Navigation Menus',
    base: 'navigation',
    viewable: false,
    supports: [...common, 'revisions'],
  },
];

/** Those that have no posts here. */
const others: readonly JsonObject[] = [
  {
    slug: 'attachment',
    name: 'Media',
    rest_base: 'media',
    rest_namespace: 'wp/v2',
    hierarchical: false,
    viewable: true,
    supports: { title: true, author: true, comments: true },
    taxonomies: [],
  },
];

const acts = ['edit', 'edit_others', 'edit_published', 'edit_private', 'delete'];

/** Some of them. What it takes to delete a draft of a reusable block no role has (6.1.9, run; not 7.1.4). */
function capabilitiesOf({ slug, capabilities }: Kind): JsonObject {
  const isBlock = slug === 'wp_block';
  const name = (act: string): string =>
    isBlock && (act === 'delete' || act === 'edit_private') ? `${act}_blocks` : `${act}_${capabilities}`;
  return Object.fromEntries(acts.map((act) => [`${act}_posts`, name(act)]));
}

export function shownKinds(mayEdit: (kind: Kind) => boolean): JsonObject {
  const shown = kinds.filter(mayEdit).map(
    (kind): JsonObject => ({
      slug: kind.slug,
      name: kind.name,
      rest_base: kind.base,
      rest_namespace: 'wp/v2',
      hierarchical: kind.hierarchical,
      viewable: kind.viewable,
      supports: Object.fromEntries(kind.supports.map((each) => [each, true])),
      taxonomies: Object.keys(kind.taxonomies),
      capabilities: capabilitiesOf(kind),
    }),
  );
  return Object.fromEntries([...shown, ...others].map((each) => [nameOf(each), each]));
}

function nameOf({ slug }: JsonObject): string {
  return typeof slug === 'string' ? slug : '';
}

const names: Readonly<Record<string, string>> = {
  category: 'Categories',
  post_tag: 'Tags',
  course: 'Courses',
};

export function shownTaxonomies(): JsonObject {
  return Object.fromEntries(
    kinds.flatMap((kind) =>
      Object.entries(kind.taxonomies).map(([slug, base]) => [
        slug,
        {
          slug,
          name: names[slug] ?? slug,
          rest_base: base,
          types: [kind.slug],
          hierarchical: slug === 'category',
        },
      ]),
    ),
  );
}
