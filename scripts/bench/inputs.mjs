import { expressionInputs } from './inputs-expressions.mjs';
import { listInputs } from './inputs-lists.mjs';
import { messageInputs } from './inputs-messages.mjs';

const zone = 'mapleandpine.com';

/** @param {number} count @param {(index: number) => unknown} make */
const list = (count, make) => Array.from({ length: count }, (_, index) => make(index));

/** @param {number} count @param {(index: number) => string} make */
const terms = (count, make) => list(count, make).join(' or ');

/** @param {number} index */
const address = (index) => `198.18.${(index >> 8) & 255}.${index & 255}`;

/** @param {number} index @param {string} expression */
const redirect = (index, expression) => ({
  expression,
  description: `r${index}`,
  redirect: { target_url: 'https://example.com/' },
});

/** @param {object} rule */
const created = (rule) => ({ action: 'create', phase: 'redirect', rule });

/**
 * @typedef {object} Input
 * @property {string} tool
 * @property {string} name What grows.
 * @property {number} most How large it may be by the schema of the tool.
 * @property {(size: number) => object} args
 */

/**
 * Inputs that grow, for each tool that takes one; the others take a few short values. `dry_run`, because what is
 * measured is the server's own work.
 *
 * @type {readonly Input[]}
 */
export const inputs = [
  {
    tool: 'sync_dns_records',
    name: 'records of as many names',
    most: 50_000,
    args: (size) => ({
      zone,
      dry_run: true,
      records: list(size, (index) => ({ type: 'A', name: `h${index}`, content: address(index) })),
    }),
  },
  {
    tool: 'sync_dns_records',
    // The others are refused once they are planned: the zone of the sandbox holds 3,500.
    name: 'records, planned and shown',
    most: 3_400,
    args: (size) => ({
      zone,
      dry_run: true,
      records: list(size, (index) => ({ type: 'A', name: `h${index}`, content: address(index) })),
    }),
  },
  {
    tool: 'sync_dns_records',
    name: 'TXT records of one name',
    most: 50_000,
    args: (size) => ({
      zone,
      dry_run: true,
      records: list(size, (index) => ({ type: 'TXT', name: 'one', content: `"value ${index}"` })),
    }),
  },
  {
    tool: 'import_dns_records',
    name: 'lines',
    most: 50_000,
    args: (size) => ({
      zone,
      dry_run: true,
      zone_file: list(size, (index) => `h${index} 300 IN A ${address(index)}\n`).join(''),
    }),
  },
  {
    tool: 'import_dns_records',
    name: 'lines of one name, full of quotes',
    most: 50_000,
    args: (size) => ({
      zone,
      dry_run: true,
      zone_file: list(size, (index) => `one 300 IN TXT "a" "b" "${index}"\n`).join(''),
    }),
  },
  {
    tool: 'trace_request',
    name: 'costly patterns',
    most: 50,
    args: (size) => ({
      zone,
      url: `https://${zone}/${'a'.repeat(1_500)}`,
      with_changes: list(Math.max(1, Math.round(size / 2)), (index) =>
        created(
          redirect(
            index,
            terms(2, (term) => `http.request.uri.path wildcard "*a*a*a*a*a*a*a*${term}b"`),
          ),
        ),
      ),
    }),
  },
  {
    tool: 'purge_cache',
    name: 'files',
    most: 5_000,
    args: (size) => ({ zone, dry_run: true, files: list(size, (index) => `https://${zone}/${index}.css`) }),
  },
  {
    tool: 'create_dns_record',
    name: 'characters of a text',
    most: 2_000,
    args: (size) => ({ zone, dry_run: true, type: 'TXT', name: 'text', content: 'é"'.repeat(size / 2) }),
  },
  {
    tool: 'list_dns_records',
    name: 'characters of a search',
    most: 2_048,
    args: (size) => ({ zone, search: 'a'.repeat(size) }),
  },
  {
    tool: 'list_dns_records',
    name: 'records of an answer',
    most: 1_000,
    args: (size) => ({ zone, per_page: size }),
  },
  {
    tool: 'sync_dns_records',
    name: 'wrong records',
    most: 50_000,
    args: (size) => ({
      zone,
      dry_run: true,
      records: list(size, (index) => ({ type: 'A', name: `h${index}`, content: 'a' })),
    }),
  },
  {
    tool: 'sync_dns_records',
    name: 'malformed records',
    most: 50_000,
    args: (size) => ({ zone, dry_run: true, records: list(size, () => ({ type: 'Q', nme: 1 })) }),
  },
  {
    tool: 'sync_dns_records',
    name: 'records with all that they can have',
    most: 45_000,
    args: (size) => ({
      zone,
      dry_run: true,
      records: list(size, (index) => ({
        type: 'A',
        name: `h${index}`,
        content: address(index),
        ttl: 300,
        proxied: false,
        comment: `The number ${index}`,
        tags: [`n:${index}`, 'b:c'],
      })),
    }),
  },
  {
    tool: 'sync_dns_records',
    name: 'names to look at',
    most: 50_000,
    args: (size) => ({
      zone,
      dry_run: true,
      records: [],
      names: list(size, (index) => `h${index}`),
      prune: true,
    }),
  },
  {
    tool: 'sync_dns_records',
    name: 'names that are none',
    most: 50_000,
    args: (size) => ({ zone, dry_run: true, records: [], names: list(size, (index) => `h${index}..`) }),
  },
  {
    tool: 'sync_dns_records',
    name: 'repetitions of a record',
    most: 50_000,
    args: (size) => ({
      zone,
      dry_run: true,
      records: list(size, () => ({ type: 'A', name: 'h', content: '192.0.2.1' })),
    }),
  },
  {
    tool: 'import_dns_records',
    name: 'wrong lines',
    most: 50_000,
    args: (size) => ({
      zone,
      dry_run: true,
      zone_file: list(size, (index) => `h${index} 300 IN A what\n`).join(''),
    }),
  },
  {
    tool: 'import_dns_records',
    name: 'characters of one line',
    most: 3_000_000,
    args: (size) => ({ zone, dry_run: true, zone_file: `a 300 IN TXT ( ${'"b" '.repeat(size / 4 - 10)})` }),
  },
  {
    tool: 'import_dns_records',
    name: 'characters of one text',
    most: 3_000_000,
    args: (size) => ({ zone, dry_run: true, zone_file: `a 300 IN TXT "${'\\065'.repeat(size / 4 - 10)}` }),
  },
  {
    tool: 'import_dns_records',
    name: 'characters of comments',
    most: 3_000_000,
    args: (size) => ({ zone, dry_run: true, zone_file: ';'.repeat(size) }),
  },
  {
    tool: 'import_dns_records',
    name: 'empty lines',
    most: 3_000_000,
    args: (size) => ({ zone, dry_run: true, zone_file: '\n'.repeat(size) }),
  },
  {
    tool: 'import_dns_records',
    name: 'records of a $GENERATE',
    most: 50_000,
    args: (size) => ({ zone, dry_run: true, zone_file: `$GENERATE 1-${size} h$ 300 IN A 192.0.2.1` }),
  },
  {
    tool: 'purge_cache',
    name: 'hosts',
    most: 5_000,
    args: (size) => ({ zone, dry_run: true, hosts: list(size, (index) => `h${index}.${zone}`) }),
  },
  {
    tool: 'purge_cache',
    name: 'prefixes',
    most: 5_000,
    args: (size) => ({ zone, dry_run: true, prefixes: list(size, (index) => `${zone}/${index}`) }),
  },
  {
    tool: 'purge_cache',
    name: 'files that are none',
    most: 5_000,
    args: (size) => ({ zone, dry_run: true, files: list(size, (index) => `${index}`.repeat(400)) }),
  },
  {
    tool: 'create_page_rule',
    name: 'wildcards of a URL',
    most: 1_000,
    args: (size) => ({
      zone,
      dry_run: true,
      url: `${zone}/${'*a'.repeat(size)}`,
      actions: { browser_cache_ttl: 3_600 },
    }),
  },
  {
    tool: 'list_page_rules',
    name: 'characters of a URL',
    most: 8_000,
    args: (size) => ({ zone, matching: `https://${zone}/${'a'.repeat(size)}` }),
  },
  {
    tool: 'undo_change',
    name: 'changes that are none',
    most: 50_000,
    args: (size) => ({ dry_run: true, change_ids: list(size, (index) => `c${index}`) }),
  },
  ...expressionInputs,
  ...listInputs,
  ...messageInputs,
];
