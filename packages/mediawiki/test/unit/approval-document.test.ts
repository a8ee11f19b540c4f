import { Policy, type Transport } from '@crunchtools/mcp-core';
import { Access, readConfig } from '@crunchtools/mcp-core/app';
import { describeApprovalDocument } from '@crunchtools/mcp-core/testing';
import { connect, openServices } from '../../src/connect.ts';
import { fileGuards } from '../../src/features/files/change.ts';
import { moveGuards, pageGuards } from '../../src/features/pages/guard.ts';
import { features } from '../../src/main.ts';
import { program } from '../../src/program.ts';

const nowhere: Transport = {
  send: () => Promise.reject(new Error('a document needs no network')),
  close() {},
};
const wiki = connect(readConfig(program, [], {}), Access.none(program), nowhere, () => {});
const policy = new Policy({ readOnly: false, toolsets: undefined, scopes: undefined });
const { services } = openServices(wiki, policy, new AbortController().signal);

describeApprovalDocument({
  file: new URL('../../docs/approval.md', import.meta.url),
  kinds: { 'Texts of pages': pageGuards, Moves: moveGuards, Files: fileGuards },
  listed: features.executors(services).guards(),
  core: {
    deletion: { example: 'delete_page' },
    // Nothing on a wiki has a position.
    position: false,
    many: { asked: 'More than 5 objects in one call.', example: 'replace_text that changes 6 pages' },
    // Of a namespace nobody knows at once how many pages it has.
    share: false,
    manyUnasked: { example: 'the 51st edit_page in ten minutes; the question says what was done so far' },
    shareUnasked: false,
  },
  scopes: 'namespaces',
  look: `Names of namespaces and words of
wikitext are those of the wiki, in its language. Summaries, tags and minor edits are nothing to ask about.`,
  remains: [
    `Where the wiki changes a text as it saves it (signatures, \`subst:\`), the plan says so, and \`preview_page\` shows the result; the question shows what is sent.`,
    `A page that includes others shows what those say. A guard looks at the page that is changed, not at what readers get of it.`,
    `A guard knows what harms wikis in general, not which page matters to you. A page that only you know to be important is edited without a question.
  \`--confirm always\` asks about it; \`--namespaces\` keeps others out of reach.`,
  ],
});
