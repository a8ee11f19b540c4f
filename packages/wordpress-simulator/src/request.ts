import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** A request as the network would bring it. */
export interface SimulatedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

export interface SimulatedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A request to the interface. */
export interface Routed {
  readonly method: string;
  /** Parts of the route, without `wp-json`: `wp`, `v2`, `posts`, `12`. */
  readonly route: readonly string[];
  readonly query: URLSearchParams;
  /** What is sent, of JSON. */
  readonly sent: JsonObject;
  readonly bytes: Uint8Array | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** @returns nothing for what is not the interface. */
export function routed(
  { method, path, headers, body }: SimulatedRequest,
  basePath: string,
): Routed | undefined {
  const { pathname, searchParams: query } = new URL(path, 'http://site.invalid');
  if (!pathname.startsWith(basePath)) return undefined;
  const below = pathname.slice(basePath.length);
  const route =
    below === '' || below === '/' || below === '/index.php'
      ? query.get('rest_route')
      : (/^\/wp-json(\/.*)?$/u.exec(below)?.[1] ?? (below === '/wp-json' ? '/' : undefined));
  if (route === null || route === undefined) return undefined;
  return {
    method,
    route: route
      .split('/')
      .filter((part) => part !== '')
      .map((part) => decodeURIComponent(part)),
    query,
    sent: jsonIn(headers, body),
    bytes: body,
    headers,
  };
}

function jsonIn(headers: Readonly<Record<string, string>>, body: Uint8Array | undefined): JsonObject {
  if (body === undefined || !(headers['content-type'] ?? '').startsWith('application/json')) return {};
  const sent: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
  return isJsonObject(sent) ? sent : {};
}

/** Only what `_fields` names, at any depth: `title.raw`. */
export function withFields(answer: Json, fields: string | null, isNested = true): Json {
  if (fields === null) return answer;
  const wanted = fields.split(',').map((field) => field.trim().split('.'));
  const pick = (value: Json, paths: readonly (readonly string[])[]): Json => {
    if (!isJsonObject(value)) return value;
    const members = Object.keys(value).flatMap((name): [string, Json][] => {
      const own = paths.filter(([first]) => first === name);
      const member = value[name];
      if (name === '_links' && !isNested && !Array.isArray(answer) && member !== undefined)
        return [[name, member]];
      if (own.length === 0 || member === undefined) return [];
      const deeper = own.map(([, ...rest]) => rest);
      if (deeper.some((rest) => rest.length === 0)) return [[name, member]];
      // Revisions look for the whole name only (6.1.9, recorded).
      return isNested ? [[name, pick(member, deeper)]] : [];
    });
    return Object.fromEntries(members);
  };
  return Array.isArray(answer) ? answer.map((item: Json) => pick(item, wanted)) : pick(answer, wanted);
}
