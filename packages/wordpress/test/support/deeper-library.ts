import {
  approved,
  type Caller,
  confirming,
  dataOf,
  reading,
  type Scenario,
} from '@crunchtools/mcp-core/testing';

const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** The id of what a call made. */
async function made(caller: Caller, name: string, args: Readonly<Record<string, unknown>>): Promise<number> {
  const { changes } = dataOf(await caller.call(name, args));
  const [change] = Array.isArray(changes) ? changes : [];
  return Number(typeof change === 'object' && change !== null && 'id' in change ? change['id'] : 1);
}

/** Of the media library, terms and comments. */
export async function deeperLibrary(caller: Caller): Promise<Readonly<Record<string, Scenario>>> {
  let count = 0;
  const file = (): Promise<number> => {
    count += 1;
    return made(caller, 'upload_media', { name: `planted-${count}.png`, content: png, alt_text: 'x' });
  };
  const tag = (): Promise<number> => {
    count += 1;
    return made(caller, 'create_term', { taxonomy: 'post_tag', name: `Planted ${count}` });
  };
  return {
    list_site_parts: reading(
      ...['settings', 'users', 'plugins', 'themes', 'health', 'templates', 'template_parts', 'menus'].map(
        (part) => ['list_site_parts', { part }] as const,
      ),
    ),
    update_settings: confirming('update_settings', (round) => ({
      settings: { description: `Beds and ${round}`, posts_per_page: 10 + (round % 2) },
    })),
    get_template: reading(
      ['get_template', { id: 'twentytwentythree//single', outline: true }],
      ['get_template', { id: 'twentytwentythree//header', type: 'wp_template_part', block: 1 }],
    ),
    edit_template: async (_, round) => {
      const id = 'twentytwentythree//footer';
      const { version } = dataOf(await caller.call('get_template', { id }));
      const change = round % 2 === 0 ? { content: `Foot ${round}` } : { revert: true };
      await approved(caller, 'edit_template', { id, version: version ?? 'r0-0000000000000000', ...change });
    },
    list_media: reading(['list_media', {}], ['list_media', { kind: 'image', limit: 1 }]),
    get_media: reading(['get_media', { id: 10 }], ['get_media', { id: 11 }]),
    upload_media: confirming('upload_media', (round) => ({ name: `new-${round}.png`, content: png })),
    update_media: async (_, round) => {
      await approved(caller, 'update_media', { id: await file(), alt_text: `Alt ${round}` });
    },
    replace_media: async () => {
      const [id, by] = [await file(), await file()];
      await made(caller, 'create_post', { title: `Shows ${id}`, content: `[gallery ids="${id}"]` });
      await approved(caller, 'replace_media', { id, by });
    },
    delete_media: async () => {
      await approved(caller, 'delete_media', { id: await file() });
    },
    list_terms: reading(['list_terms', { taxonomy: 'category' }], ['list_terms', { taxonomy: 'post_tag' }]),
    create_term: confirming('create_term', (round) => ({ taxonomy: 'category', name: `Term ${round}` })),
    update_term: async (_, round) => {
      await approved(caller, 'update_term', {
        taxonomy: 'post_tag',
        id: await tag(),
        description: `Round ${round}`,
      });
    },
    assign_terms: async (_, round) => {
      const post = await made(caller, 'create_post', { title: `Tagged ${round}`, content: 'x' });
      await approved(caller, 'assign_terms', { posts: [post], taxonomy: 'post_tag', add: [await tag()] });
    },
    merge_terms: async () => {
      await approved(caller, 'merge_terms', { taxonomy: 'post_tag', from: await tag(), into: await tag() });
    },
    list_comments: reading(
      ['list_comments', {}],
      ['list_comments', { status: 'hold' }],
      ['list_comments', { status: 'spam' }],
    ),
    get_comment: reading(['get_comment', { id: 1 }], ['get_comment', { id: 3 }]),
    moderate_comments: confirming('moderate_comments', (round) => ({
      ids: [2, 3],
      status: round % 2 === 0 ? 'spam' : 'hold',
    })),
    reply_comment: confirming('reply_comment', (round) => ({ id: 1, content: `Answer ${round}` })),
  };
}
