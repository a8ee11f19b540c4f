import { artefactStem } from './distribution.mjs';

/** @typedef {import('./files.mjs').Manifest} Manifest */
/** @typedef {import('./distribution.mjs').Distribution} Distribution */

const SCHEMA = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json';

/** What a container of a server on stdio can do without. */
const LOCKED_CONTAINER = ['--read-only', '--cap-drop=all', '--security-opt=no-new-privileges'];

/** @param {import('./distribution.mjs').Setting} setting */
function variable({ variable: name, description, required, secret, default: fallback, choices }) {
  return {
    name,
    description,
    ...(required === true ? { isRequired: true } : {}),
    ...(secret === true ? { isSecret: true } : {}),
    ...(typeof fallback === 'boolean' ? { format: 'boolean' } : {}),
    ...(fallback === undefined || fallback === '' ? {} : { default: String(fallback) }),
    ...(choices === undefined ? {} : { choices }),
  };
}

/**
 * The entry of a server in the MCP Registry (https://github.com/modelcontextprotocol/registry, schema 2025-12-11).
 * npm has to show the same name as `mcpName`, the image as a label, and the bundle is held to its hash.
 *
 * @param {Manifest} manifest
 * @param {Distribution} distribution
 * @param {string} [bundleHash] SHA-256 of the bundle for Claude Desktop; without it the bundle is left out.
 * @returns {string} JSON.
 */
export function serverJson(manifest, { title, summary, image, settings }, bundleHash) {
  const { name, version, mcpName, homepage, repository } = manifest;
  const common = { transport: { type: 'stdio' }, environmentVariables: settings.map(variable) };
  const bundle = `${homepage}/releases/download/v${version}/${artefactStem(manifest)}.mcpb`;
  const packages = [
    { registryType: 'npm', identifier: name, version, runtimeHint: 'npx', ...common },
    {
      registryType: 'oci',
      identifier: `${image}:${version}`,
      runtimeHint: 'docker',
      runtimeArguments: LOCKED_CONTAINER.map((value) => ({ type: 'positional', value })),
      ...common,
    },
    ...(bundleHash === undefined
      ? []
      : [{ registryType: 'mcpb', identifier: bundle, version, fileSha256: bundleHash, ...common }]),
  ];
  const entry = {
    $schema: SCHEMA,
    name: mcpName,
    title,
    description: summary,
    version,
    websiteUrl: homepage,
    repository: { url: homepage, source: 'github', subfolder: repository.directory },
    packages,
  };
  return `${JSON.stringify(entry, null, 2)}\n`;
}
