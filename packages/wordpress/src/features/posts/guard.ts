import {
  type Change,
  type Guard,
  type GuardReason,
  type GuardRule,
  guardsOf,
  reasonsOf,
} from '@crunchtools/mcp-core';
import {
  addsMarkup,
  addsUnseen,
  floodsWithLinks,
  losesMost,
  swapsLink,
} from '@crunchtools/mcp-core/document/risks';
import type { Account } from '../../api/connection.ts';
import { blocksOf } from './blocks.ts';
import { filteredOut } from './filtered.ts';
import { isPublic, textIn } from './state.ts';

/** A change with its texts. */
interface Looked {
  readonly change: Change;
  readonly before: string;
  readonly after: string;
  readonly account: Account | undefined;
}

type Rule = GuardRule<readonly [Looked]>;

/** Types whose posts show on other pages. */
const shared: ReadonlySet<string> = new Set(['wp_block', 'wp_navigation']);

const rules: readonly Rule[] = [
  {
    id: 'post.publish',
    asked: 'Whatever makes a post public, now or at a time to come: also a creation, a restoration, an undo.',
    why: 'Readers, feeds and search engines have it at once, and keep copies.',
    example: 'publish_post',
    text: 'It becomes public.',
    applies: ({ change: { action, before, after } }) =>
      action !== 'delete' && !isPublic(before) && isPublic(after),
  },
  {
    id: 'post.publish_time',
    asked: 'Another date of a post that is public, or will be.',
    why: 'A post that is scheduled goes out at another time, and lists and feeds show it elsewhere.',
    example: 'publish_post of a scheduled post with at',
    text: 'It is public, or will be, and gets another date.',
    applies: ({ change: { before, after } }) =>
      isPublic(before) && isPublic(after) && textIn(before, 'date') !== textIn(after, 'date'),
  },
  {
    id: 'post.unpublish',
    asked: 'Whatever takes a public or scheduled post from its readers.',
    why: 'Links to it lead nowhere.',
    example: 'unpublish_post',
    text: 'It is taken from its readers.',
    applies: ({ change: { action, before, after } }) =>
      action === 'update' && isPublic(before) && !isPublic(after),
  },
  {
    id: 'post.slug',
    asked: 'Another address of a public post.',
    why: 'WordPress redirects from the old one only while no other post takes it, and not at all for pages below the one that moves.',
    example: 'update_post with slug of a public post',
    text: 'Its public address changes.',
    applies: ({ change: { before, after } }) =>
      isPublic(before) &&
      isPublic(after) &&
      (textIn(before, 'slug') !== textIn(after, 'slug') || before?.['parent'] !== after?.['parent']),
  },
  {
    id: 'post.loss',
    asked:
      'An edit that blanks a post or its title, or takes more than half of a text of 200 or more characters away.',
    why: 'A text that was cut, or read in part and written back, looks like this.',
    example: 'edit_post with content that has only the beginning',
    text: 'It takes most of the text away.',
    applies: ({ change: { action, before: old, after: present }, before, after }) =>
      action === 'update' &&
      (losesMost(before, after) || (textIn(old, 'title') !== '' && textIn(present, 'title') === '')),
  },
  {
    id: 'post.blocks',
    asked:
      'An edit that takes all marks of blocks away, or leaves one without its partner where all had theirs.',
    why: 'A text that was rendered and written back looks like this: the editor shows it as one block, or as broken.',
    example: 'edit_post with content without <!-- wp:… -->',
    text: 'It breaks the blocks of the text.',
    applies: ({ before, after }) => breaksBlocks(before, after),
  },
  {
    id: 'post.filtered',
    asked:
      'A text with HTML that WordPress takes out, because the account lacks the capability unfiltered_html.',
    why: 'It does so without a word, also with what others put into the text.',
    example: 'edit_post by an author of a text with <iframe>',
    text: 'WordPress will take HTML out of the text, because this account may not write it.',
    applies: ({ change, after, account }) =>
      change.action !== 'delete' && filteredFor(account, after).length > 0,
  },
  {
    id: 'post.links',
    asked: 'Five or more new links to one site that the text did not link to, or fifteen new links.',
    why: 'This is what spam looks like.',
    example: 'edit_post that adds twenty links to a shop',
    text: 'It adds many links to other sites.',
    applies: ({ before, after }) => floodsWithLinks(before, after),
  },
  {
    id: 'post.link_swapped',
    asked:
      'A link that stays where it is and leads to another site; one to an archive of it is not asked about.',
    why: 'Readers trust the place: an address for donations or downloads is swapped like this.',
    example: 'edit_post that puts another host into a link',
    text: 'It makes a link lead to another site.',
    applies: ({ change: { action }, before, after }) => action === 'update' && swapsLink(before, after),
  },
  {
    id: 'post.markup',
    asked:
      'Scripts, frames, forms and handlers, and styles that hide text or lay it over the page, where there were fewer of them.',
    why: 'What they do is not seen in the text, and readers or search engines get something else.',
    example: 'edit_post that adds <script>',
    text: 'It adds markup that runs, hides text, or covers the page.',
    applies: ({ before, after }) => addsMarkup(before, after),
  },
  {
    id: 'post.hidden_characters',
    asked:
      'Characters that cannot be seen and change the order of text or part words. Joiners that scripts need are not asked about.',
    why: 'Readers see another text than the one that is stored.',
    example: 'edits with U+202E in them',
    text: 'It adds characters that cannot be seen.',
    applies: ({ before, after }) => addsUnseen(before, after),
  },
  {
    id: 'post.shared',
    asked: 'Changes of reusable blocks and navigation.',
    why: 'They show on every page that uses them.',
    example: 'edit_post of a wp_navigation',
    text: 'Every page that uses it changes.',
    applies: ({ change: { action, scope } }) => action === 'update' && shared.has(scope.id),
  },
  {
    id: 'post.author',
    asked: 'A post that is put under the name of another account.',
    why: 'It speaks for that person.',
    example: 'update_post with author',
    text: 'It is put under the name of another account.',
    // A post that comes back from the trash has the author that it had.
    applies: ({ change: { before, after, replaces }, account }) => {
      const [from, to] = [before?.['author'], after?.['author']];
      return replaces === undefined && to !== undefined && to !== (from ?? account?.id);
    },
  },
];

/** Whether all marks of blocks go, or one is left without its partner where all had theirs. */
export function breaksBlocks(before: string, after: string): boolean {
  const [old, present] = [blocksOf(before), blocksOf(after)];
  const hadMarks = old.blocks.some(({ name }) => name !== 'classic');
  const hasMarks = present.blocks.some(({ name }) => name !== 'classic');
  return (
    (hadMarks && !hasMarks && after !== '') || (old.unpaired.length === 0 && present.unpaired.length > 0)
  );
}

/** What WordPress takes out of a text of this account; nothing where the account is not known. */
export function filteredFor(account: Account | undefined, text: string): readonly string[] {
  return account === undefined || account.capabilities.has('unfiltered_html') ? [] : filteredOut(text);
}

export const postGuards: readonly Guard[] = guardsOf(rules);

/** All texts of a post: a link may stand in its excerpt. */
function textsOf(state: Change['before']): string {
  const texts = [textIn(state, 'content'), textIn(state, 'excerpt'), textIn(state, 'title')];
  return texts.filter((text) => text !== '').join('\n');
}

/** Why a change of a post is asked about; nothing for an ordinary one. */
export function postReasons(change: Change, account: Account | undefined): readonly GuardReason[] {
  const looked = { change, before: textsOf(change.before), after: textsOf(change.after), account };
  return reasonsOf(rules, looked);
}
