import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './run.mjs';
import { compareText } from './text.mjs';

const PACKAGES = path.join(root, 'packages');

/** @param {string} folder */
function isServer(folder) {
  try {
    return 'mcpName' in JSON.parse(readFileSync(path.join(PACKAGES, folder, 'package.json'), 'utf8'));
  } catch {
    return false;
  }
}

/**
 * The folders under `packages` that hold an MCP server: those whose manifest has a name for the MCP Registry.
 *
 * @type {readonly string[]}
 */
export const servers = readdirSync(PACKAGES)
  .filter((folder) => isServer(folder))
  .sort(compareText);
