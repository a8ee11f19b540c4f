import { afterEach, describe, expect, it } from 'vitest';
import { startServer } from '../support/process.ts';
import { wrappedBundle } from '../support/wrapped-bundle.ts';

/** check_site in the process that users run, when Cloudflare does not do its part. */

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((each) => each()));
});

interface Site {
  readonly verdict: string;
  readonly problems: readonly { readonly id: string }[];
  readonly unknown?: readonly string[];
}

async function serverOn(wrap: string) {
  const wrapped = await wrappedBundle(wrap);
  const server = startServer(['--sandbox'], {}, wrapped.cli);
  cleanUp.push(async () => {
    await server.stop();
    await wrapped.remove();
  });
  await server.client.initialize();
  const check = async (host: string): Promise<Site> => {
    const args = { zone: 'mapleandpine.com', host };
    const { result = {} } = await server.client.request('tools/call', {
      name: 'check_site',
      arguments: args,
    });
    return result['structuredContent'] as Site;
  };
  return { ...server, check };
}

describe('check_site', () => {
  it('says that it cannot be told, when the resolver is down', async () => {
    const { check } = await serverOn('(sandbox) => ({ ...sandbox, resolve: async () => answer(500, {}) })');
    const found = await check('www');
    expect(found).toMatchObject({ verdict: 'unknown', problems: [] });
    expect(found.unknown).toEqual([expect.stringContaining('The public resolver did not answer')]);
  });

  it('names each permission that a token lacks', async () => {
    const { check } = await serverOn(`(sandbox) => ({
      ...sandbox,
      send: async (request, signal) =>
        /\\/(?:ssl|settings|rulesets|pagerules|request-tracer)\\b/.test(request.path)
          ? answer(403, { success: false, errors: [{ code: 10000, message: 'Authentication error' }], messages: [], result: null })
          : sandbox.send(request, signal),
    })`);
    const found = await check('www');
    expect(found.verdict).toBe('unknown');
    const said = found.unknown?.join('\n') ?? '';
    for (const permission of [
      'SSL and Certificates Read',
      'Zone Settings Read',
      'Page Rules Read',
      'Allow Request Tracer Read',
    ]) {
      expect(said).toContain(permission);
    }
    expect(said).toContain('Rules of redirect');
  });

  it('ends at once when it is cancelled, and the process goes on', async () => {
    const { client, check } = await serverOn(`(sandbox) => {
      let hangs = true;
      return {
        ...sandbox,
        resolve: (request, signal) => {
          if (!hangs) return sandbox.resolve(request, signal);
          return new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              hangs = false;
              reject(signal.reason);
            });
          });
        },
      };
    }`);
    const args = { name: 'check_site', arguments: { zone: 'mapleandpine.com', host: 'www' } };
    client.send({ jsonrpc: '2.0', id: 'hangs', method: 'tools/call', params: args });
    await client.request('ping');
    client.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'hangs' } });
    expect(await check('www')).toMatchObject({ verdict: 'works' });
  });
});
