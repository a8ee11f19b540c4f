import {
  approved,
  type Caller,
  confirming,
  dataOf,
  reading,
  type Scenario,
} from '@crunchtools/mcp-core/testing';

import { deeperLibrary } from './deeper-library.ts';

/** The id and the version of a new draft. */
async function draft(caller: Caller, title: string) {
  const made = dataOf(await caller.call('create_post', { title, content: 'one two three' }));
  const [change] = Array.isArray(made['changes']) ? made['changes'] : [];
  const id = Number(typeof change === 'object' && change !== null && 'id' in change ? change['id'] : 1);
  return { id, changeId: made['change_id'] ?? 'chg_00000000' };
}

async function versionOf(caller: Caller, id: number): Promise<unknown> {
  return dataOf(await caller.call('get_post', { id }))['version'] ?? 'r0-0000000000000000';
}

/** Calls that reach deeper than the examples of tools: writes that are done, other ones in each round. */
export async function deeper(caller: Caller): Promise<Readonly<Record<string, Scenario>>> {
  const { id } = await draft(caller, 'Planted');
  const first = await versionOf(caller, id);
  const edit = async (find: string, replace: string): Promise<void> => {
    await approved(caller, 'edit_post', {
      id,
      version: await versionOf(caller, id),
      edits: [{ find, replace, all: true }],
    });
  };
  await edit('one', 'four');
  await edit('two', 'five');
  const listed = dataOf(await caller.call('list_revisions', { id }))['revisions'];
  const last: unknown = Array.isArray(listed) ? listed.at(-1) : undefined;
  const revision = Number(
    typeof last === 'object' && last !== null && 'revision' in last ? last.revision : 1,
  );

  const withDraft =
    (name: string, more: Readonly<Record<string, unknown>> = {}): Scenario =>
    async (_, round) => {
      const { id: fresh } = await draft(caller, `${name} ${round}`);
      await approved(caller, name, { id: fresh, ...more });
    };
  return {
    list_posts: reading(
      ['list_posts', {}],
      ['list_posts', { type: 'page', limit: 1 }],
      ['list_posts', { type: 'recipe' }],
    ),
    get_post: reading(
      ['get_post', { id, outline: true }],
      ['get_post', { id, revision }],
      ['get_post', { id: 5, outline: true }],
    ),
    create_post: confirming('create_post', (round) => ({ title: `New ${round}`, content: 'x' })),
    edit_post: async (_, round) => {
      await edit('three', `three ${round}`);
      // What somebody else wrote since is shown.
      await caller.call('edit_post', { id, version: first, content: 'x' });
    },
    update_post: withDraft('update_post', { slug: 'other words', comment_status: 'closed' }),
    publish_post: async (caller_, round) => {
      await withDraft('publish_post', round % 2 === 0 ? {} : { at: '2099-01-01T00:00:00Z' })(caller_, round);
    },
    unpublish_post: async (_, round) => {
      const { id: fresh } = await draft(caller, `Public ${round}`);
      await approved(caller, 'publish_post', { id: fresh });
      await approved(caller, 'unpublish_post', { id: fresh });
    },
    delete_post: withDraft('delete_post'),
    restore_post: async (_, round) => {
      const { id: fresh } = await draft(caller, `Gone ${round}`);
      await approved(caller, 'delete_post', { id: fresh });
      await approved(caller, 'restore_post', { id: fresh });
    },
    replace_text: confirming('replace_text', (round) => ({
      find: round % 2 === 0 ? 'garden' : 'GARDEN',
      replace: round % 2 === 0 ? 'GARDEN' : 'garden',
      search: 'garden',
    })),
    restore_revision: confirming('restore_revision', () => ({ id, revision })),
    ...(await deeperLibrary(caller)),
    undo_change: async (_, round) => {
      const { changeId } = await draft(caller, `Undo ${round}`);
      await approved(caller, 'undo_change', { change_ids: [changeId] });
    },
  };
}
