// Types only: this file is a bundle of its own, and must not bring a second copy of core's classes.
import type { WireRequest, WireResponse } from '@crunchtools/mcp-core';
import { demoSite, type Site, simulatedAccounts } from '@crunchtools/wordpress-simulator';

export interface Sandbox {
  readonly user: string;
  /** The password. */
  readonly token: string;
  readonly send: (request: WireRequest) => Promise<WireResponse>;
  /** Makes the site before its first request. */
  readonly prepare: () => Iterable<void>;
}

/** The site of a community garden in memory, to be put where the network would be. It is made by its first request. */
export function startSandbox(): Sandbox {
  let made: Site | undefined;
  const site = (): Site => {
    made ??= demoSite();
    return made;
  };
  const { user, password } = simulatedAccounts.admin;
  return {
    user,
    token: password.replaceAll(' ', ''),
    async send(request) {
      const { status, headers, body } = site().answer(request);
      const chunks = (async function* once() {
        yield body;
      })();
      return { status, headers, cookies: [], body: chunks };
    },
    *prepare() {
      yield;
      site();
    },
  };
}
