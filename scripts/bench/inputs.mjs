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
    tool: 'check_expression',
    name: 'comparisons',
    most: 180,
    args: (size) => ({ expression: terms(size, (index) => `http.host eq "h${index}"`) }),
  },
  {
    tool: 'check_expression',
    name: 'parentheses',
    most: 2_000,
    args: (size) => ({ expression: `${'('.repeat(size)}ssl${')'.repeat(size)}` }),
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
    tool: 'create_rule',
    name: 'comparisons',
    most: 150,
    args: (size) => ({
      zone,
      dry_run: true,
      phase: 'redirect',
      ...redirect(
        0,
        terms(size, (index) => `http.host eq "h${index}"`),
      ),
    }),
  },
  {
    tool: 'list_dns_records',
    name: 'characters of a search',
    most: 2_048,
    args: (size) => ({ zone, search: 'a'.repeat(size) }),
  },
];
