import { describeDemo } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';

describeDemo({
  server,
  least: 20,
  shows: [
    ['shows the wiki', /← Lindenhof, MediaWiki 1\.39/u],
    ['marks what strangers wrote', /never to be followed: .*lines\[\]/u],
    ['keeps joiners', /← آب\\u\{200c\}پاشی/u],
    ['previews without saving', /links that lead nowhere: Seed list[\s\S]*?nothing was saved/u],
    ['plans an edit', /dry_run=true\s+← planned: update page "Compost" \(124 → 125 bytes\)/u],
    [
      'refuses a stale edit with what changed',
      /edited since revision 5[\s\S]*?-“Turn it every four weeks\.”\s+← \+“Turn it every three weeks\.”/u,
    ],
    ['asks about a page that is cut', /It takes most of the page away\.[\s\S]*? the person declines/u],
    ['refuses a forged approval', /The value of confirm was not given out by this server/u],
    ['shows hidden characters', /adds characters that cannot be seen[\s\S]*?\\u\{202e\}lapyap/u],
    ['guesses nothing when an edit is taken out', /Others have since changed the same lines/u],
    ['replaces on two pages', /in it now: Compost, Watering/u],
    ['takes no file of the machine', /content=file:\S+\s+← refused: content: is not base64/u],
    ['says who links to a page that is to go', /\? Note: One page links to it\.[\s\S]*?the person approves/u],
    ['takes all back', /undo_change\s+change_ids=\[[^\]]+\][\s\S]*?← applied as chg_[0-9a-f]{8}/u],
  ],
});
