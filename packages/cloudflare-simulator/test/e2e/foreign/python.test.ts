/** Programs that many people run against Cloudflare, run against the simulator. */

import { beforeAll, describe, expect, it } from 'vitest';
import { everyClient, installing } from './play.ts';
import { installed, play } from './python.ts';

let packages: string | undefined;

beforeAll(() => {
  packages = installed();
}, installing);

/** Milliseconds; octoDNS sends one request for each of three hundred changes. */
const slow = 120_000;

describe('clients from PyPI', () => {
  it('octoDNS writes a zone of all types, changes 100 records and dumps it, and each time plans nothing more', {
    timeout: slow,
  }, async ({ skip }) => {
    if (packages === undefined) return skip('PyPI cannot be reached');
    const steps = await play(packages, 'octodns_run.py', { seed: 'empty', plan: 'pro' });
    expect(steps).toEqual({
      'changes 1': 116,
      'left 1': [],
      'changes 2': 100,
      'left 2': [],
      'left of the dump': [],
    });
  });

  it('lexicon creates, lists, updates and deletes', { timeout: slow }, async ({ skip }) => {
    if (packages === undefined) return skip('PyPI cannot be reached');
    expect(await play(packages, 'lexicon_run.py', { seed: 'empty' })).toEqual({
      'A localhost 127.0.0.1': true,
      'CNAME docs docs.example.net': true,
      'TXT _acme-challenge.full.example.com. challengetoken': true,
      'TXT set one': true,
      'TXT set two': true,
      twice: true,
      set: ['one', 'two'],
      full: '_acme-challenge.full.example.com',
      updated: true,
      'by content': true,
      'left of set': ['two'],
      'by name': true,
      nothing: [],
      all: ['A localhost.example.com', 'CNAME docs.example.com', 'TXT updated.example.com'],
    });
  });

  // Long proofs: FOREIGN=all.
  it.runIf(everyClient)(
    'certbot adds its challenges and takes them away',
    { timeout: slow },
    async ({ skip }) => {
      if (packages === undefined) return skip('PyPI cannot be reached');
      const seen = await play(packages, 'certbot_run.py', { seed: 'empty' });
      expect(seen).toEqual({ contents: ['first', 'second'], left: [] });
    },
  );

  it.runIf(everyClient)(
    'the SDK for Python finds every answer as OpenAPI says',
    { timeout: slow },
    async ({ skip }) => {
      if (packages === undefined) return skip('PyPI cannot be reached');
      expect(await play(packages, 'sdk_run.py', { seed: 'demo' })).toMatchObject({
        zones: ['mapleandpine.com', 'mapleandpine.net', 'northfork-labs.dev'],
        made: 'strict.mapleandpine.com',
        deleted: true,
        setting: 'ssl',
        purged: true,
      });
    },
  );
});
