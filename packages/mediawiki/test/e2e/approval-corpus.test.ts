import { describeApprovalCorpus } from '@crunchtools/mcp-core/testing';
import { harmfulCases } from '../approval/harmful.ts';
import { harmlessCases } from '../approval/harmless.ts';
import { openStage } from '../approval/play.ts';
import { realWiki } from '../support/wikis.ts';

const { name, problem } = realWiki;

describeApprovalCorpus({
  service: 'MediaWiki',
  harmful: harmfulCases,
  harmless: harmlessCases,
  least: 60,
  // Whether a site moved or was swapped cannot be seen.
  askedAllTheSame: ['dead-link'],
  open: openStage,
  elsewhere: [
    {
      name: `on ${name}`,
      problem,
      async open() {
        const { variables, stop } = await realWiki.start('bare');
        return openStage(variables, stop);
      },
      mode: 'digest',
      every: 12,
    },
  ],
});
