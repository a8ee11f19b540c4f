export { isRecord as isObject, ToolClient as Caller } from '@crunchtools/mcp-core/testing';

import type { Client, ClientOptions } from '@modelcontextprotocol/client';
import { startWordPress, type Trouble, whyNoWordPress } from '../../../../scripts/systems/wordpress.mjs';
import { connectTo } from './process.ts';

export type Person = 'admin' | 'editor' | 'author';

/** A site that tests of the server run against: the simulated one of each process, or a real one that they share. */
export interface TestedSite {
  readonly name: string;
  /** Why its tests cannot run here. */
  readonly problem: string | undefined;
  start(): Promise<RunningSite>;
}

export interface RunningSite {
  connect(args?: readonly string[], options?: ClientOptions, as?: Person): Promise<Client>;
  trouble(names: readonly Trouble[]): Promise<void>;
  stop(): Promise<void>;
}

const sandbox: TestedSite = {
  name: 'the sandbox',
  problem: undefined,
  async start() {
    return {
      connect: (args = [], options = {}) => connectTo(['--sandbox', ...args], options),
      async trouble() {},
      async stop() {},
    };
  },
};

/** @param options of the site: a path below which it lies, or no rewriting of addresses. */
export function realSite(options: Parameters<typeof startWordPress>[0] = {}): TestedSite {
  return {
    name: 'a real WordPress',
    problem,
    async start() {
      const { url, accounts, trouble, stop } = await startWordPress(options);
      return {
        connect(args = [], clientOptions = {}, as = 'admin') {
          const { user, password } = accounts[as];
          const env = { WORDPRESS_URL: url, WORDPRESS_USER: user, WORDPRESS_APP_PASSWORD: password };
          return connectTo(args, clientOptions, env);
        },
        trouble,
        stop,
      };
    },
  };
}

const problem = await whyNoWordPress();

export const sites: readonly TestedSite[] = [sandbox, realSite()];
