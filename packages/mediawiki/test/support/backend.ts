import { relayTo, type SiteReply, type SiteRequest } from '@crunchtools/mcp-core/testing';
import { addAccount, createWiki } from '@crunchtools/mediawiki-simulator';
import { startMediaWiki, whyNoMediaWiki } from '../../../../scripts/systems/mediawiki.mjs';

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** A wiki with two administrators: the one that the server is, and somebody else. */
export interface Backend {
  readonly send: (request: SiteRequest) => Promise<SiteReply>;
  readonly own: Login;
  readonly other: Login;
  readonly stop: () => Promise<void>;
}

export interface TestedBackend {
  readonly name: string;
  /** Why its tests cannot run here. */
  readonly problem: string | undefined;
  readonly start: () => Promise<Backend>;
}

export const otherName = 'Olu';
const password = 'k3v9u0q2m8w4t7r1t5h6p0s8d2f4g6h1';

/** The simulated wiki, in this process. */
export const simulated: TestedBackend = {
  name: 'the simulated wiki',
  problem: undefined,
  async start() {
    const wiki = createWiki();
    addAccount(wiki, 'Admin', { password, isAdmin: true });
    addAccount(wiki, otherName, { password, isAdmin: true });
    return {
      send: async (request) => wiki.answer(request),
      own: { user: 'Admin@mcp', password },
      other: { user: `${otherName}@mcp`, password },
      async stop() {},
    };
  },
};

export const real: TestedBackend = {
  name: 'a real MediaWiki',
  problem: await whyNoMediaWiki(),
  async start() {
    const { url, accounts, addAdministrator, stop } = await startMediaWiki();
    const other = await addAdministrator(otherName);
    return { send: relayTo(url), own: accounts.admin, other, stop };
  },
};
