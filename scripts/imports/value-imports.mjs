import { parseSync } from '@swc/core';

/**
 * @param {import('@swc/core').ModuleItem} item
 * @returns {string[]} What the statement imports, unless it imports types only.
 */
function importedBy(item) {
  const imports = item.type === 'ImportDeclaration' || item.type === 'ExportNamedDeclaration';
  if (item.type === 'ExportAllDeclaration') return [item.source.value];
  if (!imports || item.typeOnly || item.source == null) return [];
  const { specifiers } = item;
  const erased =
    specifiers.length > 0 &&
    specifiers.every((specifier) => 'isTypeOnly' in specifier && specifier.isTypeOnly);
  return erased ? [] : [item.source.value];
}

/**
 * @param {string} source TypeScript.
 * @returns {ReadonlySet<string>} The specifiers of static imports that are still there when it runs.
 */
export function valueImports(source) {
  const { body } = parseSync(source, { syntax: 'typescript', target: 'es2022' });
  return new Set(body.flatMap((item) => importedBy(item)));
}
