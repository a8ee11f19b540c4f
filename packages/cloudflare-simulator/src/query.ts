import type { ResultInfo } from './contract.ts';
import { invalidParameter } from './failures.ts';

export interface PageLimits {
  readonly smallest: number;
  readonly largest: number;
  readonly usual: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly info: ResultInfo;
}

/** Cuts one page out of a list by `page` and `per_page`. @throws {ApiFailure} 400 when one is out of range. */
export function paginate<Item>(
  all: readonly Item[],
  query: URLSearchParams,
  { smallest, largest, usual }: PageLimits,
): Page<Item> {
  const perPage = wholeNumber(query, 'per_page', usual, smallest, largest);
  const page = wholeNumber(query, 'page', 1, 1, Number.MAX_SAFE_INTEGER);
  const items = all.slice((page - 1) * perPage, page * perPage);
  const total = all.length;
  const info = {
    page,
    per_page: perPage,
    count: items.length,
    total_count: total,
    // An empty list has one page (recordings/dns-records.json).
    total_pages: Math.max(1, Math.ceil(total / perPage)),
  };
  return { items, info };
}

/** One of the documented values of a parameter. @throws {ApiFailure} 400 for any other. */
export function choiceOf<const Choice extends string>(
  query: URLSearchParams,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const given = query.get(name);
  if (given === null) return undefined;
  const choice = choices.find((candidate) => candidate === given);
  if (choice === undefined) throw invalidParameter(name, `must be one of ${choices.join(', ')}`);
  return choice;
}

/** Compares text as an operator in front of the sought value says: `contains:shop`. */
type Comparison = (value: string, sought: string) => boolean;

const CASE_SENSITIVE: ReadonlyMap<string, Comparison> = new Map([
  ['starts_with_case_sensitive', (value, sought) => value.startsWith(sought)],
  ['ends_with_case_sensitive', (value, sought) => value.endsWith(sought)],
  ['contains_case_sensitive', (value, sought) => value.includes(sought)],
]);

const CASE_INSENSITIVE: ReadonlyMap<string, Comparison> = new Map([
  ['equal', (value, sought) => value === sought],
  ['not_equal', (value, sought) => value !== sought],
  ['starts_with', (value, sought) => value.startsWith(sought)],
  ['ends_with', (value, sought) => value.endsWith(sought)],
  ['contains', (value, sought) => value.includes(sought)],
]);

/**
 * The filter operators of "List Zones", for `name` and `account.name`: `[operator:]value`, `equal` when there is
 * none. What stands before the first colon and is no operator belongs to the value.
 */
export function textFilter(expression: string): (value: string) => boolean {
  const colon = expression.indexOf(':');
  const operator = expression.slice(0, Math.max(colon, 0));
  const exact = CASE_SENSITIVE.get(operator);
  if (exact !== undefined) return (value) => exact(value, expression.slice(colon + 1));
  const compare = CASE_INSENSITIVE.get(operator);
  const sought = (compare === undefined ? expression : expression.slice(colon + 1)).toLowerCase();
  return (value) => (compare ?? equal)(value.toLowerCase(), sought);
}

function equal(value: string, sought: string): boolean {
  return value === sought;
}

function wholeNumber(
  query: URLSearchParams,
  name: string,
  usual: number,
  smallest: number,
  largest: number,
): number {
  const text = query.get(name);
  if (text === null) return usual;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= smallest && value <= largest) return value;
  throw invalidParameter(name, `must be a whole number from ${smallest} to ${largest}`);
}
