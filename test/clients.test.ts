import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { converse, install, sdkClients } from '../scripts/clients/sdk.mjs';
import { snippetOf } from '../scripts/clients/snippet.mjs';

/**
 * Clients that nobody here wrote hold the same conversation with the server as users start it. `npm run clients` runs
 * more of them, and the programs for people; the client of the TypeScript SDK, version 2, is in most other tests.
 */
const launcher = fileURLToPath(new URL('../packages/cloudflare/dist/launch.cjs', import.meta.url));
const server = [process.execPath, launcher, '--sandbox'];
const here = sdkClients.filter(({ script }) => script === 'python-mcp.py' || script === 'typescript-v1.mjs');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'clients-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a client of another kind', () => {
  it.for(here)(
    '$title lists, calls, asks a person, reads, and goes on after it cancelled',
    { timeout: 400_000 },
    async (client, { skip }) => {
      const own = path.join(folder, client.kind);
      const program = await install(client, own).catch(() => undefined);
      if (program === undefined) {
        process.stdout.write(`*** NOT RUN: ${client.title} needs its packages from the registries\n`);
        skip();
        return;
      }
      expect(await converse(client, { program, folder: own, server })).toEqual(client.expected);
    },
  );
});

describe('a snippet of the README', () => {
  const readme =
    '**A**:\n\n```sh\na /path/to/clone/b\n```\n\n**B**, in `c`:\n\n```json\n{"d": "/path/to/clone"}\n```\n';

  it('is taken word for word, but for the folder of the clone', () => {
    expect(snippetOf(readme, '**A**', '/here')).toBe('a /here/b\n');
    expect(snippetOf(readme, '**B**', '/here')).toBe('{"d": "/here"}\n');
    expect(() => snippetOf(readme, '**C**', '/here')).toThrow('no snippet');
  });
});
