import { ToolClient } from '@crunchtools/mcp-core/testing';

export { isRecord as isObject, ToolClient as Caller } from '@crunchtools/mcp-core/testing';

import { demoEdits, demoFile } from '@crunchtools/mediawiki-simulator';
import type { Client, ClientOptions } from '@modelcontextprotocol/client';
import { startMediaWiki, whyNoMediaWiki } from '../../../../scripts/systems/mediawiki.mjs';
import { connectTo } from './process.ts';

export type Person = 'admin' | 'editor' | 'reader';

/** A wiki that tests of the server run against: the simulated one of each process, or a real one that they share. */
export interface TestedWiki {
  readonly name: string;
  /** Why its tests cannot run here. */
  readonly problem: string | undefined;
  start(): Promise<RunningWiki>;
}

export interface RunningWiki {
  connect(args?: readonly string[], options?: ClientOptions, as?: Person): Promise<Client>;
  trouble(names: readonly ('readonly' | 'ratelimit' | 'private')[]): Promise<void>;
  /** Lets administrators alone edit and move a page, and with `cascade` those that it shows. */
  protect(title: string, reach?: 'alone' | 'cascade'): Promise<void>;
  stop(): Promise<void>;
}

const sandbox: TestedWiki = {
  name: 'the sandbox',
  problem: undefined,
  async start() {
    return {
      connect: (args = [], options = {}) => connectTo(['--sandbox', ...args], options),
      async trouble() {},
      async protect() {},
      async stop() {},
    };
  },
};

const real: TestedWiki = {
  name: 'a real MediaWiki',
  problem: await whyNoMediaWiki(),
  async start() {
    const { url, accounts, trouble, protect, stop } = await startMediaWiki();
    return {
      connect(args = [], options = {}, as = 'admin') {
        const { user, password } = accounts[as];
        const env = { MEDIAWIKI_URL: url, MEDIAWIKI_USER: user, MEDIAWIKI_PASSWORD: password };
        return connectTo(args, options, env);
      },
      trouble,
      protect,
      stop,
    };
  },
};

export const wikis: readonly TestedWiki[] = [sandbox, real];

/** The pages, the file and the deleted page of the demo wiki, which examples of tools are about, in another wiki. */
export async function dress(wiki: ToolClient): Promise<void> {
  for (const { title, text } of demoEdits) {
    const { revision } = await wiki.call('get_page', { title });
    const done =
      typeof revision === 'number'
        ? await wiki.approved('edit_page', { title, text, revision })
        : await wiki.approved('create_page', { title, text });
    if (done['status'] !== 'applied') throw new Error(`${title}: ${JSON.stringify(done)}`);
  }
  await wiki.approved('upload_file', { name: 'Shed plan.png', content: demoFile.toString('base64') });
  await wiki.approved('delete_page', { title: 'Old rota' });
}

/** A real wiki, for suites that know no wiki. */
export const realWiki = {
  name: real.name,
  problem: real.problem,
  /** @param dressed like that of the sandbox. */
  async start(dressed: 'dressed' | 'bare' = 'dressed') {
    const { url, accounts, stop } = await startMediaWiki();
    const { user, password } = accounts.admin;
    const variables = { MEDIAWIKI_URL: url, MEDIAWIKI_USER: user, MEDIAWIKI_PASSWORD: password };
    if (dressed === 'dressed') {
      const client = await connectTo([], {}, variables);
      await dress(new ToolClient(client));
      await client.close();
    }
    return { url, user, password, variables, port: Number(new URL(url).port), stop };
  },
};
