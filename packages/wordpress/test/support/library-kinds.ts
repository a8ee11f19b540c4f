import type { Change, ObjectStore } from '@crunchtools/mcp-core';
import type { Random } from '@crunchtools/mcp-core/testing';
import { commentStore, moderation, replyCreation, stateOf } from '../../src/features/comments/change.ts';
import { mediaCreation, mediaDeletion, mediaStore, mediaUpdate } from '../../src/features/media/change.ts';
import { textIn } from '../../src/features/posts/state.ts';
import { settingStore, settingUpdate } from '../../src/features/settings/change.ts';
import {
  stateOf as templateState,
  templateStore,
  templateUpdate,
} from '../../src/features/templates/change.ts';
import { termCreation, termDeletion, termStore, termUpdate } from '../../src/features/terms/change.ts';
import type { Services } from '../../src/services.ts';
import type { World } from './world.ts';

/** What random operations of one kind draw from. */
export interface Stage {
  readonly world: World;
  readonly random: Random;
  /** Another one each time. */
  readonly text: () => string;
}

/** What somebody else does: an object and what it sets of it; nothing for one that takes it away. */
export interface Deed {
  readonly route: string;
  readonly sent: Readonly<Record<string, string>> | null;
  /** An editor, unless told otherwise. */
  readonly as?: 'admin';
}

/** A kind of object without versions, as random operations plan it, and as somebody else writes it. */
export interface LibraryKind {
  readonly name: string;
  /** How members are called in states that WordPress calls otherwise. */
  readonly members?: Readonly<Record<string, string>>;
  store(services: Services): ObjectStore;
  plan(stage: Stage, services: Services): Promise<Change>;
  deed(stage: Stage, id: string): Deed;
  /** Somebody else makes one that looks like it. */
  alike(stage: Stage, change: Change): void;
  /** As many as this account made that are what the change is to create. */
  copies(change: Change, services: Services): Promise<readonly number[]>;
}

const post = 5;

function wordsIn(text: string): string {
  return /Text number \d+\./u.exec(text)?.[0] ?? '';
}

const terms: LibraryKind = {
  name: 'term',
  store: ({ terms: api, kinds }) => termStore(api, kinds),
  async plan({ random, text }, services) {
    const place = await services.kinds.taxonomy('post_tag');
    const { terms: all } = await services.terms.list(place.taxonomy, { per_page: 100 });
    if (all.length < 5 || random.chance(0.2)) {
      const name = random.pick([text(), `<b>${text()}</b>`, `${text()} %41%42`, `Beds & ${text()}`]);
      return termCreation(place, { taxonomy: 'post_tag', name, description: random.pick(['', text()]) });
    }
    const term = random.pick(all);
    return random.pick([
      () => termUpdate(place, term, { description: text() }),
      () => termUpdate(place, term, { name: text() }),
      () => termUpdate(place, term, { name: text(), description: text() }),
      () => termDeletion(place, term),
    ])();
  },
  deed({ random, text }, id) {
    const sent = random.pick([{ description: text() }, { name: text() }, null]);
    return { route: `/tags/${id}`, sent };
  },
  alike({ world, text }, { after }) {
    world.other('POST', '/tags', { name: after?.['name'], description: text() });
  },
  async copies({ after }, services) {
    const { taxonomy } = await services.kinds.taxonomy('post_tag');
    const plain = textIn(after, 'name').replaceAll(/<\/?b>| %41%42/gu, '');
    const { terms: all } = await services.terms.list(taxonomy, { search: wordsIn(plain), per_page: 100 });
    // Without authors, what it says tells whose it is.
    return all
      .filter(({ name, description }) => name === plain && description === after?.['description'])
      .map(({ id }) => id);
  },
};

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const media: LibraryKind = {
  name: 'media',
  store: ({ media: api }) => mediaStore(api),
  async plan({ random, text }, services) {
    const { media: all } = await services.media.list({ per_page: 100 });
    if (all.length < 5 || random.chance(0.2)) {
      services.media.pending = { bytes: png, type: 'image/png' };
      const file = `${text().toLowerCase().replaceAll(' ', '-')}.png`;
      const empty = { alt_text: '', caption: '', description: '' };
      return mediaCreation({ file, bytes: png.length, title: text(), ...empty }, 'image/png');
    }
    const file = random.pick(all);
    return random.pick([
      () => mediaUpdate(file, { alt_text: text() }),
      () => mediaUpdate(file, { caption: text(), title: text() }),
      () => mediaDeletion(file),
    ])();
  },
  deed({ random, text }, id) {
    const sent = random.pick([{ alt_text: text() }, { title: text() }, { description: text() }, null]);
    return { route: `/media/${id}`, sent };
  },
  alike({ world }, { after }) {
    world.site.media.add({ name: textIn(after, 'file'), bytes: png }, {}, 2);
  },
  async copies({ after }, services) {
    const { media: own } = await services.media.newestOwn(100);
    return own.filter(({ title }) => title === after?.['title']).map(({ id }) => id);
  },
};

const statuses = ['approved', 'hold', 'spam', 'trash'] as const;

const comments: LibraryKind = {
  name: 'comment',
  members: { status: 'moderation' },
  store: ({ comments: api }) => commentStore(api),
  async plan({ random, text }, services) {
    const kind = await services.kinds.get('post');
    const listed = async (status: string) =>
      (await services.comments.list({ post, status, per_page: 100 })).comments;
    const all = await listed('all');
    const gone = await listed('trash');
    const approved = all.filter(({ status }) => status === 'approved');
    if (approved.length > 0 && (all.length < 5 || random.chance(0.3))) {
      const link = `See <a href="https://elsewhere.example/">${text()}</a>`;
      return replyCreation(kind, post, random.pick(approved).id, random.pick([text(), link]));
    }
    const comment = random.pick([...all, ...gone, ...(await listed('spam'))]);
    const others = statuses.filter((status) => status !== comment.status);
    const change = moderation(kind, comment, random.pick(others));
    if (random.chance(0.5)) return change;
    const { resource, scope, summary, id = '' } = change;
    const object = { resource, scope, summary };
    const state = stateOf(comment);
    return comment.status === 'trash'
      ? { ...object, action: 'create', replaces: id, after: { ...state, moderation: 'approved' } }
      : { ...object, action: 'delete', id, before: state };
  },
  deed: ({ random }, id) => ({ route: `/comments/${id}`, sent: { status: random.pick(statuses) } }),
  alike({ world }, { after }) {
    world.other('POST', '/comments', { post, parent: after?.['parent'], content: after?.['content'] });
  },
  async copies({ after }, services) {
    const words = wordsIn(textIn(after, 'content'));
    const found = await Promise.all(
      ['all', 'spam', 'trash'].map((status) => services.comments.own(post, status)),
    );
    return found
      .flat()
      .filter(({ content }) => content.includes(words))
      .map(({ id }) => id);
  },
};

/** Neither is created. */
const found = { alike() {}, copies: async () => [] } as const;

const settingNames = ['title', 'description', 'date_format', 'time_format'] as const;

const settings: LibraryKind = {
  ...found,
  name: 'setting',
  members: Object.fromEntries(settingNames.map((name) => [name, 'value'])),
  store: ({ settings: api }) => settingStore(api),
  async plan({ random, text }, services) {
    const name = random.pick(settingNames);
    return settingUpdate(name, (await services.settings.read([name])).get(name) ?? null, text());
  },
  deed: ({ text }, id) => ({ route: '/settings', sent: { [id]: text() }, as: 'admin' }),
};

const templates: LibraryKind = {
  ...found,
  name: 'template',
  store: ({ templates: api }) => templateStore(api),
  async plan({ random, text }, { templates: api }) {
    const id = `twentytwentythree//${random.pick(['header', 'footer'])}`;
    const [present, themed] = [
      await api.find('wp_template_part', id),
      await api.find('wp_template_part', id, { source: 'theme' }),
    ];
    if (present === undefined || themed === undefined) throw new Error('the theme has it');
    if (present.isCustom && random.chance(0.3)) return templateUpdate(present, templateState(themed));
    return templateUpdate(present, { ...templateState(present), content: text(), source: 'custom' });
  },
  deed({ random, text }, id) {
    const sent = random.pick([{ content: text() }, { title: text() }, null]);
    return { route: `/template-parts/${id.replace('//', '/')}`, sent, as: 'admin' };
  },
};

export const libraryKinds: readonly LibraryKind[] = [terms, media, comments, settings, templates];
