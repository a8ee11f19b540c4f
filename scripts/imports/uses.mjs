import { parseSync } from '@swc/core';

/** @typedef {Record<string, unknown> & { type: string }} SyntaxNode */

/** Syntax that holds an expression beside a type. All other syntax called `Ts…` holds types only. */
const EXPRESSION_AND_TYPE =
  /^Ts(AsExpression|ConstAssertion|Instantiation|NonNullExpression|SatisfiesExpression)$/;

/**
 * @param {unknown} value
 * @returns {value is SyntaxNode}
 */
function isNode(value) {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/**
 * @param {unknown} node
 * @returns {string | undefined} The name, where the node is a plain identifier or a string.
 */
function nameOf(node) {
  if (!isNode(node)) return undefined;
  if (node.type === 'Computed')
    return isNode(node['expression']) && node['expression'].type === 'StringLiteral'
      ? nameOf(node['expression'])
      : undefined;
  const named = node.type === 'Identifier' || node.type === 'StringLiteral';
  return named && typeof node['value'] === 'string' ? node['value'] : undefined;
}

/** @param {unknown} node */
function isProcess(node) {
  return isNode(node) && node.type === 'Identifier' && nameOf(node) === 'process';
}

class Uses {
  /** @type {Set<string>} */
  found = new Set();

  /** @param {unknown} value */
  visit(value) {
    if (Array.isArray(value)) for (const item of value) this.visit(item);
    else if (isNode(value)) this.visitNode(value);
    else if (typeof value === 'object' && value !== null) this.visit(Object.values(value));
  }

  /** @param {SyntaxNode} node */
  visitNode(node) {
    if (node.type.startsWith('Ts') && !EXPRESSION_AND_TYPE.test(node.type)) this.visitTypes(node);
    else if (node.type === 'Identifier') this.visitIdentifier(node);
    else if (node.type === 'ImportDeclaration') this.visitImport(node);
    else if (node.type === 'MemberExpression') this.visitMember(node);
    else if (node.type === 'VariableDeclarator') this.visitVariable(node);
    else this.visitOther(node);
  }

  /** @param {unknown} value Types, in which only `import('…')` is of interest. */
  visitTypes(value) {
    if (typeof value !== 'object' || value === null) return;
    if (isNode(value) && value.type === 'TsImportType')
      this.found.add(`type of ${nameOf(value['argument'])}`);
    for (const child of Object.values(value)) this.visitTypes(child);
  }

  /** @param {SyntaxNode} node */
  visitIdentifier(node) {
    if (isProcess(node)) this.found.add('process');
    this.visit(node['typeAnnotation']);
  }

  /** @param {SyntaxNode} node */
  visitImport({ source, specifiers, typeOnly }) {
    if (typeOnly === true || !/^(node:)?process$/.test(nameOf(source) ?? '') || !Array.isArray(specifiers))
      return;
    for (const specifier of specifiers)
      if (specifier.type !== 'ImportSpecifier' && nameOf(specifier.local) !== 'process')
        this.found.add('process');
  }

  /** @param {SyntaxNode} node */
  visitMember({ object, property }) {
    if (!isProcess(object) || nameOf(property) === undefined) this.visit(object);
    if (isNode(property) && property.type === 'Computed') this.visit(property['expression']);
  }

  /** @param {SyntaxNode} node */
  visitVariable({ id, init }) {
    const properties = isNode(id) && id.type === 'ObjectPattern' ? id['properties'] : undefined;
    const areNamed = Array.isArray(properties) && properties.every(({ key }) => nameOf(key) !== undefined);
    this.visit(isProcess(init) && areNamed ? [id] : [id, init]);
  }

  /** @param {SyntaxNode} node */
  visitOther(node) {
    for (const [field, child] of Object.entries(node)) {
      const isName =
        (field === 'key' || field === 'property') && isNode(child) && child.type === 'Identifier';
      if (!isName) this.visit(child);
    }
  }
}

/**
 * What no rule of oxlint tells from what is allowed: `process` where the object itself is handed on, under another name, or with a
 * member that is computed, and `type of X` for `import('X')` as a type. A local variable called process counts too.
 *
 * @param {string} source
 * @returns {ReadonlySet<string>}
 */
export function usesOf(source) {
  const uses = new Uses();
  uses.visit(parseSync(source, { syntax: 'typescript', target: 'es2022' }).body);
  return uses.found;
}
