/** @param {number} count @param {(index: number) => unknown} make */
const items = (count, make) => Array.from({ length: count }, (_, index) => make(index));

/** @param {number} index */
const redirect = (index) => ({
  source_url: `mapleandpine.com/old/${index}`,
  target_url: `https://mapleandpine.com/new/${index}`,
});

/** Each is led on by the next, down to where a chain counts as a loop. @param {number} index */
const link = (index) => ({
  source_url: `mapleandpine.com/way/${index}`,
  target_url: `https://mapleandpine.com/way/${index % 10 === 9 ? 'end' : index + 1}`,
});

const list = 'moved';

/**
 * Inputs of lists that grow: see `inputs.mjs`.
 *
 * @type {readonly import('./inputs.mjs').Input[]}
 */
export const listInputs = [
  {
    tool: 'sync_redirects',
    name: 'redirects',
    most: 50_000,
    args: (size) => ({ list, dry_run: true, redirects: items(size, redirect) }),
  },
  {
    // The sandbox has room for 10,000, of which its own list takes some.
    tool: 'sync_redirects',
    name: 'redirects, written',
    most: 9_900,
    args: (size) => ({ list, redirects: items(size, redirect) }),
  },
  {
    tool: 'sync_redirects',
    name: 'redirects that lead to each other',
    most: 40_000,
    args: (size) => ({ list, dry_run: true, redirects: items(size, link) }),
  },
  {
    tool: 'sync_redirects',
    name: 'wrong redirects',
    most: 50_000,
    args: (size) => ({
      list,
      dry_run: true,
      redirects: items(size, (index) => ({ source_url: `a/${index}?b`, target_url: 'c' })),
    }),
  },
  {
    tool: 'sync_redirects',
    name: 'lines of a CSV',
    most: 50_000,
    args: (size) => ({
      list,
      dry_run: true,
      csv: items(size, (index) => `mapleandpine.com/o/${index},https://mapleandpine.com/n`).join('\n'),
    }),
  },
  {
    tool: 'sync_redirects',
    name: 'quotes of a CSV',
    most: 3_000_000,
    args: (size) => ({ list, dry_run: true, csv: '"'.repeat(size) }),
  },
  {
    tool: 'sync_ip_list',
    name: 'addresses',
    most: 50_000,
    args: (size) => ({
      list: 'many',
      dry_run: true,
      items: items(size, (index) => ({ ip: `2001:db8:${index.toString(16)}::/64` })),
    }),
  },
];
