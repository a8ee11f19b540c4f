import {
  type Caller,
  confirming,
  dataOf,
  describePlantedText,
  type Scenario,
  type Scenarios,
} from '@crunchtools/mcp-core/testing';
import { bundle } from '../support/process.ts';

type Arguments = Readonly<Record<string, unknown>>;

function reading(...calls: readonly (readonly [name: string, args: Arguments])[]): Scenario {
  return async (caller) => {
    for (const [name, args] of calls) await caller.call(name, args);
  };
}

/** The newest revision of the page, read anew: what is planted changes what the wiki says of it, not what it has. */
async function newest(caller: Caller, title: string): Promise<number> {
  const revision = dataOf(await caller.call('get_page', { title }))['revision'];
  return typeof revision === 'number' ? revision : 1;
}

async function scenarios(caller: Caller): Promise<Scenarios> {
  const target = { title: 'Planted', text: 'one\n\n== Two ==\nthree\n' };
  await caller.call('create_page', target);
  const first = await newest(caller, target.title);
  await caller.call('edit_page', { title: target.title, revision: first, append: 'four' });
  const second = await newest(caller, target.title);
  await caller.call('edit_page', { title: target.title, revision: second, append: 'five' });

  const approve = async (name: string, args: Arguments): Promise<void> => {
    await confirming(name, () => args)(caller, 0);
  };
  const edit: Scenario = async (_, round) => {
    const revision = await newest(caller, target.title);
    await approve('edit_page', { title: target.title, revision, append: `${round}` });
    // What somebody else wrote since is shown.
    await caller.call('edit_page', { title: target.title, revision: first, text: 'x' });
  };
  const undo: Scenario = async (_, round) => {
    const made = dataOf(await caller.call('create_page', { title: `Undo ${round}`, text: 'x' }));
    await approve('undo_change', { change_ids: [made['change_id'] ?? 'chg_00000000'] });
  };
  const removal: Scenario = async (_, round) => {
    await caller.call('create_page', { title: `Gone ${round}`, text: 'x' });
    await approve('delete_page', { title: `Gone ${round}` });
  };
  return {
    calls: [
      [
        'get_page',
        reading(
          ['get_page', { title: 'Watering' }],
          ['get_page', { title: 'Toolshed' }],
          ['get_page', { revision: first }],
          ['get_page', { title: 'Watering', section: 1 }],
        ),
      ],
      [
        'preview_page',
        reading(['preview_page', { title: 'X', text: '~~~~ [[Beds]] {{Notice|a}} {{Gone}} [[Category:Y]]' }]),
      ],
      ['create_page', confirming('create_page', (round) => ({ title: `New ${round}`, text: '~~~~' }))],
      ['edit_page', edit],
      [
        'replace_text',
        confirming('replace_text', (round) => ({
          find: round % 2 === 0 ? 'Bed' : 'BED',
          replace: round % 2 === 0 ? 'BED' : 'Bed',
          in_category: 'Garden',
        })),
      ],
      [
        'move_page',
        async (_, round) => {
          await caller.call('create_page', { title: `Old ${round}`, text: 'x' });
          await approve('move_page', { title: `Old ${round}`, to: `Moved ${round}`, subpages: true });
        },
      ],
      ['delete_page', removal],
      [
        'restore_page',
        async (_, round) => {
          await removal(caller, round);
          await approve('restore_page', { title: `Gone ${round}` });
        },
      ],
      ['list_revisions', reading(['list_revisions', { title: 'Compost' }])],
      ['compare_revisions', reading(['compare_revisions', { from: first, to: second }])],
      ['restore_revision', confirming('restore_revision', () => ({ revision: first }))],
      ['undo_edit', confirming('undo_edit', () => ({ revision: second }))],
      ['search_pages', reading(['search_pages', { query: 'compost' }])],
      [
        'list_pages',
        reading(
          ['list_pages', { in_category: 'Garden' }],
          ['list_pages', { prefix: 'B', limit: 1 }],
          ['list_pages', { links_to: 'Beds' }],
          ['list_pages', { uses_file: 'Shed plan.png' }],
          ['list_pages', { report: 'orphans' }],
        ),
      ],
      ['list_recent_changes', reading(['list_recent_changes', { limit: 5 }])],
      ['list_contributions', reading(['list_contributions', { user: 'Rana' }])],
      ['list_files', reading(['list_files', {}])],
      ['get_file', reading(['get_file', { name: 'Shed plan.png' }])],
      [
        'upload_file',
        confirming('upload_file', (round) => ({
          name: `Note ${round}.txt`,
          content: Buffer.from(`note ${round}`).toString('base64'),
        })),
      ],
      ['get_site', reading(['get_site', {}])],
      ['undo_change', undo],
    ],
    readings: [
      [
        'mediawiki://pages/Watering',
        async () => void (await caller.request('resources/read', { uri: 'mediawiki://pages/Watering' })),
      ],
    ],
  };
}

describePlantedText({
  title: 'MediaWiki',
  bundle,
  // Of no words: what holds a piece of it is blotted out of answers.
  token: 'Kq7vX2mZ9pL4tR8wB3nY6dH1sJ5gC0fE',
  scenarios,
  silent: ['list_changes'],
});
