import { isRecord } from '../../json.ts';
import { storedRange } from './addresses.ts';
import { LONGEST_COMMENT, LONGEST_URL, MOST_SLASHES } from './limits.ts';
import type { ItemContent, ListKind, Redirect } from './model.ts';
import { invalidJson, itemInvalid } from './refusals.ts';

/** The body of a POST or PUT: a bare list. @throws {ApiFailure} 400 */
export function contentsOf(body: unknown, kind: ListKind): readonly ItemContent[] {
  if (!Array.isArray(body)) throw invalidJson();
  return body.map((item, index) => contentOf(item, kind, index));
}

function contentOf(item: unknown, kind: ListKind, index: number): ItemContent {
  if (!isRecord(item)) throw invalidJson();
  const { comment, ...rest } = item;
  if (comment !== undefined && typeof comment !== 'string') throw invalidJson();
  // Members of answers (`id`, `created_on`) are refused with this too, as users report.
  const [[member, value] = ['', undefined], ...others] = Object.entries(rest);
  if (member !== kind || others.length > 0) throw invalidJson();
  if (comment !== undefined && comment.length > LONGEST_COMMENT) throw itemInvalid(index, 'comment too long');
  const checked = readers[kind](value);
  if (typeof checked === 'string') throw itemInvalid(index, checked);
  return { ...checked, ...(comment === undefined || comment === '' ? {} : { comment }) };
}

type Read = { readonly key: string; readonly content: ItemContent['content'] };

/** What is stored, or why it is refused. */
const readers: Readonly<Record<ListKind, (value: unknown) => Read | string>> = {
  ip(value) {
    if (typeof value !== 'string') return 'ip is not a string';
    const stored = storedRange(value);
    return 'why' in stored ? stored.why : { key: stored.value, content: { ip: stored.value } };
  },
  asn(value) {
    const isNumber = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 32;
    return isNumber ? { key: String(value), content: { asn: value } } : 'asn is not a 32 bit number';
  },
  hostname(value) {
    const name = isRecord(value) ? value['url_hostname'] : undefined;
    if (typeof name !== 'string' || !/^(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(name)) {
      return 'url_hostname is not a hostname';
    }
    return { key: name.toLowerCase(), content: { hostname: value } };
  },
  redirect(value) {
    if (!isRecord(value)) return 'redirect is not an object';
    const redirect = redirectOf(value);
    return typeof redirect === 'string' ? redirect : { key: redirect.source_url, content: { redirect } };
  },
};

const FLAGS = [
  'include_subdomains',
  'subpath_matching',
  'preserve_query_string',
  'preserve_path_suffix',
] as const;
const MEMBERS: ReadonlySet<string> = new Set(['source_url', 'target_url', 'status_code', ...FLAGS]);

/** rules/url-forwarding/bulk-redirects/reference/parameters and …/url-components. */
function redirectOf(value: Readonly<Record<string, unknown>>): Redirect | string {
  const { source_url: source, target_url: target, status_code: status = 301 } = value;
  const other = Object.keys(value).find((name) => !MEMBERS.has(name));
  if (other !== undefined) return `unknown member ${other}`;
  if (typeof source !== 'string' || typeof target !== 'string')
    return 'source_url and target_url are required';
  if (source.length > LONGEST_URL || target.length > LONGEST_URL) return 'URL too long';
  if (typeof status !== 'number' || ![301, 302, 307, 308].includes(status))
    return 'status_code is not supported';
  const wrong = FLAGS.find((name) => value[name] !== undefined && typeof value[name] !== 'boolean');
  if (wrong !== undefined) return `${wrong} is not a boolean`;
  const stored = storedSource(source);
  if (stored === undefined) return 'source_url is not supported';
  const subpaths = value['subpath_matching'] === true;
  const slashes = stored.replace(/^https?:\/\//, '').split('/').length - 1;
  if (subpaths && slashes > MOST_SLASHES) return 'source_url has more than 16 slashes';
  if (!/^[a-z][a-z0-9+.-]*:\S+$/i.test(target)) return 'target_url is not a URL';
  if (value['preserve_query_string'] === true && target.replace(/#.*/s, '').includes('?')) {
    return 'target_url cannot have a query string when preserve_query_string is set';
  }
  return {
    source_url: stored,
    target_url: target,
    status_code: status,
    include_subdomains: value['include_subdomains'] === true,
    subpath_matching: subpaths,
    preserve_query_string: value['preserve_query_string'] === true,
    preserve_path_suffix: value['preserve_path_suffix'] !== false,
  };
}

/**
 * Of user information, port, query and fragment nothing may stand in a source. That a path is never empty in what is
 * stored is seen in a report against the Terraform provider (issue 6225); that the host is folded is assumed.
 */
function storedSource(source: string): string | undefined {
  const [, scheme = '', host = '', path = ''] =
    /^(https?:\/\/)?([^/?#@:\s]+)(\/[^?#\s]*)?$/i.exec(source) ?? [];
  if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(host)) return undefined;
  return `${scheme.toLowerCase()}${host.toLowerCase()}${path === '' ? '/' : path}`;
}
