import { type Expression, fieldNamed, type IndexAccess, type Type } from '@crunchtools/rules-language';

/**
 * One thing about a request that can vary by itself: `host`, `path`, `ip`, `header:user-agent`, `field:cf.client.bot`,
 * `list:office`. A field that is made of several, such as the whole URL, has several.
 */
export type Dimension = string;

const byField: Readonly<Record<string, readonly Dimension[]>> = {
  'http.host': ['host'],
  'http.request.full_uri': ['scheme', 'host', 'path', 'query'],
  'http.request.uri': ['path', 'query'],
  'http.request.uri.path': ['path'],
  'http.request.uri.path.extension': ['path'],
  'http.request.uri.query': ['query'],
  'http.request.uri.args': ['query'],
  'http.request.uri.args.names': ['query'],
  'http.request.uri.args.values': ['query'],
  'http.request.method': ['method'],
  'http.user_agent': ['header:user-agent'],
  'http.referer': ['header:referer'],
  'http.x_forwarded_for': ['header:x-forwarded-for'],
  'http.cookie': ['cookies'],
  'http.request.cookies': ['cookies'],
  'http.request.version': ['version'],
  'ip.src': ['ip'],
  'ip.src.country': ['country'],
  'ip.src.is_in_european_union': ['country'],
  'ip.src.asnum': ['asn'],
  ssl: ['scheme'],
};

/** Fields of headers as a whole: which names there are is nothing that varies by itself. */
const wholeHeaders = /^http\.request\.headers(?:\.|$)/u;

export function currentName(name: string): string {
  return fieldNamed(name)?.deprecated ?? name;
}

export function dimensionsOf(field: string): readonly Dimension[] {
  const name = currentName(field).replace(/^raw\./u, '');
  if (wholeHeaders.test(name)) return [];
  return Object.hasOwn(byField, name) ? (byField[name] ?? []) : [`field:${currentName(field)}`];
}

/** `http.request.headers["x"]`, `http.request.uri.args["x"][*]`, `http.request.cookies["x"][0]`. */
export function keyedDimension({ target, key }: IndexAccess): Dimension | undefined {
  if (target.kind === 'index') return keyedDimension(target);
  if (target.kind !== 'field' || key.kind !== 'name') return undefined;
  const name = currentName(target.name).replace(/^raw\./u, '');
  const header = key.value.toLowerCase();
  if (name === 'http.request.headers') return headerDimension(header);
  if (name === 'http.request.uri.args') return `arg:${key.value}`;
  if (name === 'http.request.cookies') return `cookie:${key.value}`;
  return isMapOfTexts(fieldNamed(name)?.type) ? `map:${key.value}:${name}` : undefined;
}

function headerDimension(name: string): Dimension {
  if (name === 'host') return 'host';
  return name === 'cookie' ? 'cookies' : `header:${name}`;
}

function isMapOfTexts(type: Type | undefined): boolean {
  return type?.kind === 'map' && type.of.kind === 'array' && type.of.of.kind === 'string';
}

/** Calls `visit` for every node, the outer before the inner. */
export function walk(expression: Expression, visit: (node: Expression) => void): void {
  visit(expression);
  for (const inner of innerOf(expression)) walk(inner, visit);
}

function innerOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'index':
      return [expression.target];
    case 'call':
      return expression.arguments;
    case 'comparison':
      return [expression.left];
    case 'not':
      return [expression.operand];
    case 'and':
    case 'or':
    case 'xor':
      return expression.operands;
    case 'string':
    case 'integer':
    case 'boolean':
    case 'ip':
    case 'field':
      return [];
  }
}

/** What an expression depends on. */
export function dimensionsIn(expression: Expression): ReadonlySet<Dimension> {
  const found = new Set<Dimension>();
  const keyed = new Set<Expression>();
  walk(expression, (node) => {
    if (keyed.has(node)) {
      if (node.kind === 'index') keyed.add(node.target);
      return;
    }
    if (node.kind === 'index') {
      const dimension = keyedDimension(node);
      if (dimension === undefined) return;
      found.add(dimension);
      keyed.add(node.target);
    } else if (node.kind === 'field') {
      for (const dimension of dimensionsOf(node.name)) found.add(dimension);
    } else if (node.kind === 'comparison' && node.right.kind === 'list') {
      found.add(`list:${node.right.name}`);
    }
  });
  return found;
}
