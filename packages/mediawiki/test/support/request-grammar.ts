import type { RequestGrammar } from '@crunchtools/mcp-core/testing';

/**
 * Every request that this server may ever send, written from the pages of the Action API on mediawiki.org (API:Main_page and that of
 * each module, as of 1.39), not from the code that sends them.
 */

const main = 'action format formatversion errorformat errorlang assert assertuser maxlag';

function prefixed(prefix: string, names: string): string {
  return names
    .split(' ')
    .map((name) => `${prefix}${name}`)
    .join(' ');
}

const query = [
  main,
  // API:Query, and what stands for the modules.
  'titles pageids revids prop list meta redirects continue indexpageids',
  prefixed('rv', 'prop slots limit startid endid start end dir user excludeuser tag section continue'),
  prefixed('drv', 'prop slots limit start end dir tag user excludeuser section continue'),
  prefixed('in', 'prop testactions testactionsdetail'),
  prefixed('ii', 'prop limit start end urlwidth urlheight continue'),
  prefixed('fu', 'prop namespace show limit continue'),
  prefixed('si', 'prop filteriw showalldb numberingroup inlanguagecode'),
  prefixed('ui', 'prop'),
  'type',
  prefixed('sr', 'search namespace limit offset what info prop interwiki sort'),
  prefixed('rc', 'start end dir namespace user excludeuser tag prop show limit type toponly title continue'),
  prefixed('uc', 'limit start end continue user userids dir namespace prop show tag toponly'),
  prefixed('le', 'prop type action start end dir user title namespace prefix tag limit continue'),
  prefixed('ai', 'sort dir from to continue start end prop prefix minsize maxsize sha1 user mime limit'),
  prefixed('ap', 'from continue to prefix namespace filterredir minsize maxsize prtype limit dir'),
  prefixed('cm', 'title pageid prop namespace type continue limit sort dir start end'),
  prefixed('bl', 'title pageid continue namespace dir filterredir limit redirect'),
  prefixed('ei', 'title pageid continue namespace dir filterredir limit'),
  prefixed('iu', 'title pageid continue namespace dir filterredir limit redirect'),
  prefixed('wr', 'continue limit namespace prop show owner dir fromtitle totitle'),
  prefixed('wl', 'allrev start end namespace user excludeuser dir limit prop show type owner continue'),
  prefixed('ac', 'from continue to prefix dir min max limit prop'),
  prefixed('ps', 'search namespace limit offset profile'),
  prefixed('qp', 'page offset limit'),
].join(' ');

const parse =
  'title text summary revid page pageid redirects oldid prop wrapoutputclass pst onlypst section sectiontitle disablelimitreport ' +
  'disableeditsection preview sectionpreview disabletoc contentformat contentmodel';

const writes: Readonly<Record<string, string>> = {
  edit:
    'title pageid section sectiontitle text summary tags minor notminor bot baserevid basetimestamp starttimestamp recreate createonly ' +
    'nocreate watchlist watchlistexpiry md5 prependtext appendtext undo undoafter redirect contentformat contentmodel',
  move: 'from fromid to reason movetalk movesubpages noredirect watchlist watchlistexpiry ignorewarnings tags',
  delete: 'title pageid reason tags watchlist watchlistexpiry oldimage deletetalk',
  undelete: 'title reason tags timestamps fileids undeletetalk watchlist watchlistexpiry',
  upload: 'filename comment tags text watchlist watchlistexpiry ignorewarnings file',
  watch: 'title titles pageids unwatch expiry',
  filerevert: 'filename comment archivename',
};

export const grammar: RequestGrammar = {
  requests: [
    { methods: 'GET', path: '/api.php', where: { action: 'query' }, query },
    { methods: 'GET', path: '/api.php', where: { action: 'parse' }, query: `${main} ${parse}` },
    // Long questions are sent as forms.
    { methods: 'POST', path: '/api.php', where: { action: 'query' }, form: query },
    { methods: 'POST', path: '/api.php', where: { action: 'parse' }, form: `${main} ${parse}` },
    ...Object.entries(writes).map(([action, names]) => ({
      methods: 'POST',
      path: '/api.php',
      where: { action, assert: 'user' },
      form: `${main} token ${names}`,
    })),
  ],
  isWrite: ({ method, form }) => method !== 'GET' && !/^(?:query|parse)$/u.test(form?.['action'] ?? ''),
};
