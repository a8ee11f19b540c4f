import { Buffer } from 'node:buffer';
import type { Chance } from './chance.ts';
import type { PageNow, Truth } from './wiki-truth.ts';

/** One call of a tool. */
export interface Operation {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** The page that it is about, if it is about one. */
  readonly title?: string;
}

/** What an operation is made of: the wiki as it was read a moment ago, and a number that no other operation has. */
export interface Scene {
  readonly chance: Chance;
  readonly truth: Truth;
  readonly titles: readonly string[];
  readonly fileNames: readonly string[];
  readonly count: number;
  readonly changeIds: readonly string[];
}

type Make = (scene: Scene) => Operation | undefined;

export function freshText(count: number, word: string): string {
  return `سرآغاز ${count} 🌱\n\n== A ==\na ${word} ${count}\n\n== B ==\nb ${count}\n\n== C ==\nc`;
}

function onPage(make: (page: PageNow, scene: Scene) => Operation): Make {
  return (scene) => {
    const pages = [...scene.truth.pages.values()];
    if (pages.length === 0) return undefined;
    const page = scene.chance.pick(pages);
    return { title: page.title, ...make(page, scene) };
  };
}

const createPage: Make = ({ chance, titles, truth, count }) => {
  const free = titles.filter((title) => !truth.pages.has(title));
  const title = chance.of(0.9) && free.length > 0 ? chance.pick(free) : chance.pick(titles);
  const text = freshText(count, chance.pick(['spade', 'rake']));
  return { tool: 'create_page', title, args: { title, text } };
};

const findAndReplace = onPage(({ title, revision, text }, { chance, count }) => {
  const lines = text.split('\n').filter((line) => line !== '' && text.split(line).length === 2);
  const find = lines.length === 0 ? text : chance.pick(lines);
  const edits = [{ find, replace: `${find.slice(0, 40)} e${count}` }];
  return { tool: 'edit_page', args: { title, revision, edits } };
});

const wholeText = onPage(({ title, revision, text }, { count }) => ({
  tool: 'edit_page',
  args: { title, revision, text: `${text}\nwhole ${count}` },
}));

const section = onPage(({ title, revision }, { chance, count }) => {
  const heading = chance.pick(['A', 'B', 'C']);
  const text = `== ${heading} ==\nsection ${count} spade`;
  return { tool: 'edit_page', args: { title, revision, section: ' ABC'.indexOf(heading), text } };
});

const append = onPage(({ title, revision }, { count }) => ({
  tool: 'edit_page',
  args: { title, revision, append: `* appended ${count}` },
}));

const movePage = onPage(({ title }, { chance, titles }) => {
  const to = chance.pick(titles.filter((other) => other !== title));
  return { tool: 'move_page', args: { title, to, redirect: chance.of(0.5) } };
});

const deletePage = onPage(({ title }) => ({ tool: 'delete_page', args: { title } }));

const restorePage: Make = ({ chance, truth }) => {
  if (truth.archived.length === 0) return undefined;
  const title = chance.pick(truth.archived);
  return { tool: 'restore_page', title, args: { title } };
};

function onRevision(tool: string): Make {
  return ({ chance, truth }) => {
    const kept = [...truth.revisions.values()].filter(({ isDeleted }) => !isDeleted).slice(-40);
    if (kept.length === 0) return undefined;
    const { id, page } = chance.pick(kept);
    return { tool, title: page, args: { revision: id } };
  };
}

const replaceText: Make = ({ chance, truth }) => {
  const titles = [...truth.pages.keys()];
  if (titles.length === 0) return undefined;
  const [find, replace] = chance.of(0.5) ? ['spade', 'rake'] : ['rake', 'spade'];
  return { tool: 'replace_text', title: chance.pick(titles), args: { find, replace, titles } };
};

const uploadFile: Make = ({ chance, fileNames, count }) => {
  const content = Buffer.from(`file ${count}`).toString('base64');
  const args = { name: chance.pick(fileNames), content, text: `About ${count}`, overwrite: chance.of(0.7) };
  return { tool: 'upload_file', args };
};

const undoChange: Make = ({ chance, changeIds }) => {
  if (changeIds.length === 0) return undefined;
  const id = chance.of(0.7) ? changeIds.at(-1) : chance.pick(changeIds.slice(-5));
  return { tool: 'undo_change', args: { change_ids: [id] } };
};

/** How often, of a hundred and some. */
const makers: readonly (readonly [often: number, make: Make])[] = [
  [18, createPage],
  [16, findAndReplace],
  [8, wholeText],
  [8, section],
  [8, append],
  [9, movePage],
  [6, deletePage],
  [6, restorePage],
  [5, onRevision('undo_edit')],
  [5, onRevision('restore_revision')],
  [5, replaceText],
  [5, uploadFile],
  [12, undoChange],
];

/** A call that makes sense as things are; now and then one that is to be refused. */
export function nextOperation(scene: Scene): Operation {
  const whole = makers.reduce((sum, [often]) => sum + often, 0);
  for (;;) {
    let roll = scene.chance.below(whole);
    const make = makers.find(([often]) => {
      roll -= often;
      return roll < 0;
    })?.[1];
    const operation = make?.(scene);
    if (operation !== undefined)
      return { ...operation, args: { ...operation.args, ...words(operation, scene) } };
  }
}

function words({ tool }: Operation, { count }: Scene): Readonly<Record<string, unknown>> {
  return tool === 'undo_change' ? {} : { summary: `op ${count}` };
}
