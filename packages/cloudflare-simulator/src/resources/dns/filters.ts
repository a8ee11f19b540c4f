/** The query of the record list: filters and order (API reference, List DNS Records). */

import { invalidParameter } from '../../failures.ts';
import { choiceOf } from '../../query.ts';
import { splitTag } from './attributes.ts';
import { type DnsRecord, isRecordType } from './model.ts';
import { type Direction, ORDERS, type Order } from './store.ts';

export interface ListQuery {
  readonly matches: (record: DnsRecord) => boolean;
  /** The only name that can match, where the filters say so: a short cut through the index. */
  readonly onlyName: string | undefined;
  readonly order: Order;
  readonly direction: Direction;
}

const MATCHES = ['all', 'any'] as const;

type Predicate = (record: DnsRecord) => boolean;

/**
 * Reads the query of a list. Unknown parameters and empty texts are ignored. Texts are compared without
 * regard to case.
 *
 * @throws {ApiFailure} 400 for a value outside of a parameter's choices.
 */
export function listQuery(query: URLSearchParams): ListQuery {
  const match = choiceOf(query, 'match', MATCHES) ?? 'all';
  const predicates = [
    ...textPredicates(query, 'name', ({ name }) => name),
    ...textPredicates(query, 'content', ({ content }) => content),
    ...commentPredicates(query),
    ...tagPredicates(query),
    ...valuePredicates(query),
  ];
  const filter = combined(match, predicates);
  const search = searchPredicate(query.get('search') ?? '');
  const name = (query.get('name.exact') || query.get('name') || undefined)?.toLowerCase();
  return {
    matches: (record) => filter(record) && search(record),
    onlyName: match === 'all' ? name : undefined,
    order: choiceOf(query, 'order', ORDERS) ?? 'type',
    direction: choiceOf(query, 'direction', ['asc', 'desc']) ?? 'asc',
  };
}

function combined(match: 'all' | 'any', predicates: readonly Predicate[]): Predicate {
  if (match === 'all' || predicates.length === 0) {
    return (record) => predicates.every((predicate) => predicate(record));
  }
  return (record) => predicates.some((predicate) => predicate(record));
}

const COMPARISONS = {
  exact: (text: string, wanted: string) => text === wanted,
  contains: (text: string, wanted: string) => text.includes(wanted),
  startswith: (text: string, wanted: string) => text.startsWith(wanted),
  endswith: (text: string, wanted: string) => text.endsWith(wanted),
} as const;

type Comparison = (text: string, wanted: string) => boolean;

/** The comparisons asked for one field: `field` and `field.exact` mean the same. */
function comparisons(query: URLSearchParams, field: string): readonly (readonly [Comparison, string])[] {
  const short = query.getAll(field).map((wanted) => [COMPARISONS.exact, wanted] as const);
  const long = Object.entries(COMPARISONS).flatMap(([operator, compare]) =>
    query.getAll(`${field}.${operator}`).map((wanted) => [compare, wanted] as const),
  );
  return [...short, ...long]
    .filter(([, wanted]) => wanted !== '')
    .map(([compare, wanted]) => [compare, wanted.toLowerCase()] as const);
}

function textPredicates(
  query: URLSearchParams,
  field: string,
  text: (record: DnsRecord) => string | null,
): Predicate[] {
  return comparisons(query, field).map(
    ([compare, wanted]) =>
      (record) =>
        compare(text(record)?.toLowerCase() ?? '', wanted),
  );
}

/** `comment.present` and `comment.absent` count by being there, whatever their value. */
function commentPredicates(query: URLSearchParams): Predicate[] {
  const predicates = textPredicates(query, 'comment', ({ comment }) => comment);
  if (query.has('comment.present')) predicates.push(({ comment }) => comment !== null);
  if (query.has('comment.absent')) predicates.push(({ comment }) => comment === null);
  return predicates;
}

/** All tag filters together make one predicate: `tag_match` joins them, `match` joins that with the others. */
function tagPredicates(query: URLSearchParams): Predicate[] {
  const predicates: Predicate[] = [
    ...comparisons(query, 'tag').map(([compare, wanted]) => tagPredicate(compare, wanted)),
    ...query.getAll('tag.present').map(hasTag),
    ...query.getAll('tag.absent').map((name): Predicate => {
      const isPresent = hasTag(name);
      return (record) => !isPresent(record);
    }),
  ];
  const match = choiceOf(query, 'tag_match', MATCHES) ?? 'all';
  return predicates.length === 0 ? [] : [combined(match, predicates)];
}

function tagPredicate(compare: Comparison, wanted: string): Predicate {
  const [wantedName, wantedValue] = splitTag(wanted);
  return ({ tags }) =>
    tags.some((tag) => {
      const [name, value] = splitTag(tag.toLowerCase());
      return name === wantedName && compare(value, wantedValue);
    });
}

function hasTag(wanted: string): Predicate {
  const name = wanted.toLowerCase();
  return ({ tags }) => tags.some((tag) => splitTag(tag.toLowerCase())[0] === name);
}

function valuePredicates(query: URLSearchParams): Predicate[] {
  const predicates: Predicate[] = [];
  const type = query.get('type');
  if (type) {
    if (!isRecordType(type)) throw invalidParameter('type', 'must be a record type');
    predicates.push((record) => record.type === type);
  }
  const proxied = choiceOf(query, 'proxied', ['true', 'false']);
  if (proxied) predicates.push((record) => record.proxied === (proxied === 'true'));
  return predicates;
}

/** What exactly `search` looks at is left unspecified by Cloudflare. It is independent of `match`. */
function searchPredicate(search: string): Predicate {
  const wanted = search.toLowerCase();
  return ({ name, content, type, comment, tags }) =>
    wanted === '' ||
    [name, content, type, comment ?? '', ...tags].some((text) => text.toLowerCase().includes(wanted));
}
