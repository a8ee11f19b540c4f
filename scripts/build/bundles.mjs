/**
 * One file that the build writes.
 *
 * @typedef {object} Bundle
 * @property {string} name Written as `dist/<name>.cjs`.
 * @property {string} source Relative to the package.
 * @property {boolean} [executable] Started from a shell: shebang and mode 0755.
 * @property {boolean} [serves] Runs while a client is served, with its token.
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
      { name: 'cli', source: 'src/cli.ts', executable: true, serves: true },
      { name: 'server', source: 'src/loaded.ts', serves: true },
      { name: 'apps', source: 'src/apps/pages.ts', serves: true },
      { name: 'demo', source: 'src/demo/index.ts' },
      { name: 'sandbox', source: 'src/sandbox.ts' },
      {
        name: 'rules',
        source: '../rules-language/src/index.ts',
        deferred: '@crunchtools/rules-language',
      },
    ],
  },
  {
    folder: 'packages/cloudflare-simulator',
    bundles: [{ name: 'cli', source: 'src/cli.ts', executable: true }],
  },
];

/** @type {readonly BundledPackage[]} */
export const publishedPackages = bundledPackages.filter(({ published }) => published === true);
