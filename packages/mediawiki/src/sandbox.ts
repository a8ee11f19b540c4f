// Types only: this file is a bundle of its own, and must not bring a second copy of core's classes.
import type { WireRequest, WireResponse } from '@crunchtools/mcp-core';
import { demoWiki, SIMULATOR_TOKEN, type Wiki } from '@crunchtools/mediawiki-simulator';

export interface Sandbox {
  readonly token: string;
  readonly send: (request: WireRequest) => Promise<WireResponse>;
  /** Makes the wiki before its first request. */
  readonly prepare: () => Iterable<void>;
}

/** The wiki of a community garden in memory, to be put where the network would be. It is made by its first request. */
export function startSandbox(): Sandbox {
  let made: Wiki | undefined;
  const wiki = (): Wiki => {
    made ??= demoWiki();
    return made;
  };
  return {
    token: SIMULATOR_TOKEN,
    async send(request) {
      const { status, headers, setCookies: cookies, body } = wiki().answer(request);
      const chunks = (async function* once() {
        yield body;
      })();
      return { status, headers, cookies, body: chunks };
    },
    *prepare() {
      yield;
      wiki();
    },
  };
}
