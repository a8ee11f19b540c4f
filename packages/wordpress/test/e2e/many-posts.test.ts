import process from 'node:process';
import { Random } from '@crunchtools/mcp-core/testing';
import { describe, expect, it } from 'vitest';
import { applied, idIn, postOf } from '../support/posts.ts';
import { Caller, sites } from '../support/sites.ts';

/** `POSTS=200 npm run e2e -- many-posts` makes as many. */
const amount = Number(process.env['POSTS'] ?? 12);

const words = [
  'rain',
  'barrel',
  'سلام دنیا',
  'نیم\u200cفاصله',
  'שלום\u200f עולם',
  'हिन्दी',
  '日本語',
  'e\u0301',
  '\u{1f331}',
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  '&amp; &lt;b&gt; &nbsp;',
  '“quoted” ‘so’ — and…',
  '\\n \\\\ \\"',
  "it's $1 $& 100%",
  '\t',
  '  ',
] as const;

/** A text of one to four words, without a line end. */
function phrase(random: Random): string {
  return Array.from({ length: 1 + random.below(4) }, () => random.pick(words)).join(' ');
}

const pieces: readonly ((random: Random) => string)[] = [
  (random) => `<!-- wp:paragraph -->\n<p>${phrase(random)}</p>\n<!-- /wp:paragraph -->`,
  (random) =>
    `<!-- wp:heading {"level":3,"anchor":"a\\u002d\\u002db"} -->\n<h3 id="a--b">${phrase(random)}</h3>\n<!-- /wp:heading -->`,
  (random) =>
    `<!-- wp:list -->\n<ul><li>${phrase(random)}</li><li>${phrase(random)}</li></ul>\n<!-- /wp:list -->`,
  (random) =>
    `<!-- wp:columns -->\n<div class="wp-block-columns"><!-- wp:column -->\n<div class="wp-block-column"><!-- wp:quote -->\n<blockquote>${phrase(random)}</blockquote>\n<!-- /wp:quote --></div>\n<!-- /wp:column --></div>\n<!-- /wp:columns -->`,
  (random) => `<!-- wp:block {"ref":${1 + random.below(900)}} /-->`,
  () =>
    '<!-- wp:gallery {"ids":[1,2],"linkTo":"none"} -->\n<figure class="wp-block-gallery"><img src="/a.jpg" alt=""/></figure>\n<!-- /wp:gallery -->',
  () =>
    '<!-- wp:html -->\n<iframe src="https://player.example.org/?a=1&amp;b=2" allowfullscreen></iframe>\n<style>.x > a{color:red}</style>\n<!-- /wp:html -->',
  (random) =>
    `[gallery ids="1,2" columns="${random.below(5)}"]\n\n[caption id="a" width="3"]<img src="x.png" alt="" /> ${phrase(random)}[/caption]`,
  (random) => `<p>${phrase(random)}</p>\r\n<p>${phrase(random)}</p>`,
  (random) => phrase(random),
  () => '<!--more-->',
  () => '<!--nextpage-->',
];

function contentOf(random: Random): string {
  const parts = Array.from({ length: 2 + random.below(8) }, () => random.pick(pieces)(random));
  parts.splice(random.below(parts.length), 0, '<!-- wp:paragraph -->\n<p>MARK</p>\n<!-- /wp:paragraph -->');
  return `${parts.join(random.pick(['\n\n', '\n', '\r\n\r\n']))}${random.pick(['', '\n', '\n\n', ' \t'])}`;
}

describe.each(sites)(`${amount} posts of all kinds on $name`, (tested) => {
  it.skipIf(tested.problem !== undefined)(
    'keep every byte that was not touched, through reading, an edit and its undo',
    async () => {
      const running = await tested.start();
      const open = async (): Promise<Caller> => new Caller(await running.connect(['--confirm', 'never']));
      let site = await open();
      for (let index = 0; index < amount; index += 1) {
        // A server takes so many calls a minute only.
        if (index % 50 === 49) {
          await site.client.close();
          site = await open();
        }
        const content = contentOf(new Random(20_261_130 + index));
        const id = idIn(await site.call('create_post', { title: `Kept ${index}`, content }));
        const read = await postOf(site, id);
        expect(read.text, `read ${index}`).toBe(content);
        const edits = [{ find: 'MARK', replace: 'found $& \u{1f33e}' }];
        const edited = await site.call('edit_post', { id, version: read.version, edits });
        expect(edited).toEqual(applied);
        expect((await postOf(site, id)).text, `edited ${index}`).toBe(
          content.replace('MARK', () => 'found $& \u{1f33e}'),
        );
        expect(await site.call('undo_change', { change_ids: [edited['change_id']] })).toEqual(applied);
        expect((await postOf(site, id)).text, `undone ${index}`).toBe(content);
      }
      await site.client.close();
      await running.stop();
    },
    120_000 + 3_000 * amount,
  );
});
