import {
  type Change,
  type Guard,
  type GuardReason,
  type GuardRule,
  guardsOf,
  type JsonObject,
  reasonsOf,
} from '@crunchtools/mcp-core';
import {
  addsMarkup,
  addsUnseen,
  countOf,
  floodsWithLinks,
  losesMost,
  swapsLink,
} from '@crunchtools/mcp-core/document/risks';
import { anyOf, type WikiWords } from '../../names.ts';

/** What a rule knows besides the change. */
interface About {
  readonly account: string | undefined;
  readonly words: WikiWords;
}

type Rule = GuardRule<readonly [change: Change, before: string, after: string, about: About]>;

/**
 * Beginnings of names of templates that wikis commonly use for these: of English, and of German, French, Spanish and Persian wikis. No wiki
 * says which of its templates they are; where the words are others, notices are known by where they stand (`bannersIn`).
 */
const noticeNames = String.raw`(?:protect|pp-|pp\b|semi-?protect|delet|speedy|prod\b|afd|copyvio|copyright|licen[sc]e|pd\b|pd-|cc-|cc0|gfdl|self\b|fair use|non-free|blp|living|hoax|disputed|warning|danger|medical|lösch|urv\b|gesperrt|halbgesperrt|schutz|bild-|lizenz|suppression|supprimer|protégé|semi-protection|plagiat|domaine public|destruir|borrar|protegid|plagio|licencia|dominio público|حذف|محافظت|قفل|نقض حق|مجوز|مالکیت عمومی)[^{}|]*`;

/** @param prefix the names of the namespace of templates, which may be written before the name. */
function noticesIn(text: string, prefix: string, isFile: boolean): ReadonlySet<string> {
  const named = new RegExp(String.raw`\{\{\s*(?:(?:${prefix})\s*:\s*)?(${noticeNames})`, 'giu');
  const found = Array.from(text.matchAll(named), ([, name = '']) => name);
  return new Set([...found, ...bannersIn(text, isFile)].map((name) => name.trim().toLowerCase()));
}

/**
 * Templates on a line of their own above the first words of a page, with no more than two arguments: that is where notices stand, in any
 * language; on the page of a file, where licences are, anywhere.
 */
function bannersIn(text: string, isFile: boolean): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const end = lines.findIndex((line) => line !== '' && !banner.test(line));
  const looked = isFile || end === -1 ? lines : lines.slice(0, end);
  return looked.flatMap((line) => banner.exec(line)?.[1] ?? []);
}

const banner = /^\{\{([^{}|#:]+)(?:\|[^{}|]*){0,2}\}\}$/u;

/** Where a redirect leads, in whatever language its word is. */
function targetOf(text: string): string | undefined {
  const target = /^\s*#[^\n[]*\[\[([^\]|#]+)/u.exec(text)?.[1];
  return target?.replaceAll('_', ' ').trim().toLowerCase();
}

const rules: readonly Rule[] = [
  {
    id: 'page.loss',
    asked: 'An edit that blanks a page, or takes more than half of a page of 200 or more characters away.',
    why: 'A text that was cut, or read in part and written back, looks like this.',
    example: 'edit_page with text that has only the first section',
    text: 'It takes most of the page away.',
    applies: ({ action }, before, after) => action === 'update' && losesMost(before, after),
  },
  {
    id: 'page.redirect',
    asked: 'A page of text that becomes a redirect.',
    why: 'Readers no longer reach the text.',
    example: 'edit_page with text "#REDIRECT [[Main Page]]"',
    text: 'It makes a redirect of a page with text.',
    applies: ({ action }, before, after) =>
      action === 'update' && /^\s*#/u.test(after) && !/^\s*#/u.test(before) && /^\s*#[^\n]*\[\[/u.test(after),
  },
  {
    id: 'page.redirect_target',
    asked: 'A redirect that leads elsewhere than before.',
    why: 'Every link to the old title brings its readers to another page.',
    example: 'edit_page of a redirect with text "#REDIRECT [[Other page]]"',
    text: 'It leads a redirect to another page.',
    applies: ({ action }, before, after) =>
      action === 'update' && targetOf(before) !== undefined && targetOf(before) !== targetOf(after),
  },
  {
    id: 'page.links',
    asked: 'Five or more new links to one site that the page did not link to, or fifteen new links.',
    why: 'This is what spam looks like.',
    example: 'edit_page that adds twenty links to a shop',
    text: 'It adds many links to other sites.',
    applies: (_, before, after) => floodsWithLinks(before, after),
  },
  {
    id: 'page.link_swapped',
    asked:
      'A link that stays where it is and leads to another site; one to the same site, or to an archive of it, is not asked about.',
    why: 'Readers trust the place: an address for donations or downloads is swapped like this.',
    example: 'edit_page that puts another host into a link',
    text: 'It makes a link lead to another site.',
    applies: ({ action }, before, after) => action === 'update' && swapsLink(before, after),
  },
  {
    id: 'page.markup',
    asked:
      'Raw HTML, scripts, frames, styles that hide text or lay it over the page, and __NOINDEX__, where there were fewer of them.',
    why: 'What they do is not seen in the text of the page, and readers or search engines get something else.',
    example: 'append \'<div style="position:fixed">\'',
    text: 'It adds markup that runs, hides text, or covers the page.',
    applies: (_, before, after, { words }) => {
      const noIndex = new RegExp(anyOf(words.noIndex), 'gu');
      return addsMarkup(before, after) || countOf(after, noIndex) > countOf(before, noIndex);
    },
  },
  {
    id: 'page.hidden_characters',
    asked:
      'Characters that cannot be seen and change the order of text or part words. Joiners and marks that scripts need are not asked about.',
    why: 'Readers see another text than the one that is stored.',
    example: 'edits with U+202E in them',
    text: 'It adds characters that cannot be seen.',
    applies: (_, before, after) => addsUnseen(before, after),
  },
  {
    id: 'page.notice',
    asked:
      'Notices that go away: of protection, deletion, copyright, licence and living persons; any template that stands alone above the first words, or on the page of a file.',
    why: 'They tell readers and editors what they may not do, or may not trust.',
    example: 'edit_page that removes {{PD-self}}',
    text: 'It takes a notice about protection, deletion or rights away.',
    applies: ({ action, scope }, before, after, { words }) => {
      if (action !== 'update') return false;
      const [old, left] = [before, after].map((text) =>
        noticesIn(text, anyOf(words.template), scope.id === '6'),
      );
      return [...(old ?? [])].some((name) => left?.has(name) !== true);
    },
  },
  {
    id: 'page.signed',
    asked: 'Signed words on a talk page that are changed or go away; one that is added is not asked about.',
    why: 'Somebody seems to have said what he did not say.',
    example: 'edit_page of Talk:Main Page that rewords a comment',
    text: 'It changes or removes what somebody signed.',
    applies: ({ action, scope }, before, after, { words }) => {
      if (action !== 'update' || Number(scope.id) % 2 !== 1) return false;
      const left = new Set(after.split('\n'));
      // An account signs with its page, an address with its contributions.
      const signature = new RegExp(
        String.raw`\[\[\s*(?:(?:${anyOf(words.person)})\s*:|(?:${anyOf(words.special)})\s*:[^[\]|/]{0,255}/)`,
        'iu',
      );
      return before.split('\n').some((line) => signature.test(line) && !left.has(line));
    },
  },
  {
    id: 'page.user',
    asked: "Pages of other people's accounts.",
    why: 'They speak for that person.',
    example: 'edit_page of User:Somebody',
    text: 'It is the page of another account.',
    applies: ({ scope, before, after }, _before, _after, { account }) =>
      scope.id === '2' &&
      textIn(after ?? before, 'title')
        .replace(/^[^:]*:/u, '')
        .replace(/\/.*$/su, '') !== account,
  },
  {
    id: 'page.code',
    asked: 'Pages of the interface of the wiki, scripts and styles.',
    why: 'They run in, or are shown to, the browser of every reader.',
    example: 'edit_page of MediaWiki:Common.js',
    text: 'It is code or text of the interface, which every reader gets.',
    applies: ({ scope, before, after }) => scope.id === '8' || code.test(textIn(after ?? before, 'title')),
  },
  {
    id: 'page.template',
    asked: 'Changes of templates and modules that exist.',
    why: 'They show on every page that uses them.',
    example: 'edit_page of Template:Notice',
    text: 'It is a template or a module: every page that uses it changes.',
    applies: ({ action, scope }) => action === 'update' && (scope.id === '10' || scope.id === '828'),
  },
];

type MoveRule = GuardRule<readonly [change: Change, from: number, to: number]>;

const moveRules: readonly MoveRule[] = [
  {
    id: 'page.move_without_redirect',
    asked: 'A move that leaves no redirect.',
    why: 'Links to the old title, on the wiki and elsewhere, lead nowhere.',
    example: 'move_page with redirect: false',
    text: 'It leaves no redirect: links to the old title lead nowhere.',
    applies: ({ after }) => after?.['redirect'] !== true,
  },
  {
    id: 'page.move_shared',
    asked: 'Moves of templates, modules, texts of the interface, scripts and styles, or to where those are.',
    why: 'They are used by their titles, or become what every reader gets.',
    example: 'move_page of Template:Notice',
    text: 'It moves a template, code or text of the interface, or makes one of the page.',
    applies: ({ before, after }, from, to) =>
      [from, to].some((space) => shared.has(space)) ||
      [before, after].some((state) => code.test(textIn(state, 'title'))),
  },
  {
    id: 'page.move_away',
    asked:
      'Moves out of the main namespace, and from help, project and category pages to pages of users or talk pages.',
    why: 'Search and lists of the wiki no longer show the page to readers.',
    example: 'move_page of Compost to User:Somebody/Compost',
    text: 'It takes the page out of the namespace where readers find it.',
    applies: (_, from, to) =>
      (from === 0 && to !== 0) || (from !== to && from > 3 && (to === 2 || to % 2 === 1)),
  },
];

const shared: ReadonlySet<number> = new Set([8, 10, 828]);
const code = /\.(?:js|css|json)$/u;

export const moveGuards: readonly Guard[] = guardsOf(moveRules);

/** Why a move is asked about. @param to the number of the namespace of the new title. */
export function moveReasons(change: Change, to: number): readonly GuardReason[] {
  return reasonsOf(moveRules, change, Number(change.scope.id), to);
}

const restored: Guard = {
  id: 'page.restored',
  asked:
    'A deleted page that comes back, where somebody else deleted it, or it is not known who; not one that this account deleted itself.',
  why: 'Somebody decided that nobody should read it: for rights of others, private data, or an attack.',
  example: 'restore_page of a page that an administrator deleted',
};

export const restoredReason: GuardReason = {
  guard: restored.id,
  text: 'It brings back what somebody else deleted.',
  kind: 'value',
};

export const pageGuards: readonly Guard[] = [...guardsOf(rules), restored];

/** Why a change of a page is asked about; nothing for an ordinary one. */
export function pageReasons(
  change: Change,
  account: string | undefined,
  words: WikiWords,
): readonly GuardReason[] {
  const [before, after] = [change.before, change.after].map((state) => textIn(state, 'text'));
  return reasonsOf(rules, change, before ?? '', after ?? '', { account, words });
}

function textIn(state: JsonObject | undefined, name: string): string {
  const value = state?.[name];
  return typeof value === 'string' ? value : '';
}
