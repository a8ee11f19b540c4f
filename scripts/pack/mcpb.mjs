import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readDistribution } from './distribution.mjs';
import { builtFiles, readManifest } from './files.mjs';
import { zipped } from './zip.mjs';

/** @typedef {import('./distribution.mjs').Setting} Setting */

/** @param {Setting} setting */
function userSetting({ title, description, required, secret, default: fallback }) {
  return {
    type: typeof fallback === 'boolean' ? 'boolean' : 'string',
    title,
    description,
    required: required ?? false,
    ...(secret === true ? { sensitive: true } : {}),
    // Without a default, some versions pass the placeholder itself on when nothing was entered.
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}

/**
 * The manifest of a bundle for one-click installation (https://github.com/modelcontextprotocol/mcpb, version 0.3).
 *
 * The command has no options of Node: Claude Desktop does not start `node`, it loads the file into a process of its
 * own. The locks that need no option are on; those that do are for the other ways to install.
 *
 * @param {import('./files.mjs').Manifest} manifest
 * @param {import('./distribution.mjs').Distribution} distribution
 */
export function bundleManifest(manifest, { title, settings }) {
  const { name, version, description, license, homepage, bugs, keywords, engines } = manifest;
  const entry = 'dist/cli.cjs';
  return {
    manifest_version: '0.3',
    name,
    display_name: title,
    version,
    description,
    author: { name: 'crunchtools', url: homepage },
    repository: { type: 'git', url: homepage },
    homepage,
    documentation: `${homepage}#readme`,
    support: bugs.url,
    icon: 'icon.png',
    server: {
      type: 'node',
      entry_point: entry,
      mcp_config: {
        command: 'node',
        args: [`\${__dirname}/${entry}`],
        env: Object.fromEntries(settings.map(({ variable, key }) => [variable, `\${user_config.${key}}`])),
      },
    },
    tools_generated: true,
    keywords,
    license,
    compatibility: { platforms: ['darwin', 'win32', 'linux'], runtimes: { node: engines.node } },
    user_config: Object.fromEntries(settings.map((setting) => [setting.key, userSetting(setting)])),
  };
}

/**
 * @param {{ root: string, outputRoot: string, folder: string }} options
 * @returns {Promise<Buffer>} The same bytes for the same sources, which the official `mcpb pack` does not give.
 */
export async function mcpb({ root, outputRoot, folder }) {
  const manifest = await readManifest(root, folder);
  const text = `${JSON.stringify(bundleManifest(manifest, await readDistribution(root, folder)), null, 2)}\n`;
  return zipped([
    { name: 'manifest.json', content: Buffer.from(text) },
    { name: 'icon.png', content: await readFile(path.join(root, folder, 'icon.png')) },
    { name: 'LICENSE', content: await readFile(path.join(root, 'LICENSE')) },
    { name: 'README.md', content: await readFile(path.join(root, folder, 'README.md')) },
    ...(await builtFiles(outputRoot, folder, manifest)),
  ]);
}
