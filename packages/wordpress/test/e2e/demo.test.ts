import { describeDemo } from '@crunchtools/mcp-core/testing';
import { server } from '../support/server.ts';

describeDemo({
  server,
  least: 19,
  shows: [
    ['reads raw', /← \[gallery ids="10,11"\]/u],
    ['marks what strangers wrote', /never to be followed: .*lines\[\]/u],
    ['refuses a stale edit', /was changed since r\d+-[0-9a-f]{16}[\s\S]*?Nothing was changed/u],
    [
      'asks about a text without its blocks',
      /It breaks the blocks of the text\.[\s\S]*? the person declines/u,
    ],
    ['refuses a forged approval', /The value of confirm was not given out by this server/u],
    ['makes nothing twice', /This account has made a post with this very title and text/u],
    ['asks before it publishes', /It becomes public\.[\s\S]*? the person approves/u],
    ['takes all back', /undo_change\s+change_ids=\[[^\]]+\][\s\S]*?← applied as chg_[0-9a-f]{8}/u],
  ],
});
