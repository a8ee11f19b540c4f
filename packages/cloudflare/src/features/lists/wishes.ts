import { InputError } from '@crunchtools/mcp-core';
import { listedRange } from './address.ts';
import { type CsvRow, csvRowsInSteps } from './csv.ts';
import {
  longestComment,
  type RedirectInput,
  redirectFlags,
  sourceOf,
  sourceText,
  statusCodes,
} from './redirect.ts';

/** Where an item stands in the call. */
export type Origin = { readonly index: number; readonly argument?: 'remove' } | { readonly line: number };

/** One item that is to be in a list. */
export interface Wish<Given> {
  readonly given: Given;
  readonly origin: Origin;
}

export interface Problem {
  readonly origin: Origin;
  readonly member?: string;
  readonly problem: string;
}

/** What is wished, by what tells items apart, and what the reader should know. */
export interface Wishes<Given> {
  readonly byKey: ReadonlyMap<string, Wish<Given>>;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

export interface AddressInput {
  readonly ip: string;
  readonly comment?: string | undefined;
}

export function placeOf(origin: Origin, argument: string): string {
  return 'line' in origin ? `csv line ${origin.line}` : `${origin.argument ?? argument}.${origin.index}`;
}

/** As many problems as an answer names; the others are counted. */
const mostProblems = 20;

/** One error for all problems; `undefined` when there are none. @param argument the list that is no CSV. */
export function problemError(problems: readonly Problem[], argument: string): InputError | undefined {
  if (problems.length === 0) return undefined;
  const shown = problems.slice(0, mostProblems).map(({ origin, member, problem }) => {
    const place = placeOf(origin, argument);
    return { field: member === undefined ? place : `${place}.${member}`, problem };
  });
  const lines = shown.map(({ field, problem }) => `${field}: ${problem}`);
  if (problems.length > shown.length) lines.push(`and ${problems.length - shown.length} more`);
  return new InputError(`${lines.join('; ')}.`, {
    nextStep: 'Correct what is named and call again. Nothing was changed.',
    details: { problems: shown, total: problems.length },
  });
}

/** Takes items one by one: the same item twice is one, two that differ are a problem. */
class Gathered<Given> {
  readonly byKey = new Map<string, Wish<Given>>();
  readonly problems: Problem[] = [];
  repeated = 0;
  readonly #isSame: (one: Given, other: Given) => boolean;
  readonly #argument: string;

  constructor(argument: string, isSame: (one: Given, other: Given) => boolean) {
    this.#argument = argument;
    this.#isSame = isSame;
  }

  add(key: string, wish: Wish<Given>, member: string): void {
    const first = this.byKey.get(key);
    if (first === undefined) this.byKey.set(key, wish);
    else if (this.#isSame(first.given, wish.given)) this.repeated += 1;
    else {
      const problem = `is in the list twice, with other values: ${placeOf(first.origin, this.#argument)}`;
      this.problems.push({ origin: wish.origin, member, problem });
    }
  }

  get warnings(): readonly string[] {
    return this.repeated === 0 ? [] : [`${this.repeated} items were given twice and count once.`];
  }
}

export function* redirectWishesInSteps(
  given: Iterable<Wish<RedirectInput>>,
): Generator<void, Wishes<RedirectInput>, void> {
  const gathered = new Gathered<RedirectInput>('redirects', (one, other) =>
    ['target_url', 'status_code', 'comment', ...redirectFlags].every(
      (name) => Reflect.get(one, name) === Reflect.get(other, name),
    ),
  );
  for (const wish of given) {
    yield;
    const { given: redirect, origin } = wish;
    const source = sourceOf(redirect.source_url);
    if (typeof source === 'string') {
      gathered.problems.push({ origin, member: 'source_url', problem: source });
      continue;
    }
    if ((redirect.comment?.length ?? 0) > longestComment) {
      gathered.problems.push({ origin, member: 'comment', problem: 'is longer than 500 characters' });
    }
    const key = sourceText(source);
    gathered.add(key, { given: { ...redirect, source_url: key }, origin }, 'source_url');
  }
  return gathered;
}

export function* addressWishesInSteps(
  given: Iterable<Wish<AddressInput>>,
): Generator<void, Wishes<AddressInput>, void> {
  const gathered = new Gathered<AddressInput>('items', (one, other) => one.comment === other.comment);
  let widened = 0;
  for (const { given: item, origin } of given) {
    yield;
    const range = listedRange(item.ip);
    if (typeof range === 'string') {
      gathered.problems.push({ origin, member: 'ip', problem: range });
      continue;
    }
    if ((item.comment?.length ?? 0) > longestComment) {
      gathered.problems.push({ origin, member: 'comment', problem: 'is longer than 500 characters' });
    }
    if (range.isWidened) widened += 1;
    gathered.add(range.ip, { given: { ...item, ip: range.ip }, origin }, 'ip');
  }
  const warnings = [...gathered.warnings];
  if (widened > 0) {
    warnings.push(
      `${widened} IPv6 addresses stand for their whole /64, the smallest range that Cloudflare's lists hold.`,
    );
  }
  return { byKey: gathered.byKey, problems: gathered.problems, warnings };
}

/** Items that are to go, by what tells items apart. */
export interface Removals {
  readonly byKey: ReadonlyMap<string, Origin>;
  readonly problems: readonly Problem[];
}

/** @param keyOf what tells an item apart, or what is wrong with its text. */
export function* removalsInSteps(
  texts: readonly string[],
  kept: ReadonlyMap<string, unknown>,
  keyOf: (text: string) => { readonly key: string } | { readonly problem: string },
): Generator<void, Removals, void> {
  const byKey = new Map<string, Origin>();
  const problems: Problem[] = [];
  for (const [index, text] of texts.entries()) {
    yield;
    const origin = { index, argument: 'remove' } as const;
    const found = keyOf(text);
    if ('problem' in found) problems.push({ origin, problem: found.problem });
    else if (kept.has(found.key)) problems.push({ origin, problem: 'is to be in the list as well' });
    else byKey.set(found.key, origin);
  }
  return { byKey, problems };
}

export function keyOfSource(text: string): { readonly key: string } | { readonly problem: string } {
  const source = sourceOf(text);
  return typeof source === 'string' ? { problem: source } : { key: sourceText(source) };
}

export function keyOfRange(text: string): { readonly key: string } | { readonly problem: string } {
  const range = listedRange(text);
  return typeof range === 'string' ? { problem: range } : { key: range.ip };
}

/** What was read of a CSV: items in the order of the lines. */
export interface FromCsv<Given> {
  readonly wishes: readonly Wish<Given>[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

const csvFlags = [
  'preserve_query_string',
  'include_subdomains',
  'subpath_matching',
  'preserve_path_suffix',
] as const;

/**
 * Redirects in the format that Cloudflare's dashboard imports, without a header
 * (developers.cloudflare.com/rules/url-forwarding/bulk-redirects/reference/csv-file-format). There everything that is left out is
 * FALSE, preserve_path_suffix too, which in the API is true.
 */
export function* redirectsOfCsvInSteps(text: string): Generator<void, FromCsv<RedirectInput>, void> {
  const wishes: Wish<RedirectInput>[] = [];
  const problems: Problem[] = [];
  let cut = 0;
  for (const row of yield* csvRowsInSteps(text)) {
    yield;
    const origin = { line: row.line };
    const redirect = redirectOfRow(row);
    if (typeof redirect === 'string') problems.push({ origin, problem: redirect });
    else {
      wishes.push({ given: redirect, origin });
      if (redirect.subpath_matching === true && (row.values[6] ?? '') === '') cut += 1;
    }
  }
  const warnings =
    cut === 0
      ? []
      : [
          `${cut} lines match subpaths and leave the last column empty, which in this format means FALSE: the rest of the path is dropped. Write TRUE there to keep it.`,
        ];
  return { wishes, problems, warnings };
}

function redirectOfRow({ values }: CsvRow): RedirectInput | string {
  const [source = '', target = '', status = '', ...flags] = values;
  if (flags.length > csvFlags.length && flags.slice(csvFlags.length).some((value) => value !== '')) {
    return 'has more than 7 columns; a URL with a comma needs quotes around it';
  }
  if (source === '' || target === '') return 'needs a source URL and a target URL';
  const code = statusCodes.find((known) => String(known) === status);
  if (status !== '' && code === undefined) {
    return /^[a-z_ ]+$/iu.test(status)
      ? 'is a header or in another order: the third column is the status code'
      : `has a status code that is none of ${statusCodes.join(', ')}`;
  }
  const wrong = flags
    .slice(0, csvFlags.length)
    .find((value) => !['', 'true', 'false'].includes(value.toLowerCase()));
  if (wrong !== undefined) return 'has a column that is neither TRUE nor FALSE nor empty';
  const given = Object.fromEntries(
    csvFlags.map((name, index) => [name, flags[index]?.toLowerCase() === 'true']),
  );
  return { source_url: source, target_url: target, status_code: code ?? 301, ...given };
}

/** Addresses in the format that the dashboard imports: `<address>,<description>`. */
export function* addressesOfCsvInSteps(text: string): Generator<void, FromCsv<AddressInput>, void> {
  const wishes: Wish<AddressInput>[] = [];
  const problems: Problem[] = [];
  for (const { line, values } of yield* csvRowsInSteps(text)) {
    yield;
    const [ip = '', ...words] = values;
    const comment = words.filter((word) => word !== '').join(', ');
    if (ip === '') problems.push({ origin: { line }, problem: 'needs an address in the first column' });
    else wishes.push({ given: comment === '' ? { ip } : { ip, comment }, origin: { line } });
  }
  return { wishes, problems, warnings: [] };
}
