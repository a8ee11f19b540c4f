import { type Led, RedirectIndex } from './matching.ts';
import { type Redirect, sourceOf } from './redirect.ts';

/** What is wrong with redirects that are each right: found by following them. */
export interface Review<Item> {
  /** Visitors are led in a circle. */
  readonly loops: readonly (readonly Item[])[];
  /** A second redirect follows the first. */
  readonly chains: readonly { readonly item: Item; readonly next: Item; readonly end: string }[];
  /** Others apply to everything that its source matches. */
  readonly shadowed: readonly { readonly item: Item; readonly by: Item }[];
}

/** Browsers give up after 20; a chain of so many is a loop for every purpose. */
const mostHops = 10;

/**
 * Follows every redirect of `items` through all of a list. What the sources match is tried by examples: each scheme, a
 * subdomain, a path below. Not covered: redirects of other lists and of zones, and what a request adds to a path.
 * @param items those to look at, in `all`.
 */
export function* reviewInSteps<Item extends Redirect>(
  items: readonly Item[],
  all: Iterable<Item>,
): Generator<void, Review<Item>, void> {
  const index = new RedirectIndex<Item>();
  for (const item of all) {
    index.add(item);
    yield;
  }
  const loops: Item[][] = [];
  const chains: { item: Item; next: Item; end: string }[] = [];
  const shadowed: { item: Item; by: Item }[] = [];
  for (const item of items) {
    yield;
    const examples = examplesOf(item).map((url) => index.match(url));
    const own = examples.filter((led) => led?.item === item);
    const [first] = examples;
    if (own.length === 0) {
      if (first !== undefined) shadowed.push({ item, by: first.item });
      continue;
    }
    const followed = own.map((led) => (led === undefined ? undefined : follow(index, led)));
    const loop = followed.find((way) => way?.loops === true);
    const chain = followed.find((way) => way !== undefined && way.items.length > 1);
    const [, next] = chain?.items ?? [];
    if (loop !== undefined) loops.push([...loop.items]);
    else if (chain !== undefined && next !== undefined) chains.push({ item, next, end: chain.end });
  }
  return { loops, chains, shadowed };
}

interface Way<Item> {
  readonly items: readonly Item[];
  readonly end: string;
  readonly loops: boolean;
}

function follow<Item extends Redirect>(index: RedirectIndex<Item>, start: Led<Item>): Way<Item> {
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
