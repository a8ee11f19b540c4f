import { describeApprovalCorpus } from '@crunchtools/mcp-core/testing';
import { startWordPress, whyNoWordPress } from '../../../../scripts/systems/wordpress.mjs';
import { harmfulCases } from '../approval/harmful.ts';
import { harmlessCases } from '../approval/harmless.ts';
import { harmfulLibrary, harmlessLibrary } from '../approval/library.ts';
import { openStage } from '../approval/play.ts';

describeApprovalCorpus({
  service: 'WordPress',
  harmful: harmfulCases,
  harmless: harmlessCases,
  least: 60,
  askedAllTheSame: [],
  open: openStage,
  elsewhere: [
    {
      name: 'on a real WordPress',
      problem: await whyNoWordPress(),
      async open() {
        const { url, accounts, stop } = await startWordPress();
        const { user, password } = accounts.admin;
        const variables = { WORDPRESS_URL: url, WORDPRESS_USER: user, WORDPRESS_APP_PASSWORD: password };
        return openStage(variables, stop);
      },
      mode: 'digest',
      every: 12,
    },
  ],
});

// Their ids are those of the sandbox.
describeApprovalCorpus({
  service: 'the library, terms and comments of WordPress',
  harmful: harmfulLibrary,
  harmless: harmlessLibrary,
  least: 10,
  askedAllTheSame: [],
  open: openStage,
});
