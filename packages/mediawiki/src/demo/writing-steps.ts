import {
  expectMention,
  expectPresent,
  expectSame,
  reviewChanges,
  type Tour,
  type TourStep,
  written,
} from '@crunchtools/mcp-core/demo';
import { conflict, history, pageList, pageShown } from './answers.ts';

async function textOf(
  tour: Tour,
  title: string,
): Promise<{ readonly text: string; readonly revision: number }> {
  const { lines, revision } = await tour.call('get_page', { title }, pageShown);
  return { text: lines.join('\n'), revision };
}

const warm = [{ find: 'every four weeks', replace: 'every three weeks' }];

const planEdit: TourStep = {
  wish: 'It is warm: turn the compost every three weeks. What would change?',
  async run(tour) {
    const { text, revision } = await textOf(tour, 'Compost');
    const { changes } = await written(
      tour,
      'edit_page',
      { title: 'Compost', revision, edits: warm, dry_run: true },
      'planned',
    );
    expectMention(JSON.stringify(changes[0]?.after), ['three weeks']);
    expectSame('the page', await textOf(tour, 'Compost'), { text, revision });
    tour.note('stale revision', String(revision));
  },
};

const edit: TourStep = {
  wish: 'Do it. A small edit is nothing to ask about.',
  async run(tour) {
    const revision = Number(tour.recall('stale revision'));
    const said = { title: 'Compost', revision, edits: warm, summary: 'it is warm' };
    const { change_id: id } = await written(tour, 'edit_page', said);
    tour.note('edit', expectPresent('a change_id', id));
    const { revisions } = await tour.call('list_revisions', { title: 'Compost' }, history);
    tour.tabulate(
      revisions.map(({ revision: each, user = '', comment = '' }) => [String(each), user, comment]),
    );
    expectSame('its comment', revisions[0]?.comment, 'it is warm');
  },
};

const staleEdit: TourStep = {
  wish: 'Another assistant still has the text of before. Its edit would overwrite this one: it is shown what changed.',
  async run(tour) {
    const args = {
      title: 'Compost',
      revision: Number(tour.recall('stale revision')),
      text: 'Layers of green.',
    };
    const { status, error } = await tour.call('edit_page', args, conflict);
    tour.say(`${status}: ${error.message}`);
    for (const line of error.details.difference.filter((each) => /^[+-]/u.test(each))) tour.say(line);
    expectSame('the error', [status, error.code], ['failed', 'conflict']);
    expectMention(error.details.difference.join('\n'), ['-“Turn it every four', '+“Turn it every three']);
  },
};

const loseText: TourStep = {
  wish: 'It read half of a page, and writes back that half. The client asks a person, who declines.',
  async run(tour) {
    const { text, revision } = await textOf(tour, 'Watering');
    const half = { title: 'Watering', revision, text: text.slice(0, 60) };
    tour.person('declines');
    const { error } = await written(tour, 'edit_page', half, 'refused');
    expectMention(error?.message ?? '', ['declined']);
    expectSame('the page', await textOf(tour, 'Watering'), { text, revision });
  },
};

const forgeApproval: TourStep = {
  wish: 'It tries to approve that by itself, with a made-up confirmation.',
  async run(tour) {
    const { revision } = await textOf(tour, 'Watering');
    const forged = { title: 'Watering', revision, text: 'Water.', confirm: '0123456789abcdef' };
    const { error } = await written(tour, 'edit_page', forged, 'refused');
    expectSame('the error', error?.code, 'confirmation_invalid');
  },
};

const hideWords: TourStep = {
  wish: 'A link that shows one address and leads to another, with characters that cannot be seen: the person sees them.',
  async run(tour) {
    const { revision } = await textOf(tour, 'Beds');
    const text = 'Pay for your bed at [https://paypal.example \u202elapyap\u202c].';
    await written(tour, 'edit_page', { title: 'Beds', revision, append: text }, 'refused');
  },
};

export const writing: readonly TourStep[] = [planEdit, edit, staleEdit];
export const approving: readonly TourStep[] = [loseText, forgeApproval, hideWords];

const undoStranger: TourStep = {
  wish: 'Rana allowed citrus peel in the compost. Take that edit out, and keep what was written since.',
  async run(tour) {
    const { revisions } = await tour.call('list_revisions', { title: 'Compost', user: 'Rana' }, history);
    const { revision } = expectPresent('her edit', revisions[0]);
    const { error } = await written(tour, 'undo_edit', { revision }, 'failed');
    tour.say('her edit and the last one touch the same lines: nothing is guessed');
    expectSame('the error', error?.code, 'conflict');
  },
};

const replaceOnPages: TourStep = {
  wish: 'The category "How to" gets another name, on every page that is in it: one plan.',
  async run(tour) {
    const [find, replace] = ['[[Category:How to]]', '[[Category:Instructions]]'];
    const { change_id: id } = await written(tour, 'replace_text', { find, replace, in_category: 'How to' });
    tour.note('replacement', expectPresent('a change_id', id));
    const { pages } = await tour.call('list_pages', { in_category: 'Instructions' }, pageList);
    const titles = pages.map(({ title }) => title);
    tour.say(`in it now: ${titles.join(', ')}`);
    expectSame('the pages', titles, ['Compost', 'Watering']);
  },
};

const move: TourStep = {
  wish: 'The page about the shed gets a better title. A redirect stays behind.',
  async run(tour) {
    const { change_id: id } = await written(tour, 'move_page', { title: 'Tool shed', to: 'Tool house' });
    tour.note('move', expectPresent('a change_id', id));
    expectMention((await textOf(tour, 'Tool shed')).text, ['#REDIRECT [[Tool house]]']);
  },
};

const upload: TourStep = {
  wish: 'Put a note on the wiki, as a file. Files of this machine cannot be named.',
  async run(tour) {
    await written(tour, 'upload_file', { name: 'Note.txt', content: 'file:///etc/passwd' }, 'refused');
    const content = Buffer.from('Bring gloves.\n').toString('base64');
    const { change_id: id } = await written(tour, 'upload_file', {
      name: 'Note.txt',
      content,
      text: 'A note.',
    });
    tour.note('upload', expectPresent('a change_id', id));
  },
};

const remove: TourStep = {
  wish: 'Delete the page about the beds. The person is asked, sees who links to it, and agrees.',
  async run(tour) {
    tour.note('beds', JSON.stringify(await textOf(tour, 'Beds')));
    tour.person('approves');
    const { change_id: id } = await written(tour, 'delete_page', { title: 'Beds', summary: 'out of date' });
    tour.note('deletion', expectPresent('a change_id', id));
    const { pages } = await tour.call('list_pages', { prefix: 'Beds' }, pageList);
    expectSame('pages of that title', pages, []);
  },
};

const undoRemoval: TourStep = {
  wish: 'That was the wrong page. It comes back with its whole history.',
  async run(tour) {
    await written(tour, 'undo_change', { change_ids: [tour.recall('deletion')] });
    expectSame('the page', JSON.stringify(await textOf(tour, 'Beds')), tour.recall('beds'));
  },
};

const restore: TourStep = {
  wish: 'Last year’s rota was deleted before any of this. It can come back, too.',
  async run(tour) {
    const { change_id: id } = await written(tour, 'restore_page', { title: 'Old rota' });
    tour.note('restoration', expectPresent('a change_id', id));
    expectMention((await textOf(tour, 'Old rota')).text, ['Rota of last year']);
  },
};

export const working: readonly TourStep[] = [
  undoStranger,
  replaceOnPages,
  move,
  upload,
  remove,
  undoRemoval,
  restore,
];

const takeBack: TourStep = {
  wish: 'Take everything of this tour back, the newest first.',
  async run(tour) {
    tour.person('approves');
    const ids = ['restoration', 'upload', 'move', 'replacement', 'edit'].map((note) => tour.recall(note));
    await written(tour, 'undo_change', { change_ids: ids });
    expectMention((await textOf(tour, 'Tool shed')).text, ['{{Notice|']);
    expectMention((await textOf(tour, 'Compost')).text, ['every four weeks', '[[Category:How to]]']);
  },
};

export const reviewing: readonly TourStep[] = [takeBack, reviewChanges];
