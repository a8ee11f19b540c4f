import {
  type Change,
  type Guard,
  type GuardReason,
  InputError,
  type JsonValue,
  urlOf,
} from '@crunchtools/mcp-core';
import { foldHost, foldName } from '../../names.ts';

/** What can be purged by list. `purge_everything` stands beside them. */
export const selectors = ['files', 'tags', 'hosts', 'prefixes'] as const;
export type Selector = (typeof selectors)[number];

export interface PurgeInput {
  readonly files?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly hosts?: readonly string[] | undefined;
  readonly prefixes?: readonly string[] | undefined;
  readonly purge_everything?: true | undefined;
}

export type PurgeBody = Partial<Record<Selector, readonly string[]>> & { readonly purge_everything?: true };

/** Items in one request (developers.cloudflare.com/cache/how-to/purge-cache). */
const perRequest = 100;
const perRequestFilesEnterprise = 500;

/**
 * The request bodies that purge what is asked for: as many as the limits make necessary, with no item dropped.
 * @throws {InputError} when not exactly one selector is given or an item cannot match anything in the zone.
 */
export function purgeBodies(
  input: PurgeInput,
  zone: { readonly name: string; readonly plan?: string | undefined },
): readonly PurgeBody[] {
  const given = selectors.filter((selector) => input[selector] !== undefined);
  const count = given.length + (input.purge_everything === true ? 1 : 0);
  if (count !== 1) throw refuseSelectors(count);
  const [selector] = given;
  if (selector === undefined) return [{ purge_everything: true }];
  const items = [...new Set((input[selector] ?? []).map((item) => checkedItem(selector, item, zone.name)))];
  return chunks(
    items,
    selector === 'files' && zone.plan === 'enterprise' ? perRequestFilesEnterprise : perRequest,
  ).map((chunk) => ({ [selector]: chunk }));
}

/** What a purge does otherwise than its caller may think. */
export function purgeWarnings({ files = [], prefixes = [] }: PurgeInput): readonly string[] {
  const starred = files.filter((url) => url.includes('*')).length;
  const starredPrefixes = prefixes.filter((prefix) => prefix.includes('*')).length;
  const bare = files.filter((url) => /^https?:\/\/[^/?#]*\/?$/iu.test(url)).length;
  const whole = prefixes.filter((prefix) => /^[^/]*\/?$/u.test(prefix)).length;
  return [
    ...when(
      starred,
      'files with an asterisk name one URL each that has an asterisk in it, and no pattern: prefixes are for all below a path.',
    ),
    ...when(bare, 'files name the home page of a host only: hosts and prefixes are for all of it.'),
    ...when(
      starredPrefixes,
      'prefixes have an asterisk, and Cloudflare documents no patterns there (cache/how-to/purge-cache/purge_by_prefix): leave it out for all below the path.',
    ),
    ...when(whole, 'prefixes name a whole host: everything of it is purged.'),
  ];
}

function when(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}

function refuseSelectors(count: number): InputError {
  return new InputError(
    `Exactly one of files, tags, hosts, prefixes and purge_everything is needed; ${count} were given.`,
    { nextStep: 'Call once for each kind.' },
  );
}

function checkedItem(selector: Selector, item: string, zoneName: string): string {
  switch (selector) {
    case 'files':
      return checkedUrl(item, zoneName);
    case 'hosts':
      return checkedHost(item, 'hosts', zoneName);
    case 'prefixes':
      return checkedPrefix(item, zoneName);
    case 'tags':
      return checkedTag(item);
  }
}

function checkedUrl(item: string, zoneName: string): string {
  const url = urlOf(item);
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw refuse('files', item, `is not a full URL; write https://${zoneName}/path`);
  }
  if (url.username !== '' || url.password !== '')
    throw refuse('files', item, 'holds a user name or password');
  if (url.hash !== '') throw refuse('files', item, 'has a #fragment, which never reaches a server');
  checkedHost(url.hostname, 'files', zoneName);
  // Copies are kept by the host that browsers send, which is in A-labels.
  return foldHost(item);
}

function checkedPrefix(item: string, zoneName: string): string {
  if (item.includes('://'))
    throw refuse('prefixes', item, `must not have a scheme; write ${item.replace(/^.*?:\/\//u, '')}`);
  if (/[?#]/u.test(item)) throw refuse('prefixes', item, 'must not have a query or fragment');
  checkedHost(item.split('/')[0] ?? '', 'prefixes', zoneName);
  return foldHost(item);
}

/** Cache tags are printable ASCII without spaces, at most 1,024 bytes, compared without regard to case. */
function checkedTag(item: string): string {
  if (/^[\x21-\x2b\x2d-\x7e]{1,1024}$/u.test(item)) return item;
  throw refuse('tags', item, 'must be 1 to 1,024 printable ASCII characters without spaces and commas');
}

function checkedHost(host: string, selector: Selector, zoneName: string): string {
  const name = foldName(host);
  if (name === zoneName || name.endsWith(`.${zoneName}`)) return foldHost(host);
  throw refuse(selector, host, `is not in the zone ${zoneName}`);
}

function refuse(selector: Selector, item: string, problem: string): InputError {
  return new InputError(`${selector}: ${JSON.stringify(item)} ${problem}.`, {
    nextStep: 'Correct it and call again. Nothing was purged.',
  });
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/**
 * Tags are not asked about, however many: only the origin knows what carries them, and they are there to purge what
 * belongs together. Nor are files, of which each is named.
 */
const table = {
  'cache.everything': {
    asked: 'A purge of everything.',
    why: 'The origin has to answer every request anew, and may not stand it.',
    example: 'purge_cache purge_everything: true',
  },
  'cache.host': {
    asked: 'A purge of all that a host has: by hosts, or by a prefix without a path.',
    why: 'The origin has to answer every request for that host anew; of a site that is one host, that is everything.',
    example: 'purge_cache prefixes: ["example.com/"]',
  },
} as const satisfies Readonly<Record<string, Omit<Guard, 'id'>>>;

export const purgeGuards: readonly Guard[] = Object.entries(table).map(([id, row]) => ({ id, ...row }));

export function purgeReasons({ after = {} }: Pick<Change, 'after'>): readonly GuardReason[] {
  if (after['purge_everything'] === true) {
    const text = 'It purges everything, so the origin has to answer every request anew.';
    return [{ guard: 'cache.everything', text, kind: 'value' }];
  }
  const isWhole = textsIn(after['hosts']).length > 0 || textsIn(after['prefixes']).some(isHost);
  if (!isWhole) return [];
  const text = 'It purges all that a host has, so the origin has to answer every request for it anew.';
  return [{ guard: 'cache.host', text, kind: 'value' }];
}

/** A prefix is a host and a path; a path of slashes, or a star, names all of the host. */
function isHost(prefix: string): boolean {
  return /^[^/]*[/*]*$/u.test(prefix);
}

function textsIn(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
