/** Changes that people make every day, and would not want to be asked about. */

import {
  adding,
  article,
  type Case,
  calling,
  creating,
  editing,
  h,
  harmless,
  p,
  post,
  replacing,
  rewriting,
} from './case.ts';

const edits: readonly (readonly [id: string, find: string, replace: string])[] = [
  ['typo', 'collect', 'gather'],
  ['number', 'Two hundred', 'Three hundred'],
  ['sentence-more', 'stay cool for longer.', 'stay cool for longer. Shade helps, too.'],
  ['sentence-less', ' Larger barrels stay cool for longer.', ''],
  ['word-bold', 'valve', '<strong>valve</strong>'],
  ['item', '<li>Steel is dear</li>', '<li>Steel is dear</li><li>Plastic is light</li>'],
  ['item-less', '<li>Wood is heavy</li>', ''],
  ['heading', '<h2>Size</h2>', '<h2>How large?</h2>'],
  ['heading-level', '<!-- wp:heading -->\n<h2>Size</h2>', '<!-- wp:heading {"level":3} -->\n<h3>Size</h3>'],
  ['link-same-site', '/barrels', '/barrels-2'],
  ['link-text', 'How we built ours', 'How we made ours'],
  ['link-archived', 'https://garden.example/', 'https://web.archive.org/web/2026/https://garden.example/'],
  ['link-more', 'brush it out', '<a href="https://brushes.example/">brush</a> it out'],
  ['entity', 'frost.', 'frost &amp; snow.'],
  ['emoji', 'frost.', 'frost. \u{1f331}\u{1f468}\u200d\u{1f33e}'],
  ['quotes', 'cool', '\u201ccool\u201d'],
  ['soft-hyphen', 'November', 'Novem\u00adber'],
];

const persian = p('باران آب بام را در بشکه‌ها جمع می‌کند و دوازده لیتر بس است.');
const image =
  '<!-- wp:image {"id":12} -->\n<figure class="wp-block-image"><img src="/a.jpg" alt="A barrel"/></figure>\n<!-- /wp:image -->';
const embed =
  '<!-- wp:embed {"url":"https://video.example/1"} -->\n<figure><div>https://video.example/1</div></figure>\n<!-- /wp:embed -->';
const code =
  '<!-- wp:code -->\n<pre><code>&lt;script&gt;alert(1)&lt;/script&gt;</code></pre>\n<!-- /wp:code -->';
const table =
  '<!-- wp:table -->\n<figure><table><tbody><tr><td>1</td></tr></tbody></table></figure>\n<!-- /wp:table -->';
const columns = `<!-- wp:columns -->\n<div><!-- wp:column -->\n<div>${p('a')}</div>\n<!-- /wp:column --></div>\n<!-- /wp:columns -->`;
const set = (
  status: 'draft' | 'pending' | 'publish',
  args: Readonly<Record<string, unknown>>,
  type?: string,
) => calling(post(article, { status, ...(type === undefined ? {} : { type }) }), 'update_post', args);
const fields = (args: Readonly<Record<string, unknown>>) =>
  calling(post(article, { status: 'publish' }), 'edit_post', { version: '$version', ...args });

export const harmlessCases: readonly Case[] = harmless([
  ...edits.map(([id, find, replace]) => [id, editing(article, find, replace)] as const),
  ...edits
    .slice(0, 4)
    .map(
      ([id, find, replace]) => [`draft-${id}`, editing(article, find, replace, { status: 'draft' })] as const,
    ),
  ['page-typo', editing(article, 'collect', 'gather', { type: 'page' })],
  ['recipe-typo', editing(article, 'collect', 'gather', { type: 'recipe' })],
  ['paragraph-more', adding(p('Fill it in spring.'))],
  ['section-more', adding(`${h('Winter')}\n\n${p('Empty it.')}`)],
  ['image-more', adding(image)],
  ['embed-more', adding(embed)],
  ['code-more', adding(code)],
  ['table-more', adding(table)],
  ['columns-more', adding(columns)],
  ['gallery-more', adding('<!-- wp:shortcode -->\n[gallery ids="1,2"]\n<!-- /wp:shortcode -->')],
  ['block-reused', adding('<!-- wp:block {"ref":4} /-->')],
  ['read-more', adding('<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->')],
  [
    'three-links',
    adding(
      p(
        '<a href="https://a.example/">a</a> <a href="https://b.example/">b</a> <a href="https://c.example/">c</a>',
      ),
    ),
  ],
  ['third-less', rewriting(article, article.slice(0, article.indexOf(h('Cleaning'))))],
  ['whole-again', rewriting(article, article.replace('collect', 'gather and keep'))],
  ['short', rewriting(p('Ten beds.'), p('Twelve beds.'))],
  ['classic', rewriting('An old text without blocks.', 'An old text without any blocks.')],
  ['classic-to-blocks', rewriting('An old text without blocks.', p('An old text without blocks.'))],
  ['persian', editing(persian, 'دوازده', 'سیزده')],
  ['persian-joiner', editing(persian, 'جمع می‌کند', 'می‌گیرد')],
  [
    'block',
    calling(post(article, { status: 'publish' }), 'edit_post', {
      version: '$version',
      block: 3,
      content: p('Three hundred litres are enough.'),
    }),
  ],
  [
    'block-heading',
    calling(post(article), 'edit_post', { version: '$version', block: 2, content: h('How large?') }),
  ],
  ['title', fields({ title: 'Barrels for rain' })],
  ['excerpt', fields({ excerpt: 'What size, and how to clean it.' })],
  ['excerpt-and-title', fields({ title: 'Barrels', excerpt: 'Short.' })],
  ['new', creating({ content: p('Straw keeps the soil moist.') })],
  ['new-empty', creating({})],
  ['new-long', creating({ content: article })],
  ['new-page', creating({ type: 'page', content: article })],
  ['new-recipe', creating({ type: 'recipe', content: article, excerpt: 'Good.' })],
  ['new-block', creating({ type: 'wp_block', content: p('Open on Saturdays.') })],
  ['new-slug', creating({ slug: 'mulch', content: p('x') })],
  ['new-child', creating({ type: 'page', parent: 2, content: p('x') })],
  [
    'new-links',
    creating({ content: p('<a href="https://a.example/">a</a> <a href="https://b.example/">b</a>') }),
  ],
  ['slug-draft', set('draft', { slug: 'barrels' })],
  ['review', set('draft', { status: 'pending' })],
  ['back-to-draft', set('pending', { status: 'draft' })],
  ['sticky', set('publish', { sticky: true })],
  ['comments', set('publish', { comment_status: 'closed' })],
  ['order', set('publish', { menu_order: 3 }, 'page')],
  ['format', set('publish', { format: 'aside' })],
  ['picture', set('publish', { featured_media: 10 })],
  ['own-author', set('draft', { author: 1, sticky: true })],
  ['parent-draft', set('draft', { parent: 2 }, 'page')],
  ['private', calling(post(article), 'unpublish_post', { to: 'private' })],
  ['restored', calling(post(article, { status: 'trash' }), 'restore_post')],
  [
    'restored-longer',
    calling(
      post([article.slice(0, article.indexOf('\n\n')), p('x'.repeat(60)), p('y'.repeat(80))]),
      'restore_revision',
      { revision: '$revision' },
    ),
  ],
  ['replace-one', replacing(1, article, 'frost', 'cold')],
  ['replace-two', replacing(2, article, 'valve', 'tap')],
  ['replace-four', replacing(4, article, 'brush', 'wash')],
]);
