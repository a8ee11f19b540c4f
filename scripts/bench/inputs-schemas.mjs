// Inputs made from the schemas that clients see, for every argument of every tool: nobody has to think of them first.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { root } from '../run.mjs';

const bundled = path.join(root, 'packages/cloudflare/dist/cli.cjs');
const zone = 'mapleandpine.com';
const id = '0123456789abcdef0123456789abcdef';

/** What a tool needs besides the argument that grows. @type {Readonly<Record<string, object>>} */
const usuallyNeeded = {
  update_zone_setting: { setting: 'ssl', value: 'full' },
  get_dns_record: { record_id: id },
  create_dns_record: { type: 'TXT', name: 'grows', content: 'a' },
  update_dns_record: { record_id: id, comment: 'a' },
  delete_dns_record: { record_id: id },
  sync_dns_records: { records: [] },
  import_dns_records: { zone_file: 'grows 300 IN A 192.0.2.1\n' },
  update_dnssec: { status: 'disabled' },
  create_rule: { phase: 'redirect', expression: 'true', redirect: { target_url: 'https://example.com/' } },
  update_rule: { phase: 'redirect', rule_id: id, change: { enabled: false } },
  delete_rule: { phase: 'redirect', rule_id: id },
  set_rules: { phase: 'redirect', rules: [] },
  check_expression: { expression: 'ssl' },
  trace_request: { url: `https://${zone}/` },
  create_page_rule: { url: `${zone}/grows`, actions: { browser_cache_ttl: 3_600 } },
  update_page_rule: { rule_id: id, status: 'disabled' },
  delete_page_rule: { rule_id: id },
  purge_cache: { files: [`https://${zone}/grows`] },
  get_analytics: { report: 'traffic' },
  undo_change: { change_ids: ['chg_00000000'] },
};

/**
 * What texts are made of: letters, what has to be escaped, hidden, folded or decoded, what looks like a token, what
 * parsers of patterns, names and zone files dislike.
 */
const everyPiece = [
  'a',
  'é',
  '😀',
  '"',
  '\\',
  '\\"',
  '\u0001',
  '\u200b',
  '\u202e',
  '\ud800',
  ' ',
  '\n',
  '.',
  'a.',
  '*',
  '*a',
  '%',
  '%41',
  '/',
  '//',
  '../',
  '?',
  '&a=',
  '{',
  '}',
  '[',
  '(',
  '((a|',
  ')',
  '$',
  '$GENERATE ',
  ';',
  ',',
  ':',
  '-',
  '--',
  'xn--',
  'İ',
  'cfut_',
  'A9',
  'ef',
  '\\u0061',
  '&amp;',
  '&#97;',
  '=41',
  '+',
  '0',
  '1.',
  '::',
  'not ',
  '\t',
  '\r\n',
  'e\u0301',
  'ﷺ',
];

/** UTF-16 units, values of a list and members of an object that a message may have: `inputLimits` of core. */
const most = { text: 3_500_000, list: 50_000, members: 1_000 };

/** @typedef {{ type?: string, items?: Schema, properties?: Readonly<Record<string, Schema>> }} Schema */
/** @typedef {(size: number) => unknown} Growing */

/** @param {string} piece @returns {Growing} */
const text = (piece) => (size) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);

/** @template Item @param {number} size @param {(index: number) => Item} make */
const list = (size, make) => Array.from({ length: size }, (_, index) => make(index));

/** @param {string} piece */
const shown = (piece) => JSON.stringify(piece).slice(1, -1);

/** @param {string} name @param {Schema} schema @param {readonly string[]} pieces @returns {readonly [name: string, most: number, grow: Growing][]} */
function growing(name, schema, pieces) {
  if (schema.type === 'string')
    return pieces.map((piece) => [`characters of ${name}: ${shown(piece)}`, most.text, text(piece)]);
  if (schema.type === 'array')
    return [
      ...pieces.map(
        /** @returns {[string, number, Growing]} */ (piece) => [
          `texts in ${name}: ${shown(piece)}`,
          most.list,
          (size) => list(size, (index) => `${piece}${index}`),
        ],
      ),
      [`objects in ${name}`, most.list, (size) => list(size, (index) => ({ [`n${index % 7}`]: index }))],
      [`lists in ${name}`, most.list, (size) => list(size, () => [[]])],
      [`equal texts in ${name}`, most.list, (size) => list(size, () => 'a')],
    ];
  if (schema.type === 'object')
    return [
      [
        `members of ${name}`,
        most.members,
        (size) => Object.fromEntries(list(size, (index) => [`n${index}`, 'a'])),
      ],
      [
        `members of ${name} with long names`,
        most.members,
        (size) => Object.fromEntries(list(size, (index) => [`${index}${'n'.repeat(1_000)}`, { a: [index] }])),
      ],
    ];
  return [];
}

/**
 * @param {{ readonly cli?: string, readonly needed?: Readonly<Record<string, object>>, readonly pieces?: readonly string[] }} [of]
 *   Another bundle, with what its tools need besides; what texts are made of.
 * @returns {readonly import('./inputs.mjs').Input[]}
 */
export function schemaInputs({ cli = bundled, needed = usuallyNeeded, pieces = everyPiece } = {}) {
  const told = execFileSync(process.execPath, [cli, 'tools', '--json'], { maxBuffer: 64 * 1024 * 1024 });
  /** @type {readonly { name: string, inputSchema: Schema }[]} */
  const tools = JSON.parse(String(told));
  return tools.flatMap(({ name: tool, inputSchema: { properties = {} } }) => {
    const usual = {
      ...('zone' in properties ? { zone } : {}),
      ...('dry_run' in properties ? { dry_run: true } : {}),
      ...needed[tool],
    };
    return Object.entries(properties).flatMap(([argument, schema]) =>
      growing(argument, schema, pieces).map(([name, size, grow]) => ({
        tool,
        name,
        most: size,
        args: (/** @type {number} */ count) => ({ ...usual, [argument]: grow(count) }),
      })),
    );
  });
}
