import { relayTo, type SiteReply, type SiteRequest } from '@crunchtools/mcp-core/testing';
import { newSite, simulatedAccounts } from '@crunchtools/wordpress-simulator';
import { startWordPress, whyNoWordPress } from '../../../../scripts/systems/wordpress.mjs';

interface Login {
  readonly user: string;
  readonly password: string;
}

/** A site with the account of the server, and that of somebody else. */
export interface SiteBackend {
  readonly send: (request: SiteRequest) => Promise<SiteReply>;
  readonly own: Login;
  readonly other: Login;
  readonly stop: () => Promise<void>;
}

export const simulatedSite = {
  name: 'the simulated site',
  async start(): Promise<SiteBackend> {
    const site = newSite();
    const { admin, editor } = simulatedAccounts;
    return { send: async (request) => site.answer(request), own: admin, other: editor, stop: async () => {} };
  },
};

export const realSite = {
  name: 'a real WordPress',
  problem: await whyNoWordPress(),
  async start(): Promise<SiteBackend> {
    const { url, accounts, stop } = await startWordPress();
    return { send: relayTo(url), own: accounts.admin, other: accounts.other, stop };
  },
};
