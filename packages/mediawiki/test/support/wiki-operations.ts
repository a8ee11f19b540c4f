import { Buffer } from 'node:buffer';
import type { Random } from '@crunchtools/mcp-core/testing';
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
  readonly random: Random;
  readonly truth: Truth;
  readonly titles: readonly string[];
  readonly fileNames: readonly string[];
  readonly count: number;
}

type Make = (scene: Scene) => Operation | undefined;

export function freshText(count: number, word: string): string {
  return `سرآغاز ${count} 🌱\n\n== A ==\na ${word} ${count}\n\n== B ==\nb ${count}\n\n== C ==\nc`;
}

function onPage(make: (page: PageNow, scene: Scene) => Operation): Make {
  return (scene) => {
    const pages = [...scene.truth.pages.values()];
    if (pages.length === 0) return undefined;
    const page = scene.random.pick(pages);
    return { title: page.title, ...make(page, scene) };
  };
}

const createPage: Make = ({ random, titles, truth, count }) => {
  const free = titles.filter((title) => !truth.pages.has(title));
  const title = random.chance(0.9) && free.length > 0 ? random.pick(free) : random.pick(titles);
  const text = freshText(count, random.pick(['spade', 'rake']));
  return { tool: 'create_page', title, args: { title, text } };
};

const findAndReplace = onPage(({ title, revision, text }, { random, count }) => {
  const lines = text.split('\n').filter((line) => line !== '' && text.split(line).length === 2);
  const find = lines.length === 0 ? text : random.pick(lines);
  const edits = [{ find, replace: `${find.slice(0, 40)} e${count}` }];
  return { tool: 'edit_page', args: { title, revision, edits } };
});

const wholeText = onPage(({ title, revision, text }, { count }) => ({
  tool: 'edit_page',
  args: { title, revision, text: `${text}\nwhole ${count}` },
}));

const section = onPage(({ title, revision }, { random, count }) => {
  const heading = random.pick(['A', 'B', 'C']);
  const text = `== ${heading} ==\nsection ${count} spade`;
  return { tool: 'edit_page', args: { title, revision, section: ' ABC'.indexOf(heading), text } };
});

const append = onPage(({ title, revision }, { count }) => ({
  tool: 'edit_page',
  args: { title, revision, append: `* appended ${count}` },
}));

const movePage = onPage(({ title }, { random, titles }) => {
  const to = random.pick(titles.filter((other) => other !== title));
  return { tool: 'move_page', args: { title, to, redirect: random.chance(0.5) } };
});

const deletePage = onPage(({ title }) => ({ tool: 'delete_page', args: { title } }));

const restorePage: Make = ({ random, truth }) => {
  if (truth.archived.length === 0) return undefined;
  const title = random.pick(truth.archived);
  return { tool: 'restore_page', title, args: { title } };
};

function onRevision(tool: string): Make {
  return ({ random, truth }) => {
    const kept = [...truth.revisions.values()].filter(({ isDeleted }) => !isDeleted).slice(-40);
    if (kept.length === 0) return undefined;
    const { id, page } = random.pick(kept);
    return { tool, title: page, args: { revision: id } };
  };
}

const replaceText: Make = ({ random, truth }) => {
  const titles = [...truth.pages.keys()];
  if (titles.length === 0) return undefined;
  const [find, replace] = random.chance(0.5) ? ['spade', 'rake'] : ['rake', 'spade'];
  return { tool: 'replace_text', title: random.pick(titles), args: { find, replace, titles } };
};

const uploadFile: Make = ({ random, fileNames, count }) => {
  const content = Buffer.from(`file ${count}`).toString('base64');
  const args = {
    name: random.pick(fileNames),
    content,
    text: `About ${count}`,
    overwrite: random.chance(0.7),
  };
  return { tool: 'upload_file', args };
};

/** How often, of a hundred. */
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
];

/** A call that makes sense as things are; now and then one that is to be refused. */
export function nextOperation(scene: Scene): Operation {
  const whole = makers.reduce((sum, [often]) => sum + often, 0);
  for (;;) {
    let roll = scene.random.below(whole);
    const make = makers.find(([often]) => {
      roll -= often;
      return roll < 0;
    })?.[1];
    const operation = make?.(scene);
    if (operation !== undefined)
      return { ...operation, args: { ...operation.args, summary: `op ${scene.count}` } };
  }
}
