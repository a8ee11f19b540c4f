import { isRecord } from '../json.ts';

export const tokenEncodings = ['plain', 'base64', 'url', 'hex', 'reversed', 'json-escaped'] as const;
export const cutMoments = ['before_commit', 'after_commit', 'mid_body'] as const;

export type TokenEncoding = (typeof tokenEncodings)[number];
export type CutMoment = (typeof cutMoments)[number];

/**
 * What goes wrong. `delay`, `hold`, `slow_body`, `truncated_json`, a `status` that `commits`, and the cuts `after_commit` and
 * `mid_body` let the request take effect; every other one answers in its place, and nothing changes.
 */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      /** Text is sent as it is, anything else as JSON. Default: an error envelope. */
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      /** Lets the request take effect first: an answer that says nothing of what was done. */
      readonly commits?: boolean;
    }
  | { readonly kind: 'delay'; readonly ms: number }
  /** For code only: whoever waits for something else to happen first decides the order, whatever the machine is doing. */
  | { readonly kind: 'hold'; readonly until: Promise<unknown> }
  | { readonly kind: 'cut'; readonly when: CutMoment }
  | { readonly kind: 'huge_body'; readonly bytes: number }
  | { readonly kind: 'gzip_bomb'; readonly bytes: number }
  | { readonly kind: 'malformed_json' }
  | { readonly kind: 'truncated_json' }
  | { readonly kind: 'echo_token'; readonly encoding?: TokenEncoding }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'slow_body'; readonly ms_per_chunk: number }
  | { readonly kind: 'html' };

export interface FaultMatch {
  readonly method?: string | undefined;
  /** Found anywhere in path and query: a string, or a regular expression as such or as its source. */
  readonly path?: string | RegExp | undefined;
}

export interface FaultRule {
  readonly match?: FaultMatch | undefined;
  /** Matching requests to let pass first. Default 0. */
  readonly skip?: number | undefined;
  /** Requests to spoil before the rule is spent. Default: all. */
  readonly times?: number | undefined;
  readonly fault: Fault;
}

/** Reads one rule or a list that came as JSON. @throws {TypeError} naming what is wrong. */
export function parseFaultRules(value: unknown): readonly FaultRule[] {
  return Array.isArray(value) ? value.map(parseRule) : [parseRule(value)];
}

function parseRule(value: unknown): FaultRule {
  if (!isRecord(value)) throw new TypeError('A fault rule is a JSON object');
  return {
    match: parseMatch(value['match']),
    skip: optionalCount(value, 'skip'),
    times: optionalCount(value, 'times'),
    fault: parseFault(value['fault']),
  };
}

function parseMatch(value: unknown): FaultMatch | undefined {
  if (value === undefined) return undefined;
  if (!isRecord(value)) throw new TypeError('"match" must be an object');
  const { method, path } = { method: value['method'], path: value['path'] };
  if (method !== undefined && typeof method !== 'string') throw new TypeError('"method" must be a string');
  if (path !== undefined && typeof path !== 'string') throw new TypeError('"path" must be a string');
  return { method, path };
}

function parseFault(value: unknown): Fault {
  if (!isRecord(value)) throw new TypeError('"fault" must be an object with a "kind"');
  const kind = value['kind'];
  switch (kind) {
    case 'status':
      return parseStatus(value);
    case 'delay':
      return { kind, ms: count(value, 'ms') };
    case 'cut':
      return { kind, when: choice(value, 'when', cutMoments) };
    case 'huge_body':
    case 'gzip_bomb':
      return { kind, bytes: count(value, 'bytes') };
    case 'malformed_json':
    case 'truncated_json':
    case 'html':
      return { kind };
    case 'echo_token':
      return {
        kind,
        encoding: value['encoding'] === undefined ? 'plain' : choice(value, 'encoding', tokenEncodings),
      };
    case 'redirect':
      return { kind, location: text(value, 'location') };
    case 'slow_body':
      return { kind, ms_per_chunk: count(value, 'ms_per_chunk') };
    default:
      throw new TypeError(`There is no fault of the kind ${JSON.stringify(kind)}`);
  }
}

function parseStatus(value: Readonly<Record<string, unknown>>): Fault {
  const status = count(value, 'status');
  if (status < 200 || status > 599) throw new TypeError('"status" must be 200 to 599');
  const headers = value['headers'];
  const body = value['body'];
  const commits = value['commits'];
  if (commits !== undefined && typeof commits !== 'boolean')
    throw new TypeError('"commits" must be true or false');
  return {
    kind: 'status',
    status,
    ...(commits === undefined ? {} : { commits }),
    ...(body === undefined ? {} : { body }),
    ...(headers === undefined ? {} : { headers: parseHeaders(headers) }),
  };
}

function parseHeaders(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) throw new TypeError('"headers" must be an object');
  return Object.fromEntries(
    Object.entries(value).map(([name, content]) => [name.toLowerCase(), String(content)] as const),
  );
}

function count(value: Readonly<Record<string, unknown>>, field: string): number {
  const given = optionalCount(value, field);
  if (given === undefined) throw new TypeError(`"${field}" is missing`);
  return given;
}

function optionalCount(value: Readonly<Record<string, unknown>>, field: string): number | undefined {
  const given = value[field];
  if (given === undefined) return undefined;
  if (typeof given === 'number' && Number.isSafeInteger(given) && given >= 0) return given;
  throw new TypeError(`"${field}" must be a whole number, not negative`);
}

function text(value: Readonly<Record<string, unknown>>, field: string): string {
  const given = value[field];
  if (typeof given !== 'string') throw new TypeError(`"${field}" must be a string`);
  return given;
}

function choice<const Choice extends string>(
  value: Readonly<Record<string, unknown>>,
  field: string,
  choices: readonly Choice[],
): Choice {
  const known = choices.find((candidate) => candidate === value[field]);
  if (known === undefined) throw new TypeError(`"${field}" must be one of: ${choices.join(', ')}`);
  return known;
}
