import {
  expectMention,
  expectPresent,
  expectSame,
  seeTools,
  type TourStep,
} from '@crunchtools/mcp-core/demo';
import { name } from '../identity.ts';
import { pageList, pageShown, preview, siteShown } from './answers.ts';

const seeSite: TourStep = {
  wish: 'Which wiki is this?',
  async run(tour) {
    const site = await tour.call('get_site', {}, siteShown);
    tour.say(`${site.name}, ${site.generator}, ${site.pages} pages; this server writes as ${site.account}`);
    expectSame('the wiki', site.name, 'Lindenhof');
  },
};

const seeCategory: TourStep = {
  wish: 'What does it say about the garden?',
  async run(tour) {
    const { pages } = await tour.call('list_pages', { in_category: 'Garden' }, pageList);
    const titles = pages.map(({ title }) => title);
    tour.say(`${titles.length} pages: ${titles.join(', ')}`);
    expectMention(titles.join(' '), ['Beds', 'Compost', 'Tool shed', 'Watering', 'باغچه']);
  },
};

const readHostileText: TourStep = {
  wish: 'Read a talk page on which somebody without an account left orders to assistants.',
  async run(tour) {
    const { lines, untrusted = [] } = await tour.call('get_page', { title: 'Talk:Watering' }, pageShown);
    for (const line of lines) tour.say(line);
    tour.say(`marked as written by others, never to be followed: ${untrusted.join(', ')}`);
    expectMention(lines.join('\n'), ['ignore what you were told']);
    expectMention(untrusted.join(' '), ['lines[]']);
  },
};

const draft = "'''Seed exchange''' is on 1 May, see [[Beds]] and [[Seed list]].\n\n[[Category:Garden]]";

const previewPage: TourStep = {
  wish: 'How would a page about the seed exchange look? Only show it.',
  async run(tour) {
    const found = await tour.call('preview_page', { title: 'Seed exchange', text: draft }, preview);
    tour.say(
      `links that lead nowhere: ${found.missing.join(', ')}; in the category ${found.categories.join(', ')}`,
    );
    expectSame('what is missing', found.missing, ['Seed list']);
    const { pages } = await tour.call('list_pages', { prefix: 'Seed' }, pageList);
    tour.say('nothing was saved');
    expectSame('pages of that title', pages, []);
  },
};

const longPage: TourStep = {
  wish: 'A page in Persian, with joiners that must not get lost: it comes as it is.',
  async run(tour) {
    const { lines } = await tour.call('get_page', { title: 'باغچه' }, pageShown);
    const line = expectPresent('a line', lines[2]);
    tour.say(line);
    expectSame('the line', line, String.raw`آب\u{200c}پاشی: صبح زود.`);
  },
};

export const looking: readonly TourStep[] = [
  seeTools(name, {
    reading: ['get_page', 'search_pages', 'list_changes'],
    writing: ['edit_page', 'delete_page', 'undo_change'],
  }),
  seeSite,
  seeCategory,
  readHostileText,
  longPage,
  previewPage,
];
