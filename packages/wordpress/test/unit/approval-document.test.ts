import { Policy, type Transport } from '@crunchtools/mcp-core';
import { Access, readConfig } from '@crunchtools/mcp-core/app';
import { describeApprovalDocument } from '@crunchtools/mcp-core/testing';
import { connect, openServices } from '../../src/connect.ts';
import { commentRules } from '../../src/features/comments/change.ts';
import { postGuards } from '../../src/features/posts/guard.ts';
import { settingRules } from '../../src/features/settings/change.ts';
import { templateRules } from '../../src/features/templates/change.ts';
import { termRules } from '../../src/features/terms/change.ts';
import { features } from '../../src/main.ts';
import { program } from '../../src/program.ts';

const nowhere: Transport = {
  send: () => Promise.reject(new Error('a document needs no network')),
  close() {},
};
const site = connect(readConfig(program, [], {}), Access.none(program), nowhere);
const policy = new Policy({ readOnly: false, toolsets: undefined, scopes: undefined });
const { services } = openServices(site, policy, new AbortController().signal);

describeApprovalDocument({
  file: new URL('../../docs/approval.md', import.meta.url),
  kinds: {
    Posts: postGuards,
    Terms: termRules,
    Comments: commentRules,
    Settings: settingRules,
    Templates: templateRules,
  },
  listed: features.executors(services).guards(),
  core: {
    deletion: {
      asked:
        'Every post that goes to the trash, and every file and term that is deleted: for good, because WordPress has no trash for them.',
      example: 'delete_post',
    },
    // Nothing on a site has a position that decides.
    position: false,
    many: { asked: 'More than 5 objects in one call.', example: 'replace_text that changes 6 posts' },
    // Of a type nobody knows at once how many posts it has.
    share: false,
    manyUnasked: { example: 'the 51st edit_post in ten minutes; the question says what was done so far' },
    shareUnasked: false,
  },
  scopes: 'types',
  look: `What the account may do is looked at, because WordPress filters the HTML of some. Stickiness, comments that are opened or closed, formats,
images and which template a post has are nothing to ask about, nor are alt texts, new terms, and comments that are held back.`,
  remains: [
    `Where WordPress filters a text as it saves it, the plan says what goes, as far as it can be known; what was stored is compared with what was sent after the write.`,
    `A post that uses others (reusable blocks, queries, shortcodes) shows what those say. A guard looks at the post that is changed, not at what readers get of it.`,
    `A guard knows what harms sites in general, not which post matters to you. A post that only you know to be important is edited without a question, also when it is
  public. \`--confirm always\` asks about it; \`--statuses draft,pending\` keeps what is public out of reach.`,
  ],
});
