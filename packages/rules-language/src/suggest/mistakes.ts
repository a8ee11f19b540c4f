import { nearest } from './nearest.ts';

/** What people write, and which field it is. Names that `nearest` finds by itself are not here. */
const fields: Readonly<Record<string, string>> = {
  asn: 'ip.src.asnum',
  city: 'ip.src.city',
  client_ip: 'ip.src',
  country: 'ip.src.country',
  'cf.country': 'ip.src.country',
  host: 'http.host',
  hostname: 'http.host',
  'http.hostname': 'http.host',
  'http.request.host': 'http.host',
  'http.request.headers.host': 'http.host',
  'http.request.url': 'http.request.full_uri',
  'http.url': 'http.request.full_uri',
  'http.request.user_agent': 'http.user_agent',
  ip: 'ip.src',
  'http.request.ip': 'ip.src',
  'ip.country': 'ip.src.country',
  method: 'http.request.method',
  path: 'http.request.uri.path',
  'http.path': 'http.request.uri.path',
  'request.path': 'http.request.uri.path',
  query: 'http.request.uri.query',
  referer: 'http.referer',
  referrer: 'http.referer',
  'http.referrer': 'http.referer',
  uri: 'http.request.uri',
  'http.uri': 'http.request.uri',
  url: 'http.request.full_uri',
  user_agent: 'http.user_agent',
  useragent: 'http.user_agent',
  https: 'ssl',
  'http.ssl': 'ssl',
  'http.request.cookie': 'http.cookie',
  'http.response.status': 'http.response.code',
};

const functions: Readonly<Record<string, string>> = {
  base64_decode: 'decode_base64',
  base64_encode: 'encode_base64',
  concatenate: 'concat',
  length: 'len',
  replace: 'regex_replace',
  size: 'len',
  string: 'to_string',
  to_lower: 'lower',
  tolower: 'lower',
  lowercase: 'lower',
  to_upper: 'upper',
  toupper: 'upper',
  uppercase: 'upper',
  urldecode: 'url_decode',
  uuid: 'uuidv4',
};

/** The field that was probably meant, if one of `names` is near. */
export function probableField(name: string, names: readonly string[]): string | undefined {
  return probable(name, names, fields);
}

/** The function that was probably meant, if one of `names` is near. */
export function probableFunction(name: string, names: readonly string[]): string | undefined {
  return probable(name, names, functions);
}

function probable(
  name: string,
  names: readonly string[],
  known: Readonly<Record<string, string>>,
): string | undefined {
  const lower = name.toLowerCase();
  const meant = Object.hasOwn(known, lower) ? known[lower] : undefined;
  return meant !== undefined && names.includes(meant) ? meant : nearest(lower, names);
}
