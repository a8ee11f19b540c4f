import { lowerAscii } from '../functions/ascii.ts';

/** The setting "Normalization type" of a zone, or `none` when incoming URLs are not normalised. */
export type Normalization = 'rfc3986' | 'cloudflare' | 'none';

/**
 * The path that rules see (octets): dot segments removed, unreserved characters decoded, all that must be encoded
 * encoded, hexadecimal digits in capitals; before that, with `cloudflare`, backslashes turned and slashes merged.
 * A `%` that begins no escape stays, about which the documentation is silent.
 * Source: developers.cloudflare.com/rules/normalization/how-it-works.
 */
export function normalisePath(path: string, normalization: Normalization): string {
  if (normalization === 'none') return path;
  const turned = normalization === 'cloudflare' ? path.replaceAll('\\', '/').replaceAll(/\/+/g, '/') : path;
  return removeDotSegments(normaliseOctets(turned));
}

const unreserved = /^[A-Za-z0-9._~-]$/;

function normaliseOctets(path: string): string {
  const decoded = path.replaceAll(/%([0-9A-Fa-f]{2})/g, (written, digits: string) => {
    const octet = String.fromCharCode(Number.parseInt(digits, 16));
    return unreserved.test(octet) ? octet : written.toUpperCase();
  });
  return decoded.replaceAll(/[^A-Za-z0-9._~:/?#[\]@!$&'()*+,;=%-]/g, percentEncode);
}

function percentEncode(octet: string): string {
  return `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** RFC 3986 section 5.2.4, for a path that begins with a slash. */
function removeDotSegments(path: string): string {
  const segments = path.split('/').slice(1);
  const last = segments.at(-1);
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  if (last === '.' || last === '..') kept.push('');
  return `/${kept.join('/')}`;
}

/**
 * What stands behind the last dot of the last segment; empty when that dot is the first character of the segment.
 * Source: the field `http.request.uri.path.extension`.
 */
export function extensionOf(path: string): string {
  const segment = path.slice(path.lastIndexOf('/') + 1);
  const dot = segment.lastIndexOf('.');
  return dot <= 0 ? '' : lowerAscii(segment.slice(dot + 1));
}
