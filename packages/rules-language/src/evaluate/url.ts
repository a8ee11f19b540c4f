import { stringValue } from '../functions/results.ts';
import { toOctets } from '../octets.ts';
import type { Value } from '../values.ts';
import { InvalidRequest } from './description.ts';
import { extensionOf, type Normalization, normalisePath } from './normalise.ts';
import { pairFields, parseArguments } from './pairs.ts';

/** The parts of a URL (RFC 3986), as octets. */
export interface UrlParts {
  readonly secure: boolean;
  /** With the port, unless it is the usual one. */
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly rawPath: string;
  /** Without `?`. */
  readonly query: string;
}

/** @throws {InvalidRequest} */
export function parseUrl(url: string, normalization: Normalization): UrlParts {
  const [, scheme = '', authority = '', rest = ''] = /^([a-z]+):\/\/([^/?#\\]*)([^#]*)/i.exec(url) ?? [];
  const secure = scheme.toLowerCase() === 'https';
  if (!secure && scheme.toLowerCase() !== 'http') {
    throw new InvalidRequest('The URL must begin with http:// or https://.');
  }
  if (/[\0-\x20\x7f]/.test(rest)) {
    throw new InvalidRequest('The URL holds a space or a control character: write it percent-encoded.');
  }
  const { hostname, host, port } = parseAuthority(scheme, authority);
  const question = rest.indexOf('?');
  const written = toOctets(question === -1 ? rest : rest.slice(0, question));
  const rawPath = written === '' ? '/' : written;
  return {
    secure,
    host: host === '' ? hostname : host,
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    path: normalisePath(rawPath, normalization),
    rawPath,
    query: question === -1 ? '' : toOctets(rest.slice(question + 1)),
  };
}

function parseAuthority(scheme: string, authority: string): URL {
  try {
    const url = new URL(`${scheme}://${authority}/`);
    if (url.username === '' && url.password === '') return url;
  } catch {
    // The message below says it better.
  }
  throw new InvalidRequest('The URL has no valid host, or a user name before it.');
}

export interface Uri {
  readonly secure: boolean;
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

/** The fields that tell of the URL, under `http.request` or `raw.http.request`. */
export function uriFields({ secure, host, path, query }: Uri, prefix: '' | 'raw.' = ''): [string, Value][] {
  const uri = query === '' ? path : `${path}?${query}`;
  const field = `${prefix}http.request`;
  const fields: [string, Value][] = [
    [`${field}.full_uri`, stringValue(`${secure ? 'https' : 'http'}://${host}${uri}`)],
    [`${field}.uri`, stringValue(uri)],
    [`${field}.uri.path`, stringValue(path)],
    [`${field}.uri.path.extension`, stringValue(extensionOf(path))],
    [`${field}.uri.query`, stringValue(query)],
  ];
  for (const [name, value] of pairFields(`${field}.uri.args`, parseArguments(query)))
    fields.push([name, value]);
  return fields;
}
