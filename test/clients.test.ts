import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliClients } from '../scripts/clients/catalog.mjs';
import { withRows } from '../scripts/clients/document.mjs';
import { hasNamespaces, inNamespace, installed } from '../scripts/clients/lab.mjs';
import { libraries } from '../scripts/clients/libraries.mjs';
import { observed } from '../scripts/clients/observe.mjs';
import { converse, install } from '../scripts/clients/sdk.mjs';
import { snippetOf } from '../scripts/clients/snippet.mjs';

/**
 * Clients that nobody here wrote hold the same conversation with the server as users start it. `npm run clients` runs
 * more of them, and the programs for people; the client of the TypeScript SDK, version 2, is in most other tests.
 */
const launcher = fileURLToPath(new URL('../packages/cloudflare/dist/launch.cjs', import.meta.url));
const server = [process.execPath, launcher, '--sandbox'];
/** Python's packages and a program for people take ten times as long to install as these two: `CLIENTS=all` runs them too. */
const all = process.env['CLIENTS'] === 'all';
const here = new Set(['typescript.mjs', 'vercel.mjs', ...(all ? ['python-mcp.py'] : [])]);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'clients-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a library of another kind', () => {
  it.for(libraries.filter(({ script }) => here.has(script)))(
    '$title lists, calls, asks a person, reads, and goes on after it cancelled',
    { timeout: 400_000 },
    async (library, { skip }) => {
      const own = path.join(folder, library.script.replaceAll('.', '-'));
      const command = await install(library, own).catch(() => undefined);
      if (command === undefined) {
        process.stdout.write(`*** NOT RUN: ${library.title} needs its packages from the registries\n`);
        skip();
        return;
      }
      expect(await converse(command, own, server)).toEqual(library.expected);
    },
  );
});

/** The smallest of those that a person works with, and one that runs on every Node of ours. */
describe.runIf(all)('Gemini CLI with a scripted model and no network but loopback', () => {
  it('lists, reads 25 kB whole, deletes what is guarded, creates, undoes and reads a resource', {
    timeout: 400_000,
  }, async ({ skip }) => {
    const client = cliClients.find(({ name }) => name === 'gemini');
    if (client === undefined) throw new Error('the catalogue has no Gemini CLI');
    const { name, version, command } = client;
    const specifier = `${client.package}@${version}`;
    const place = path.join(folder, name);
    const missing = (await hasNamespaces())
      ? await installed(place, specifier, command).then(
          () => undefined,
          () => 'its package from the registry',
        )
      : 'a network of its own, so Linux and root';
    if (missing !== undefined) {
      process.stdout.write(`*** NOT RUN: ${client.title} needs ${missing}\n`);
      skip();
    }
    const run = fileURLToPath(new URL('../scripts/clients/run.mjs', import.meta.url));
    await inNamespace([process.execPath, run, folder, name, 'conversation', ...server]);
    expect(observed(place)).toMatchObject({
      upFront: '42 of 42',
      form: 'the data as JSON',
      longest: '29 kB whole',
      resource: 'a tool of the client',
      outcome: 'all, in 10 calls',
    });
  });
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

describe('a table of what was seen', () => {
  const text =
    'a\n<!-- one -->\n<!-- end -->\nb\n<!-- two -->\n| Name | Seen |\n| x | old |\n| y | old |\n<!-- end -->\nc\n';

  it('keeps the rows that were not seen again, and everything around it', () => {
    expect(
      withRows(
        text,
        'two',
        ['Name', 'Seen'],
        [
          ['x', 'n|w'],
          ['z', 'new'],
        ],
      ),
    ).toBe(
      'a\n<!-- one -->\n<!-- end -->\nb\n<!-- two -->\n\n| Name | Seen |\n|---|---|\n| x | n\\|w |\n| y | old |\n| z | new |\n\n<!-- end -->\nc\n',
    );
  });
});
