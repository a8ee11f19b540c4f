import {
  describeRequest,
  type Expression,
  fieldNamed,
  type Given,
  type IndexAccess,
  InvalidRequest,
  type RequestDescription,
  type RequestFacts,
  type Type,
} from '@crunchtools/rules-language';

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

/** Truth of an expression for one request; `undefined` when it cannot be known. */
export type Truth = boolean | undefined;

/** A request that was found, none certainly, or none that could be found although there may be one. */
export type Finding =
  | { readonly kind: 'none' | 'unclear' }
  | { readonly kind: 'some'; readonly url: string; readonly facts: RequestFacts };

/** What is said of a sample request; what is left out is as with an ordinary visitor. */
export type Sample = ReadonlyMap<Dimension, Given>;

/** What a browser and an ordinary visitor bring along, where a rule asks for what only Cloudflare knows. */
const ordinaryFields: Readonly<Record<string, Given>> = {
  'cf.bot_management.js_detection.passed': true,
  'cf.waf.score.class': 'clean',
  'cf.tls_version': 'TLSv1.3',
  'cf.tls_cipher': 'AEAD-AES128-GCM-SHA256',
  'ip.src.continent': 'NA',
  'cf.threat_score': 0,
};
/** 1 is a bot or an attack, 99 a person (developers.cloudflare.com/bots/concepts/bot-score, /waf/detections). */
const bestScore = 99;

function ordinaryValue(name: string): Given | undefined {
  if (Object.hasOwn(ordinaryFields, name)) return ordinaryFields[name];
  const type = fieldNamed(name)?.type.kind;
  if (type === 'boolean') return false;
  if (type === 'integer') return /score/u.test(name) ? bestScore : 0;
  return type === 'string' ? '' : undefined;
}

const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';

const ordinary: Readonly<Record<Dimension, Given>> = {
  scheme: 'https',
  path: '/',
  query: '',
  method: 'GET',
  version: '2',
  ip: '198.51.100.7',
  country: 'US',
  asn: 64_500,
  cookies: '',
  'header:user-agent': chrome,
  'header:accept': 'text/html,application/xhtml+xml,*/*;q=0.8',
  'header:accept-language': 'en-US,en;q=0.9',
  'header:accept-encoding': 'gzip, deflate, br',
};

export function valueIn(sample: Sample, dimension: Dimension): Given {
  return sample.get(dimension) ?? ordinary[dimension] ?? '';
}

/** A value as it stands in a URL or a header. */
export function written(value: Given): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function partOf(sample: Sample, dimension: Dimension): string {
  return written(valueIn(sample, dimension));
}

export function urlOf(sample: Sample): string {
  const parts = [partOf(sample, 'query'), ...named(sample, 'arg:').map(pair)];
  const query = parts.filter((part) => part !== '').join('&');
  const port = sample.get(serverPort);
  const host = `${partOf(sample, 'host')}${port === undefined ? '' : `:${written(port)}`}`;
  const url = `${partOf(sample, 'scheme')}://${host}${partOf(sample, 'path')}`;
  return query === '' ? url : `${url}?${query}`;
}

/** A header, cookie, argument or list of a sample by what stands behind the prefix of its dimension. */
function named(sample: Sample, prefix: string): readonly (readonly [string, Given])[] {
  return [...sample].flatMap(([dimension, value]) =>
    dimension.startsWith(prefix) ? [[dimension.slice(prefix.length), value] as const] : [],
  );
}

function pair([name, value]: readonly [string, Given]): string {
  return `${name}=${written(value)}`;
}

const mostKept = 2_000;

/** Makes sample requests to one zone, and keeps what it made: describing a request costs more than judging it. */
export class SampleZone {
  readonly name: string;
  /** Requests that were found for expressions. */
  readonly matches = new WeakMap<Expression, Finding>();
  readonly #requests = new Map<string, RequestFacts | undefined>();
  readonly #fields = new Map<string, RequestFacts | undefined>();

  constructor(name: string) {
    this.name = name;
  }

  /**
   * The facts of a sample, with every field that these dimensions name known.
   * @param asked dimensions that the expressions depend on.
   * @returns `undefined` when no request can be like this.
   */
  facts(sample: Sample, asked: Iterable<Dimension>): RequestFacts | undefined {
    const located = sample.has('host') ? sample : new Map([...sample, ['host', this.name] as const]);
    const request = kept(this.#requests, keyOf(located), () => describe(located));
    const also = { ...fieldsOf(located, asked), ...mapsOf(located) };
    const names = Object.keys(also);
    if (request === undefined) return undefined;
    const lists = listsOf(located);
    if (names.length === 0) return { ...request, lists };
    const more = kept(this.#fields, JSON.stringify(also), () => guarded({ url: 'https://a.invalid/', also }));
    if (more === undefined) return undefined;
    const own = names.flatMap((name) => {
      const value = more.fields.get(name);
      return value === undefined ? [] : [[name, value] as const];
    });
    return { fields: new Map([...request.fields, ...own]), lists };
  }
}

function kept<Made>(store: Map<string, Made>, key: string, make: () => Made): Made {
  const known = store.get(key);
  if (known !== undefined || store.has(key)) return known ?? make();
  if (store.size >= mostKept) store.clear();
  const made = make();
  store.set(key, made);
  return made;
}

const overlaid = /^(?:field|map|list):/u;

function keyOf(sample: Sample): string {
  return JSON.stringify(
    [...sample].filter(([dimension]) => !overlaid.test(dimension) || dimension === serverPort),
  );
}

const serverPort = 'field:cf.edge.server_port';

function describe(sample: Sample): RequestFacts | undefined {
  return guarded({
    method: partOf(sample, 'method'),
    url: urlOf(sample),
    headers: headersOf(sample),
    ip: partOf(sample, 'ip'),
    country: partOf(sample, 'country'),
    asn: Number(valueIn(sample, 'asn')),
    http_version: partOf(sample, 'version'),
  });
}

function guarded(description: RequestDescription): RequestFacts | undefined {
  try {
    return describeRequest(description);
  } catch (error) {
    if (error instanceof InvalidRequest) return undefined;
    throw error;
  }
}

/** A list has everything about the request in it, or nothing. */
function listsOf(sample: Sample): ReadonlyMap<string, readonly string[]> {
  const members = [...sample.values(), valueIn(sample, 'ip'), valueIn(sample, 'asn')].map(written);
  return new Map(named(sample, 'list:').map(([name, isIn]) => [name, isIn === true ? members : []]));
}

function headersOf(sample: Sample): readonly (readonly [string, string])[] {
  const defaults = Object.entries(ordinary).filter(
    ([dimension]) => dimension.startsWith('header:') && !sample.has(dimension),
  );
  const headers = [
    ...defaults.map(([dimension, value]) => [dimension.slice(7), value] as const),
    ...named(sample, 'header:'),
  ];
  const cookies = [partOf(sample, 'cookies'), ...named(sample, 'cookie:').map(pair)].filter(
    (part) => part !== '',
  );
  return [
    ...headers.map(([name, value]) => [name, written(value)] as const).filter(([, value]) => value !== ''),
    ...(cookies.length === 0 ? [] : [['cookie', cookies.join('; ')] as const]),
  ];
}

function fieldsOf(sample: Sample, asked: Iterable<Dimension>): Record<string, Given> {
  const fields: Record<string, Given> = {};
  for (const dimension of asked) {
    if (!dimension.startsWith('field:') || dimension === serverPort) continue;
    const name = dimension.slice('field:'.length);
    const value = sample.get(dimension) ?? ordinaryValue(name);
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

function mapsOf(sample: Sample): Record<string, Given> {
  const maps: Record<string, Record<string, Given>> = {};
  for (const [rest, value] of named(sample, 'map:')) {
    const split = rest.lastIndexOf(':');
    const field = rest.slice(split + 1);
    maps[field] = { ...maps[field], [rest.slice(0, split)]: [value] };
  }
  return maps;
}
