import { parseSync } from '@swc/core';

/** @typedef {Record<string, unknown> & { type: string }} SyntaxNode */

/** Globals whose use the rules look at. A local variable of the same name counts too: call it something else. */
const GLOBALS =
  /^(EventSource|Function|WebSocket|XMLHttpRequest|console|eval|fetch|global|globalThis|process|require)$/;

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
function globalName(node) {
  return isNode(node) && node.type === 'Identifier' ? nameOf(node) : undefined;
}

/**
 * @param {string} object
 * @param {string | undefined} member
 */
function memberUse(object, member) {
  if (member === undefined) return object;
  return object === 'process' ? `process.${member}` : member;
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
    else this.visitCall(node);
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
    const name = nameOf(node) ?? '';
    if (GLOBALS.test(name)) this.found.add(name);
    this.visit(node['typeAnnotation']);
  }

  /** @param {SyntaxNode} node */
  visitImport({ source, specifiers, typeOnly }) {
    const from = nameOf(source)?.replace(/^node:/, '') ?? '';
    if (typeOnly === true) return;
    this.found.add(`import ${from}`);
    if (!/^(net|process)$/.test(from) || !Array.isArray(specifiers)) return;
    for (const specifier of specifiers) {
      const local = nameOf(specifier.local);
      if (specifier.type === 'ImportSpecifier')
        this.found.add(`${from}.${nameOf(specifier.imported) ?? local}`);
      else if (local !== 'process') this.found.add(from);
    }
  }

  /** @param {SyntaxNode} node */
  visitMember({ object, property }) {
    const name = globalName(object) ?? '';
    if (/^(global|globalThis|process)$/.test(name)) this.found.add(memberUse(name, nameOf(property)));
    else this.visit(object);
    if (isNode(property) && property.type === 'Computed') this.visit(property['expression']);
  }

  /** @param {SyntaxNode} node */
  visitVariable({ id, init }) {
    const name = globalName(init) ?? '';
    const properties = isNode(id) && id.type === 'ObjectPattern' ? id['properties'] : undefined;
    if (!Array.isArray(properties) || !/^(global|globalThis|process)$/.test(name)) {
      this.visit([id, init]);
      return;
    }
    for (const property of properties) this.found.add(memberUse(name, nameOf(property.key)));
  }

  /** @param {SyntaxNode} node */
  visitCall(node) {
    const { callee, arguments: given } = node;
    if (isNode(callee) && callee.type === 'Import') {
      const [first] = Array.isArray(given) ? given : [];
      if (first?.expression?.type !== 'StringLiteral') this.found.add('import of an expression');
    }
    for (const [field, child] of Object.entries(node)) {
      const isName =
        (field === 'key' || field === 'property') && isNode(child) && child.type === 'Identifier';
      if (!isName) this.visit(child);
    }
  }
}

/**
 * What a TypeScript source uses of what surrounds it: `fetch`, `process.env`, `import cloudflare` (not for
 * `import type`). `globalThis.fetch` is `fetch`; `process` alone means that the object itself is handed on.
 * Not covered: what is reached through other objects' constructors, such as `[].at.constructor`.
 *
 * @param {string} source
 * @returns {ReadonlySet<string>}
 */
export function usesOf(source) {
  const uses = new Uses();
  uses.visit(parseSync(source, { syntax: 'typescript', target: 'es2022' }).body);
  return uses.found;
}
