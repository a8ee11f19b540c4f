import {
  type Arguments,
  approved,
  type Caller,
  confirming,
  dataOf,
  reading,
  type Scenario,
} from '@crunchtools/mcp-core/testing';

const title = 'Planted';

/** The newest revision of the page, read anew: what is planted changes what the wiki says of it, not what it has. */
async function newest(caller: Caller): Promise<number> {
  const revision = dataOf(await caller.call('get_page', { title }))['revision'];
  return typeof revision === 'number' ? revision : 1;
}

/** Calls that reach deeper than the examples of tools: writes that are done, other ones in each round, and merged. */
export async function deeper(caller: Caller): Promise<Readonly<Record<string, Scenario>>> {
  await caller.call('create_page', { title, text: 'one\n\n== Two ==\nthree\n' });
  const first = await newest(caller);
  await caller.call('edit_page', { title, revision: first, append: 'four' });
  const second = await newest(caller);
  await caller.call('edit_page', { title, revision: second, append: 'five' });

  const approve = async (name: string, args: Arguments): Promise<void> =>
    void (await approved(caller, name, args));
  const removal: Scenario = async (_, round) => {
    await caller.call('create_page', { title: `Gone ${round}`, text: 'x' });
    await approve('delete_page', { title: `Gone ${round}` });
  };
  return {
    get_page: reading(
      ['get_page', { title: 'Watering' }],
      ['get_page', { title: 'Toolshed' }],
      ['get_page', { revision: first }],
      ['get_page', { title: 'Watering', section: 1 }],
    ),
    preview_page: reading([
      'preview_page',
      { title: 'X', text: '~~~~ [[Beds]] {{Notice|a}} {{Gone}} [[Category:Y]]' },
    ]),
    create_page: confirming('create_page', (round) => ({ title: `New ${round}`, text: '~~~~' })),
    edit_page: async (_, round) => {
      await approve('edit_page', { title, revision: await newest(caller), append: `${round}` });
      // What somebody else wrote since is shown.
      await caller.call('edit_page', { title, revision: first, text: 'x' });
    },
    replace_text: confirming('replace_text', (round) => ({
      find: round % 2 === 0 ? 'Bed' : 'BED',
      replace: round % 2 === 0 ? 'BED' : 'Bed',
      in_category: 'Garden',
    })),
    move_page: async (_, round) => {
      await caller.call('create_page', { title: `Old ${round}`, text: 'x' });
      await approve('move_page', { title: `Old ${round}`, to: `Moved ${round}`, subpages: true });
    },
    delete_page: removal,
    restore_page: async (_, round) => {
      await removal(caller, round);
      await approve('restore_page', { title: `Gone ${round}` });
    },
    compare_revisions: reading(['compare_revisions', { from: first, to: second }]),
    restore_revision: confirming('restore_revision', () => ({ revision: first })),
    undo_edit: confirming('undo_edit', () => ({ revision: second })),
    list_pages: reading(
      ['list_pages', { in_category: 'Garden' }],
      ['list_pages', { prefix: 'B', limit: 1 }],
      ['list_pages', { links_to: 'Beds' }],
      ['list_pages', { uses_file: 'Shed plan.png' }],
      ['list_pages', { report: 'orphans' }],
      ['list_pages', { watched: true }],
    ),
    list_recent_changes: reading(
      ['list_recent_changes', { limit: 5 }],
      ['list_recent_changes', { watched: true }],
    ),
    upload_file: confirming('upload_file', (round) => ({
      name: `Note ${round}.txt`,
      content: Buffer.from(`note ${round}`).toString('base64'),
    })),
    undo_change: async (_, round) => {
      const made = dataOf(await caller.call('create_page', { title: `Undo ${round}`, text: 'x' }));
      await approve('undo_change', { change_ids: [made['change_id'] ?? 'chg_00000000'] });
    },
  };
}
