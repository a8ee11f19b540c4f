import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cruise } from 'dependency-cruiser';
import { valueImports } from './value-imports.mjs';

const require = createRequire(import.meta.url);

/** @type {{ forbidden: import('dependency-cruiser').IForbiddenRuleType[] }} */
const ruleSet = require('../../.dependency-cruiser.cjs');

/** @type {readonly string[]} */
export const ruleNames = ruleSet.forbidden.map(({ name }) => name ?? '');

/** Rules about layers of one package. Types may cross where values may not: they are gone when the code runs. */
const RULES_FOR_VALUES = new Set([
  'changes-are-data',
  'resources-read',
  'rules-are-pure',
  'tools-plan',
  'zone-resolves',
]);

/**
 * @typedef {object} Violation
 * @property {string} rule
 * @property {string} file
 * @property {string} found
 */

/**
 * @param {string} root
 * @param {readonly import('dependency-cruiser').IModule[]} modules
 * @param {Violation} violation
 * @returns {Promise<boolean>} Whether it is an import of types that its rule lets pass.
 */
async function crossesAsType(root, modules, { rule, file, found }) {
  if (!RULES_FOR_VALUES.has(rule)) return false;
  const dependencies = modules.find(({ source }) => source === file)?.dependencies ?? [];
  const values = valueImports(await readFile(path.join(root, file), 'utf8'));
  return !dependencies.some(
    ({ resolved, module, dynamic }) => resolved === found && (dynamic || values.has(module)),
  );
}

/**
 * Checks the imports of all sources under `packages` against `.dependency-cruiser.cjs`.
 *
 * @param {string} root
 * @returns {Promise<{ modules: number, violations: Violation[] }>} `modules`: TypeScript files that were parsed.
 */
export async function cruiseSources(root) {
  const { output } = await cruise(
    ['packages'],
    {
      baseDir: root,
      // TypeScript 7 has no API yet: with it alone the cruiser parses no .ts file and finds nothing wrong.
      parser: 'swc',
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '^packages/[^/]+/(dist|node_modules)/' },
      validate: true,
      ruleSet,
    },
    {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
  );
  if (typeof output === 'string') throw new TypeError('dependency-cruiser answered with text');
  const modules = output.modules.filter(({ source }) => /^packages\/.*\.ts$/.test(source)).length;
  const violations = [];
  for (const { rule, from, to } of output.summary.violations) {
    const violation = { rule: rule.name, file: from, found: to };
    if (!(await crossesAsType(root, output.modules, violation))) violations.push(violation);
  }
  return { modules, violations };
}
