import { Buffer } from 'node:buffer';
import type { Operation, Random, Scene } from '@crunchtools/mcp-core/testing';

/** Where the objects of a kind are, by the REST API. */
export type Route = 'posts' | 'tags' | 'media' | 'comments';

export interface Item {
  readonly route: Route;
  readonly id: number;
  /** What a user can set of it, as it is stored. */
  readonly fields: Readonly<Record<string, string>>;
}

/** By route and id. */
export type SiteState = ReadonlyMap<string, Item>;

export function keyOf({ route, id }: Pick<Item, 'route' | 'id'>): string {
  return `${route}/${id}`;
}

export interface SiteScene extends Scene<SiteState> {
  /** `get_post` shows it, and edits need it. */
  readonly versionOf: (id: number) => Promise<string>;
}

type Made = Omit<Operation<SiteState>, 'wrongIn'>;
type Make = (scene: SiteScene) => Made | undefined;

/** The first byte sequence of every PNG. */
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).toString('base64');

function itemsOf(
  { state }: SiteScene,
  route: Route,
  wanted: (item: Item) => boolean = () => true,
): readonly Item[] {
  return [...state.values()].filter((item) => item.route === route && wanted(item));
}

function on(
  route: Route,
  wanted: (item: Item) => boolean,
  make: (item: Item, scene: SiteScene) => Made,
): Make {
  return (scene) => {
    const items = itemsOf(scene, route, wanted);
    return items.length === 0 ? undefined : make(scene.random.pick(items), scene);
  };
}

const isTrashed = ({ fields }: Item): boolean => fields['status'] === 'trash';
const isThere = (item: Item): boolean => !isTrashed(item);
const any = (): boolean => true;

/** No text is in another one. */
export function textOf(count: number): string {
  return `Text number ${count}.`;
}

const createPost: Make = ({ count }) => ({
  tool: 'create_post',
  args: { title: textOf(count), content: textOf(count) },
});

const updatePost = on('posts', isThere, ({ id }, { random, count }) => ({
  tool: 'update_post',
  args: {
    id,
    ...random.pick([{ slug: `slug-${count}` }, { comment_status: random.pick(['open', 'closed']) }]),
  },
}));

/** Of several, some may be applied when one fails. */
const moderateComments: Make = (scene) => {
  const { random } = scene;
  const status = random.pick(['approved', 'hold', 'spam', 'trash']);
  const left = [...itemsOf(scene, 'comments', ({ fields }) => fields['status'] !== status)];
  const ids: number[] = [];
  for (let more = 1 + random.below(3); more > 0 && left.length > 0; more -= 1) {
    const [item] = left.splice(random.below(left.length), 1);
    if (item !== undefined) ids.push(item.id);
  }
  return ids.length === 0 ? undefined : { tool: 'moderate_comments', args: { ids, status } };
};

const makers: readonly (readonly [often: number, make: Make])[] = [
  [14, createPost],
  [10, updatePost],
  [
    8,
    on(
      'posts',
      (item) => item.fields['status'] === 'draft',
      ({ id }) => ({ tool: 'publish_post', args: { id } }),
    ),
  ],
  [
    6,
    on(
      'posts',
      (item) => item.fields['status'] === 'publish',
      ({ id }) => ({ tool: 'unpublish_post', args: { id } }),
    ),
  ],
  [8, on('posts', isThere, ({ id }) => ({ tool: 'delete_post', args: { id } }))],
  [8, on('posts', isTrashed, ({ id }) => ({ tool: 'restore_post', args: { id } }))],
  [
    8,
    ({ count }) => ({
      tool: 'create_term',
      args: { taxonomy: 'post_tag', name: textOf(count), description: `of ${count}` },
    }),
  ],
  [
    8,
    on('tags', any, ({ id }, { random, count }) => ({
      tool: 'update_term',
      args: {
        taxonomy: 'post_tag',
        id,
        ...random.pick([{ name: textOf(count) }, { description: textOf(count) }]),
      },
    })),
  ],
  [
    6,
    ({ count }) => ({
      tool: 'upload_media',
      args: { name: `text-number-${count}.png`, content: png, title: textOf(count), alt_text: '' },
    }),
  ],
  [
    6,
    on('media', any, ({ id }, { random, count }) => ({
      tool: 'update_media',
      args: { id, ...random.pick([{ alt_text: textOf(count) }, { title: textOf(count) }]) },
    })),
  ],
  [3, on('media', any, ({ id }) => ({ tool: 'delete_media', args: { id } }))],
  [
    6,
    on(
      'comments',
      (item) => item.fields['status'] === 'approved',
      ({ id }, { count }) => ({
        tool: 'reply_comment',
        args: { id, content: textOf(count) },
      }),
    ),
  ],
  [6, moderateComments],
];

const often = 18;

/** A call that makes sense as things are. */
export async function nextOperation(scene: SiteScene): Promise<Made> {
  const { random, count } = scene;
  const posts = itemsOf(scene, 'posts', isThere);
  const whole = makers.reduce((sum, [each]) => sum + each, often);
  for (;;) {
    let roll = random.below(whole);
    if (roll < often && posts.length > 0) return edit(random, posts, count, scene.versionOf);
    roll -= often;
    const make = makers.find(([each]) => {
      roll -= each;
      return roll < 0;
    })?.[1];
    const operation = make?.(scene);
    if (operation !== undefined) return operation;
  }
}

async function edit(
  random: Random,
  posts: readonly Item[],
  count: number,
  versionOf: SiteScene['versionOf'],
): Promise<Made> {
  const { id, fields } = random.pick(posts);
  const text = textOf(count);
  const what = random.pick([
    { content: text },
    { content: `${fields['content'] ?? ''} ${text}` },
    { content: text, title: text },
    { title: text },
  ]);
  return { tool: 'edit_post', args: { id, version: await versionOf(id), ...what } };
}
