import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from '../run.mjs';
import { servers } from '../servers.mjs';
import { plainParts, sandboxParts, serverParts } from './server-parts.mjs';

/**
 * One file that the build writes.
 *
 * @typedef {object} Bundle
 * @property {string} name Written as `dist/<name>.cjs`.
 * @property {string} source Relative to the package.
 * @property {boolean} [executable] Started from a shell: shebang and mode 0755.
 * @property {readonly string[]} builtins Built-in modules that it may load, with everything bundled into it.
 * @property {boolean} [serves] Runs while a client is served, with its token: its modules may be loaded then.
 * @property {boolean} [isWhole] Runs all its modules when it is read, because whoever reads it needs nearly all of them.
 * @property {readonly import('./parts.mjs').Part[]} [parts] Further files that it is made of.
 * @property {string} [deferred] The name under which the other bundles import it: see `deferred.mjs`.
 */

/**
 * @typedef {object} BundledPackage
 * @property {string} folder Relative to the repository.
 * @property {readonly Bundle[]} bundles
 * @property {boolean} [published] A server that releases publish. The others are for its developers.
 * @property {string} [record] Module of `recordServer`, relative to the package: see `record.mjs`.
 */

/**
 * The launcher starts no process: it becomes another one. It tries the locks: `module` gets what they stop, `events`
 * hears how a connection ends.
 *
 * @type {Bundle}
 */
const launcher = {
  name: 'launch',
  source: 'src/launch.ts',
  executable: true,
  builtins: ['events', 'module', 'path', 'process'],
};

/** @type {Bundle} */
const starts = {
  name: 'cli',
  source: 'src/cli.ts',
  executable: true,
  serves: true,
  builtins: ['buffer', 'events', 'module', 'path', 'process', 'url', 'util'],
};

/**
 * The tour starts the server that it shows, through the client of the MCP SDK; it never sees a token.
 *
 * @type {Bundle}
 */
const demo = {
  name: 'demo',
  source: 'src/demo/index.ts',
  builtins: ['child_process', 'crypto', 'fs', 'path', 'process', 'stream', 'timers/promises'],
};

/** What the HTTP client, the SDK and plans need. */
const served = ['buffer', 'crypto', 'events', 'http', 'https', 'process', 'tls', 'url', 'zlib'];

/**
 * What a server made by `npm run new-server` has, until it needs more.
 *
 * @param {string} name
 * @returns {BundledPackage}
 */
function plainServer(name) {
  return {
    folder: `packages/${name}`,
    published: true,
    record: 'src/record.ts',
    bundles: [
      launcher,
      // The address of a site that a person chose is judged by the lists of `net`, which Node has loaded by then.
      { ...starts, builtins: ['buffer', 'events', 'module', 'net', 'path', 'process', 'util'] },
      {
        name: 'server',
        source: 'src/loaded.ts',
        serves: true,
        isWhole: true,
        builtins: served,
        parts: plainParts(name, served),
      },
      // A service in memory hashes what it keeps.
      { name: 'sandbox', source: 'src/sandbox.ts', serves: true, builtins: ['crypto'] },
      ...(existsSync(path.join(root, 'packages', name, demo.source)) ? [demo] : []),
    ],
  };
}

/**
 * What the build writes. A bundle that imports another bundle's source does so with `import()`, and loads that
 * file only when the call runs: saying hello to a client does not read the server, and serving it reads neither the
 * demo's client nor the sandbox's simulator.
 *
 * @type {readonly BundledPackage[]}
 */
export const bundledPackages = [
  {
    folder: 'packages/cloudflare',
    published: true,
    record: 'src/record.ts',
    bundles: [
      launcher,
      starts,
      {
        name: 'server',
        source: 'src/loaded.ts',
        serves: true,
        isWhole: true,
        builtins: ['buffer', 'events', 'process', 'zlib'],
        parts: serverParts,
      },
      { name: 'apps', source: 'src/apps/pages.ts', serves: true, builtins: [] },
      demo,
      {
        name: 'sandbox',
        source: 'src/sandbox.ts',
        serves: true,
        builtins: [],
        parts: sandboxParts,
      },
      {
        name: 'rules',
        source: '../rules-language/src/index.ts',
        serves: true,
        builtins: ['crypto'],
        deferred: '@crunchtools/rules-language',
      },
    ],
  },
  {
    folder: 'packages/cloudflare-simulator',
    bundles: [
      // A server by nature: it listens, and reads the certificate it is given.
      {
        name: 'cli',
        source: 'src/cli.ts',
        executable: true,
        builtins: [
          'crypto',
          'events',
          'fs/promises',
          'http',
          'https',
          'net',
          'stream',
          'stream/promises',
          'timers/promises',
          'url',
          'util',
          'zlib',
        ],
      },
    ],
  },
  ...servers.filter((name) => name !== 'cloudflare').map((name) => plainServer(name)),
];

/** @type {readonly BundledPackage[]} */
export const publishedPackages = bundledPackages.filter(({ published }) => published === true);

/**
 * @param {BundledPackage} bundled
 * @returns {readonly Pick<Bundle, 'name' | 'builtins' | 'serves'>[]} All files that the build writes for it.
 */
export function filesOf({ bundles }) {
  return bundles.flatMap(({ parts = [], ...bundle }) => [
    bundle,
    ...parts.map(({ name, builtins }) => ({ name, builtins, serves: bundle.serves ?? false })),
  ]);
}
