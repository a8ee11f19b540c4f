import { Buffer } from 'node:buffer';
import type { Scenario, Step } from './transcript.ts';

const ten = 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj';
const content = {
  action: 'query',
  prop: 'revisions',
  rvprop: 'ids|user|comment|content|tags',
  rvslots: 'main',
};
const read = (title: string, as: Step['as'] = 'editor'): Step => ({ as, get: { ...content, titles: title } });
const edit = (title: string, more: Step['post'], as: Step['as'] = 'editor'): Step => ({
  as,
  post: { action: 'edit', assert: 'user', title, ...more },
});
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const otherPng = Buffer.concat([png, Buffer.from('x')]);

/**
 * What the simulator has to do as MediaWiki does. Each is played on both, from an empty wiki on, and its answers are
 * compared with those of MediaWiki 1.39.17 in `recordings/`. A new row needs a recording: `UPDATE_RECORDINGS=1` on a machine
 * that has MediaWiki.
 */
export const scenarios: readonly Scenario[] = [
  {
    name: 'who-asks',
    steps: [
      { get: { action: 'query', meta: 'tokens' } },
      { get: { action: 'query', meta: 'userinfo', assert: 'user' } },
      { get: { action: 'query', meta: 'userinfo' } },
      { post: { action: 'edit', title: 'WA anonymous', text: 'x', token: '+\\' } },
      { post: { action: 'edit', title: 'WA anonymous', text: 'y', token: '+\\', assert: 'user' } },
      { get: { action: 'query', meta: 'tokens', type: 'login' } },
      { post: { action: 'login', lgname: 'Admin@mcp', lgpassword: 'no such password', lgtoken: 'x+\\' } },
      {
        post: {
          action: 'login',
          lgname: 'Admin@mcp',
          lgpassword: 'no such password',
          lgtoken: '{logintoken1}',
        },
      },
      {
        as: 'editor',
        get: { action: 'query', meta: 'userinfo', uiprop: 'groups|rights' },
        keep: ['query.userinfo.name', 'query.userinfo.groups'],
      },
      { as: 'editor', get: { action: 'query', meta: 'tokens' } },
      { as: 'editor', get: { action: 'query', meta: 'userinfo', assertuser: 'Admin' } },
      { as: 'editor', post: { action: 'edit', title: 'WA', text: 'x', token: 'abc' } },
      { as: 'editor', get: { action: 'edit', title: 'WA', text: 'x', token: 'abc' } },
      { as: 'admin', get: { action: 'query', meta: 'userinfo', assert: 'bot' } },
      { as: 'editor', get: { action: 'query', meta: 'userinfo', assert: 'bot' } },
      { as: 'reader', post: { action: 'edit', title: 'WA', text: 'x' } },
    ],
  },
  {
    name: 'faults',
    steps: [
      { get: { action: 'nope' } },
      { get: { action: 'query', meta: 'userinfo', foo: '1' } },
      { get: { action: 'query', list: 'search', srsearch: '' } },
      {
        get: {
          action: 'query',
          titles: 'Bad[title|<x>|  foo__bar |user:rana|:Foo|Talk:A/B|File:x.png|WP:x',
          prop: 'info',
        },
      },
      {
        as: 'admin',
        post: { action: 'query', titles: Array.from({ length: 501 }, (_, index) => `T${index}`).join('|') },
      },
      { get: { action: 'query', pageids: '99999', prop: 'info' } },
      { get: { action: 'query', revids: '99999', prop: 'info' } },
      { get: { action: 'query', titles: 'A1|A2', prop: 'revisions', rvlimit: 2 } },
    ],
  },
  {
    name: 'editing',
    steps: [
      edit('E', { text: 'Line one  \nLine two\n\n\n', createonly: 1, summary: 'first' }),
      edit('E', { text: 'x', createonly: 1 }),
      edit('E nowhere', { text: 'x', nocreate: 1 }),
      read('E'),
      edit('E', { text: 'Line one  \nLine two', baserevid: '{revid1}' }),
      edit('E', { text: 'Line one  \nLine 2', baserevid: '{revid1}', summary: 'second', minor: 1 }),
      edit('E', { text: 'x', tags: 'no-such-tag' }),
      edit('E', {}),
      edit('E', { text: '' }),
      {
        as: 'editor',
        get: {
          action: 'query',
          titles: 'E',
          prop: 'revisions|info',
          rvprop: 'ids|timestamp|user|comment|size|sha1|flags|tags',
          rvlimit: 2,
          inprop: 'protection',
        },
      },
      edit('MediaWiki:Sidebar', { text: 'x' }),
      edit('E empty', { text: '' }),
      read('E empty'),
    ],
  },
  {
    name: 'stored-otherwise',
    steps: [
      edit('Template:SO', { text: 'Note: {{{1}}}' }),
      edit('SO', { text: 'a\r\nb\u0000c e\u0301 \u2126 \u200d\u{1f468} \ufb01 [[a|]] [[Help:B (c)|]]\t \n' }),
      read('SO'),
      edit('SO', {
        text: 'x ~~~ y ~~~~ z ~~~~~ <nowiki>~~~~</nowiki> {{subst:SO|here}} {{subst:Nowhere}} {{subst:PAGENAME}}',
      }),
      read('SO'),
      {
        as: 'editor',
        post: {
          action: 'parse',
          title: 'SO',
          text: 'a  \r\n{{subst:SO|x}} ~~~ \n\n',
          onlypst: 1,
          contentmodel: 'wikitext',
          prop: 'text',
        },
      },
      edit('SO long', { text: 'x'.repeat(2048 * 1024 + 1) }),
    ],
  },
  {
    name: 'conflicts',
    steps: [
      edit('C', { text: ten }, 'admin'),
      edit('C', { text: ten.replace('a', 'A'), baserevid: '{revid1}', summary: 'first line' }, 'admin'),
      edit('C', { text: ten.replace('j', 'J'), baserevid: '{revid1}', summary: 'last line' }),
      read('C'),
      edit('C', { text: ten.replace('a', 'X'), baserevid: '{revid1}' }),
      edit('C', { text: ten.replace('b', 'X'), baserevid: '{revid1}' }),
      edit('C', { text: ten.replace('d', 'D').replaceAll('\n', '\r\n'), baserevid: '{revid1}' }),
      edit('C', { text: ten.replace('a', 'A').replace('e', 'E'), baserevid: '{revid1}' }),
      edit('C', { text: 'own', baserevid: '999999' }),
      read('C'),
    ],
  },
  {
    name: 'undo',
    steps: [
      edit('U', { text: ten }, 'admin'),
      edit('U', { text: ten.replace('a', 'A') }, 'admin'),
      edit('U', { text: ten.replace('a', 'A').replace('h', 'H') }),
      edit('U', { undo: '{revid2}', text: 'ignored' }),
      read('U'),
      edit('U', { undo: '{revid2}' }),
      edit('U', { undo: 999_999 }),
    ],
  },
  {
    name: 'sections',
    steps: [
      edit('S', { text: 'top\n== A ==\nx\n=== A1 ===\ny\n== B ==\nz' }),
      edit('S', { section: 1, text: '== A ==\nnew' }),
      read('S'),
      edit('S', { section: 0, text: 'beginning' }),
      edit('S', { section: 'new', sectiontitle: 'C', text: 'cc' }),
      edit('S', { appendtext: '\nend' }),
      edit('S', { prependtext: 'start\n' }),
      edit('S', { section: 9, text: 'x' }),
      edit('S', { section: 'x', text: 'x' }),
      read('S'),
      { as: 'editor', get: { ...content, titles: 'S', rvsection: 1 } },
      { as: 'editor', get: { ...content, titles: 'S', rvsection: 9 } },
      {
        as: 'editor',
        get: { action: 'parse', page: 'S', prop: 'sections' },
        keep: ['parse.sections', 'parse.title'],
      },
    ],
  },
  {
    name: 'history',
    steps: [
      edit('H', { text: '1' }),
      edit('H', { text: '2', summary: 'two' }),
      edit('H', { text: '3' }, 'admin'),
      { as: 'editor', get: { ...content, titles: 'H', rvlimit: 2 } },
      { as: 'editor', get: { ...content, titles: 'H', rvlimit: 5, rvuser: 'Admin' } },
      { as: 'editor', get: { ...content, titles: 'H', rvlimit: 2, rvdir: 'newer' } },
      { as: 'editor', get: { ...content, revids: '{revid2}|999999' } },
      {
        as: 'editor',
        get: {
          action: 'query',
          list: 'usercontribs',
          ucuser: 'Rana',
          uclimit: 1,
          ucprop: 'ids|title|timestamp|comment|size|sizediff|flags|tags',
        },
      },
      { as: 'editor', get: { action: 'query', list: 'usercontribs', ucuser: 'Nobody here' } },
    ],
  },
  {
    name: 'moving',
    steps: [
      edit('M', { text: 'text' }),
      edit('Talk:M', { text: 'talk' }),
      edit('M/sub', { text: 'sub' }),
      edit('M taken', { text: 'x' }),
      { as: 'editor', post: { action: 'move', from: 'M', to: 'M taken', reason: 'r' } },
      { as: 'editor', post: { action: 'move', from: 'M nowhere', to: 'M2', reason: 'r' } },
      { as: 'editor', post: { action: 'move', from: 'M', to: 'M', reason: 'r' } },
      { as: 'editor', post: { action: 'move', from: 'M', to: 'M2', reason: 'r', movetalk: 1 } },
      read('M'),
      read('M2'),
      read('Talk:M2'),
      {
        as: 'editor',
        get: { action: 'query', titles: 'M', redirects: 1, prop: 'info' },
        keep: ['query.redirects', 'query.pages.0.title', 'query.pages.0.pageid'],
      },
      { as: 'editor', post: { action: 'move', from: 'M2', to: 'M3', noredirect: 1 } },
      { as: 'admin', post: { action: 'move', from: 'M3', to: 'Help:M4', noredirect: 1 } },
      read('M3'),
      {
        as: 'editor',
        get: {
          action: 'query',
          list: 'logevents',
          letitle: 'M2',
          leprop: 'ids|title|type|user|timestamp|comment|details',
        },
      },
      { as: 'editor', post: { action: 'move', from: 'M taken', to: 'File:M.png' } },
    ],
  },
  {
    name: 'deleting',
    steps: [
      edit('D', { text: 'one' }),
      edit('D', { text: 'two', summary: 's' }),
      { as: 'editor', post: { action: 'delete', title: 'D', reason: 'r' } },
      { as: 'admin', post: { action: 'delete', title: 'D', reason: 'r' } },
      { as: 'admin', post: { action: 'delete', title: 'D', reason: 'r' } },
      read('D'),
      {
        as: 'admin',
        get: {
          action: 'query',
          titles: 'D',
          prop: 'deletedrevisions',
          drvprop: 'ids|user|comment|content|size',
          drvslots: 'main',
          drvlimit: 5,
        },
      },
      { as: 'editor', get: { action: 'query', titles: 'D', prop: 'deletedrevisions' } },
      { as: 'editor', post: { action: 'undelete', title: 'D' } },
      { as: 'admin', post: { action: 'undelete', title: 'D', reason: 'back' } },
      { as: 'admin', post: { action: 'undelete', title: 'D', reason: 'back' } },
      { as: 'editor', get: { ...content, titles: 'D', rvlimit: 5 } },
      {
        as: 'admin',
        get: {
          action: 'query',
          list: 'logevents',
          letitle: 'D',
          leprop: 'ids|title|type|user|timestamp|comment|details',
        },
      },
    ],
  },
  {
    name: 'finding',
    steps: [
      edit('Category:F plants', { text: 'All plants' }),
      edit('Template:F note', { text: 'Note: {{{1}}}' }),
      edit('F garden', { text: 'The quixotic garden' }),
      edit('F rose', {
        text: 'A quixotic rose [[F garden]] {{F note|x}} [[Category:F plants]] https://example.com/ [[File:F none.png]]',
      }),
      edit('F tulip', { text: 'A tulip in the [[F garden]] with roses [[Category:F plants|aaa]]' }),
      edit('F old garden', { text: '#REDIRECT [[F garden]]' }),
      { as: 'editor', get: { action: 'query', list: 'search', srsearch: 'quixotic' } },
      {
        as: 'editor',
        get: {
          action: 'query',
          list: 'search',
          srsearch: 'quixotic',
          srwhat: 'text',
          srlimit: 1,
          srprop: 'size|timestamp',
        },
      },
      {
        as: 'editor',
        get: {
          action: 'query',
          list: 'search',
          srsearch: 'quixotic',
          srwhat: 'text',
          srlimit: 5,
          sroffset: 1,
          srprop: 'size|timestamp',
        },
      },
      {
        as: 'editor',
        get: {
          action: 'query',
          list: 'search',
          srsearch: 'Quixotic rose',
          srwhat: 'text',
          srprop: 'timestamp',
        },
      },
      {
        as: 'editor',
        get: { action: 'query', list: 'search', srsearch: 'tulip', srwhat: 'title', srprop: 'size' },
      },
      {
        as: 'editor',
        get: { action: 'query', list: 'search', srsearch: 'quixotic rose tulip', srwhat: 'text' },
      },
      { as: 'editor', get: { action: 'query', list: 'allpages', apprefix: 'F ', aplimit: 2 } },
      {
        as: 'editor',
        get: { action: 'query', list: 'allpages', apprefix: 'F ', aplimit: 9, apfilterredir: 'redirects' },
      },
      {
        as: 'editor',
        get: { action: 'query', list: 'categorymembers', cmtitle: 'Category:F plants', cmlimit: 1 },
      },
      {
        as: 'editor',
        get: { action: 'query', list: 'categorymembers', cmtitle: 'Category:F plants', cmlimit: 9 },
      },
      { as: 'editor', get: { action: 'query', titles: 'Category:F plants', prop: 'categoryinfo' } },
      { as: 'editor', get: { action: 'query', list: 'backlinks', bltitle: 'F garden', bllimit: 2 } },
      {
        as: 'editor',
        get: {
          action: 'query',
          list: 'backlinks',
          bltitle: 'F garden',
          bllimit: 9,
          blnamespace: 0,
          blfilterredir: 'nonredirects',
        },
      },
      { as: 'editor', get: { action: 'query', list: 'embeddedin', eititle: 'Template:F note' } },
      { as: 'editor', get: { action: 'query', list: 'imageusage', iutitle: 'File:F none.png' } },
      {
        as: 'editor',
        get: {
          action: 'query',
          list: 'recentchanges',
          rcuser: 'Rana',
          rclimit: 2,
          rcprop: 'title|ids|sizes|flags|user|comment|timestamp|loginfo|tags',
        },
      },
      { as: 'editor', get: { action: 'query', list: 'querypage', qppage: 'Nope' }, keep: ['errors.0.code'] },
    ],
  },
  {
    name: 'files',
    steps: [
      {
        as: 'editor',
        post: { action: 'upload', filename: 'F dot.png', comment: 'first', text: 'About it' },
        file: { name: 'F dot.png', bytes: png },
      },
      {
        as: 'editor',
        post: { action: 'upload', filename: 'F dot2.png' },
        file: { name: 'F dot2.png', bytes: png },
      },
      {
        as: 'editor',
        post: { action: 'upload', filename: 'F dot.png', ignorewarnings: 1 },
        file: { name: 'F dot.png', bytes: otherPng },
      },
      {
        as: 'admin',
        post: { action: 'upload', filename: 'F dot.png', comment: 'new version', ignorewarnings: 1 },
        file: { name: 'F dot.png', bytes: otherPng },
      },
      {
        as: 'admin',
        post: { action: 'upload', filename: 'F dot.exe' },
        file: { name: 'F dot.exe', bytes: png },
      },
      {
        as: 'admin',
        post: { action: 'upload', filename: 'F dot3.png' },
        file: { name: 'F dot3.png', bytes: Buffer.from('hello world') },
      },
      {
        as: 'admin',
        post: { action: 'upload', filename: 'F empty.txt' },
        file: { name: 'F empty.txt', bytes: Buffer.from('') },
      },
      { as: 'admin', post: { action: 'upload', filename: 'F none.txt' } },
      { post: { action: 'upload', filename: 'F anonymous.png' }, file: { name: 'x.png', bytes: png } },
      {
        as: 'editor',
        get: {
          action: 'query',
          titles: 'File:F dot.png|File:F nowhere.png',
          prop: 'imageinfo|fileusage',
          iiprop: 'timestamp|user|comment|size|sha1|mime',
          iilimit: 5,
        },
      },
      read('File:F dot.png'),
      {
        as: 'editor',
        get: { action: 'query', list: 'allimages', aiprefix: 'F', aiprop: 'size|mime|sha1|timestamp|user' },
      },
      { as: 'admin', post: { action: 'delete', title: 'File:F dot.png' } },
      { as: 'admin', post: { action: 'undelete', title: 'File:F dot.png' } },
    ],
  },
  {
    name: 'moving-back',
    steps: [
      edit('B', { text: 'é 👩‍👧\n== H ==\ntext' }),
      { as: 'editor', post: { action: 'move', from: 'B', to: 'B2' } },
      { as: 'editor', post: { action: 'move', from: 'B2', to: 'B', noredirect: 1 } },
      read('B'),
      read('B2'),
      edit('B2', { text: '#REDIRECT [[B3]]' }),
      { as: 'editor', post: { action: 'move', from: 'B', to: 'B2' } },
      { as: 'editor', get: { action: 'parse', oldid: '{revid1}', prop: 'sections' } },
      { as: 'editor', get: { action: 'parse', oldid: 999_999, prop: 'sections' } },
      {
        as: 'editor',
        get: {
          action: 'query',
          list: 'logevents',
          letitle: 'B',
          leprop: 'ids|title|type|user|timestamp|comment|details',
        },
      },
    ],
  },
  {
    name: 'preview',
    steps: [
      {
        as: 'editor',
        post: {
          action: 'parse',
          title: 'P',
          text: 'Hello [[P none]] [[Category:P]] <script>alert(1)</script>',
          pst: 1,
          disablelimitreport: 1,
          contentmodel: 'wikitext',
          prop: 'categories|links|templates|images|externallinks|sections|parsewarnings',
        },
      },
      { as: 'editor', get: { action: 'parse', page: 'P nowhere', prop: 'sections' } },
    ],
  },
  {
    name: 'permissions',
    steps: [
      edit('PP', { text: 'x' }),
      ...(['reader', 'editor', 'admin'] as const).map(
        (as): Step => ({
          as,
          get: {
            action: 'query',
            prop: 'info',
            titles: 'PP|PN|MediaWiki:Sitenotice|File:PX.png',
            intestactions: 'edit|create|move|delete|undelete|upload|reupload',
            intestactionsdetail: 'full',
          },
        }),
      ),
      { as: 'reader', get: { action: 'query', prop: 'info', titles: 'PP', intestactions: 'edit|move' } },
      { as: 'reader', post: { action: 'move', from: 'PP', to: 'PQ' } },
      { as: 'reader', post: { action: 'delete', title: 'PP' } },
      { as: 'admin', post: { action: 'edit', title: 'MediaWiki:Sitenotice', text: 'x' } },
    ],
  },
  {
    name: 'completing',
    steps: [
      edit('Cplt one', { text: '[[Category:Zeta one]] [[Category:Zeta two]]' }),
      edit('Cplt two', { text: '[[Category:Zeta one]]' }),
      edit('Talk:Cplt one', { text: 'x' }),
      { get: { action: 'query', list: 'prefixsearch', pssearch: 'cplt', pslimit: 1 } },
      { get: { action: 'query', list: 'prefixsearch', pssearch: 'Cplt', pslimit: 5, psoffset: 1 } },
      { get: { action: 'query', list: 'prefixsearch', pssearch: 'talk:Cplt' } },
      { get: { action: 'query', list: 'prefixsearch', pssearch: 'CPLT' } },
      { get: { action: 'query', list: 'prefixsearch', pssearch: 'Bad[title' } },
      { get: { action: 'query', list: 'allcategories', acprefix: 'zeta', aclimit: 1 } },
      { get: { action: 'query', list: 'allcategories', acprefix: 'Zeta', accontinue: 'Zeta_two' } },
    ],
  },
  {
    name: 'watching',
    steps: [
      edit('WL1', { text: 'x', watchlist: 'watch' }, 'admin'),
      edit('WL2', { text: 'x', watchlist: 'watch' }, 'admin'),
      edit('WL1', { text: 'y', summary: 'second', minor: true }),
      edit('WL3', { text: 'x' }),
      {
        as: 'admin',
        get: {
          action: 'query',
          list: 'watchlist',
          wlprop: 'ids|title|flags|user|comment|timestamp|sizes|loginfo|tags',
          wltype: 'edit|new|log',
          wlallrev: true,
          wllimit: 2,
        },
      },
      {
        as: 'admin',
        get: {
          action: 'query',
          list: 'watchlist',
          wlprop: 'ids|title|flags|user|comment|timestamp|sizes|loginfo|tags',
          wltype: 'edit|new|log',
          wlallrev: true,
          wllimit: 2,
          wlcontinue: '{wlcontinue1}',
        },
      },
      { as: 'admin', get: { action: 'query', list: 'watchlistraw', wrlimit: 1 } },
      { as: 'admin', get: { action: 'query', list: 'watchlistraw', wrlimit: 5, wrcontinue: '0|WL2' } },
      { as: 'admin', get: { action: 'query', list: 'watchlistraw', wrlimit: 5, wrnamespace: 1 } },
      {
        as: 'admin',
        get: { action: 'query', list: 'watchlist', wlprop: 'ids|title', wlallrev: true, wluser: 'Rana' },
        keep: ['query.watchlist.0.title', 'query.watchlist.1'],
      },
      { as: 'reader', get: { action: 'query', list: 'watchlistraw' } },
      { as: 'reader', get: { action: 'query', list: 'watchlist' } },
      { as: 'editor', get: { action: 'query', list: 'watchlist' } },
    ],
  },
];

/** What a wiki answers while something is wrong with it. */
export const troubled: readonly (Scenario & { readonly trouble: 'readonly' | 'ratelimit' | 'private' })[] = [
  {
    name: 'readonly',
    trouble: 'readonly',
    steps: [
      edit('RO', { text: 'x' }, 'admin'),
      { as: 'admin', post: { action: 'move', from: 'A', to: 'B' } },
      { post: { action: 'login', lgname: 'Admin@mcp', lgpassword: 'x', lgtoken: 'x+\\' } },
      {
        get: { action: 'query', meta: 'siteinfo' },
        keep: ['query.general.readonly', 'query.general.readonlyreason'],
      },
    ],
  },
  {
    name: 'ratelimited',
    trouble: 'ratelimit',
    steps: [edit('RL', { text: '1' }), edit('RL', { text: '2' }), edit('RL', { text: '3' }, 'admin')],
  },
  {
    name: 'private',
    trouble: 'private',
    steps: [
      { get: { action: 'query', meta: 'siteinfo' } },
      { get: { action: 'query', titles: 'Main Page', prop: 'info' } },
      { get: { action: 'query', meta: 'tokens', type: 'login' } },
      { as: 'reader', get: { action: 'query', meta: 'userinfo' }, keep: ['query.userinfo.name'] },
    ],
  },
];
