import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { compareText } from '../text.mjs';
import { cruiseSources } from './cruise.mjs';
import { violationsOfUse } from './use-rules.mjs';
import { usesOf } from './uses.mjs';

/** @typedef {import('./cruise.mjs').Violation} Violation */

/**
 * @param {string} root
 * @returns {Promise<string[]>} The TypeScript files under `packages`, relative, with slashes, in a fixed order.
 */
async function typescriptFiles(root) {
  const packages = await readdir(path.join(root, 'packages'));
  const folders = packages.flatMap((name) => [`packages/${name}/src`, `packages/${name}/test`]);
  const found = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(path.join(root, folder), { recursive: true }).catch(() => []);
      return entries.map((entry) => `${folder}/${entry.split(path.sep).join('/')}`);
    }),
  );
  return found
    .flat()
    .filter((file) => file.endsWith('.ts'))
    .sort(compareText);
}

/**
 * @param {string} root
 * @param {readonly string[]} files
 * @returns {Promise<Violation[]>}
 */
async function usesInFiles(root, files) {
  const sources = files.filter((file) => file.includes('/src/') && !file.endsWith('.test.ts'));
  const violations = await Promise.all(
    sources.map(async (file) => violationsOfUse(file, usesOf(await readFile(path.join(root, file), 'utf8')))),
  );
  return violations.flat();
}

/**
 * Checks who imports whom, and what sources use of their surroundings.
 *
 * @param {string} root
 * @returns {Promise<{ modules: number, violations: Violation[] }>}
 * @throws {Error} when the cruiser did not parse every TypeScript file: a check of nothing finds nothing.
 */
export async function checkImports(root) {
  const files = await typescriptFiles(root);
  const { modules, violations } = await cruiseSources(root);
  if (modules === 0 || modules < files.length) {
    throw new Error(`the cruiser parsed ${modules} of ${files.length} TypeScript files`);
  }
  return { modules, violations: [...violations, ...(await usesInFiles(root, files))] };
}
