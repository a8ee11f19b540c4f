import type { Led } from './matching.ts';
import { type Redirect, sourceOf } from './redirect.ts';

/** What is wrong with redirects that are each right: found by following them. */
export interface Review<Item> {
  /** Visitors are led in a circle. */
  readonly loops: readonly (readonly Item[])[];
  /** A second redirect follows the first. */
  readonly chains: readonly { readonly item: Item; readonly next: Item; readonly end: string }[];
  /** Others apply to everything that its source matches. */
  readonly shadowed: readonly { readonly item: Item; readonly by: Item }[];
  /** Where those end that lead nobody in a circle, with the URL that was followed. */
  readonly ends: readonly { readonly item: Item; readonly start: string; readonly end: string }[];
}

/** Browsers give up after 20; a chain of so many is a loop for every purpose. */
const mostHops = 10;

/** Finds the redirect that applies to a URL, over all lists that are in use. */
export interface Matcher<Item> {
  match(url: string): Led<Item> | undefined;
}

/** Several lists: the first that has a redirect for a URL answers (rules/url-forwarding/bulk-redirects, its FAQ). */
export class InOrder<Item> implements Matcher<Item> {
  readonly #matchers: readonly Matcher<Item>[];

  /** @param matchers in the order of the rules that use the lists. */
  constructor(matchers: readonly Matcher<Item>[]) {
    this.#matchers = matchers;
  }

  match(url: string): Led<Item> | undefined {
    for (const matcher of this.#matchers) {
      const led = matcher.match(url);
      if (led !== undefined) return led;
    }
    return undefined;
  }
}

/**
 * Follows every redirect of `items` over the lists. What the sources match is tried by examples: each scheme, a subdomain, a
 * path below. Not covered: what a request adds to a path.
 * @param index holds the items, too.
 */
export function* reviewInSteps<Item extends Redirect>(
  items: readonly Item[],
  index: Matcher<Item>,
): Generator<void, Review<Item>, void> {
  const loops: Item[][] = [];
  const chains: { item: Item; next: Item; end: string }[] = [];
  const shadowed: { item: Item; by: Item }[] = [];
  const ends: { item: Item; start: string; end: string }[] = [];
  for (const item of items) {
    yield;
    const examples = examplesOf(item).map((start) => ({ start, led: index.match(start) }));
    const own = examples.filter(({ led }) => led?.item === item);
    const [first] = examples;
    if (own.length === 0) {
      if (first?.led !== undefined) shadowed.push({ item, by: first.led.item });
      continue;
    }
    const followed = own.flatMap(({ start, led }) =>
      led === undefined ? [] : [{ start, ...follow(index, led) }],
    );
    const loop = followed.find((way) => way.loops);
    const chain = followed.find((way) => way.items.length > 1);
    const [, next] = chain?.items ?? [];
    if (loop !== undefined) {
      loops.push([...loop.items]);
      continue;
    }
    if (chain !== undefined && next !== undefined) chains.push({ item, next, end: chain.end });
    const [way] = followed;
    if (way !== undefined) ends.push({ item, start: way.start, end: way.end });
  }
  return { loops, chains, shadowed, ends };
}

interface Way<Item> {
  readonly items: readonly Item[];
  readonly end: string;
  readonly loops: boolean;
}

function follow<Item extends Redirect>(index: Matcher<Item>, start: Led<Item>): Way<Item> {
  const items = [start.item];
  let end = start.url;
  while (items.length <= mostHops) {
    const next = index.match(end);
    if (next === undefined) return { items, end, loops: false };
    if (items.includes(next.item)) return { items, end, loops: true };
    items.push(next.item);
    end = next.url;
  }
  return { items, end, loops: true };
}

/** URLs that a source matches: the plainest first. */
function examplesOf({ source_url: url, include_subdomains, subpath_matching }: Redirect): readonly string[] {
  const source = sourceOf(url);
  if (typeof source === 'string') return [];
  const { scheme, host, path } = source;
  const below = `${path}${path.endsWith('/') ? '' : '/'}q7h2v9`;
  const schemes = scheme === undefined ? ['https', 'http'] : [scheme];
  const hosts = include_subdomains ? [host, `q7h2v9.${host}`] : [host];
  const paths = subpath_matching ? [path, below] : [path];
  return schemes.flatMap((one) => hosts.flatMap((name) => paths.map((place) => `${one}://${name}${place}`)));
}
