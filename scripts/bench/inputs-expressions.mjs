// Expressions that grow, for the tools that check, store and evaluate them.
const zone = 'mapleandpine.com';

/** @param {number} count @param {(index: number) => string} make */
const terms = (count, make) =>
  Array.from({ length: Math.max(1, Math.round(count)) }, (_, index) => make(index));

/** @param {number} count @param {(index: number) => string} make */
const anyOf = (count, make) => terms(count, make).join(' or ');

/**
 * By characters, so that each can be made as long as a tool takes it.
 *
 * @type {readonly (readonly [name: string, make: (size: number) => string])[]}
 */
const shapes = [
  ['comparisons', (size) => anyOf(size / 27, (index) => `http.host eq "h${index}"`)],
  [
    'patterns',
    (size) => anyOf(size / 60, (index) => `http.request.uri.path matches "^/(a|b)*c{1,3}[^/]+${index}$"`),
  ],
  ['repeated patterns', (size) => `http.host matches "${'(a*)*'.repeat(size / 5)}b"`],
  [
    'alternatives of a pattern',
    (size) => `http.host matches "^(${terms(size / 6, (index) => `a${index}`).join('|')})$"`,
  ],
  ['counted repetitions', (size) => `http.host matches "${'a{1,9}'.repeat(size / 6)}"`],
  ['wildcards', (size) => anyOf(size / 45, (index) => `http.request.uri.path wildcard r"/*a*a*${index}"`)],
  ['texts of a list', (size) => `http.host in {${terms(size / 9, (index) => `"h${index}"`).join(' ')}}`],
  [
    'addresses of a list',
    (size) => `ip.src in {${terms(size / 14, (index) => `10.${index >> 8}.${index & 255}.0/24`).join(' ')}}`,
  ],
  [
    'ranges of a list',
    (size) => `ip.src.asnum in {${terms(size / 10, (index) => `${index * 3}..${index * 3 + 1}`).join(' ')}}`,
  ],
  ['nested functions', (size) => `${'lower('.repeat(size / 7)}http.host${')'.repeat(size / 7)} eq "a"`],
  ['parts of concat', (size) => `concat(${terms(size / 12, () => 'http.host').join(', ')}) eq "a"`],
  [
    'functions over lists',
    (size) =>
      anyOf(
        size / 70,
        (index) => `any(lower(http.request.headers["x-${index}"][*])[*] contains "a${index}")`,
      ),
  ],
  [
    'replacements',
    (size) =>
      anyOf(
        size / 70,
        (index) => `regex_replace(http.request.uri.path, "^/(.*)a(.*)$", "/\${2}") eq "${index}"`,
      ),
  ],
  ['parentheses', (size) => `${'('.repeat(size / 2 - 2)}ssl${')'.repeat(size / 2 - 2)}`],
  ['negations', (size) => `${'not '.repeat(size / 4 - 1)}ssl`],
  ['alternations', (size) => terms(size / 9, (index) => (index % 2 ? 'not ssl' : 'ssl')).join(' and ')],
  ['unknown names', (size) => anyOf(size / 20, (index) => `http.hosst${index} eq "a"`)],
  ['unknown functions', (size) => anyOf(size / 24, (index) => `lowerr${index}(http.host) eq "a"`)],
  ['wrong types', (size) => anyOf(size / 19, () => 'http.host eq 15')],
  ['wrong characters', (size) => '§ '.repeat(size / 2)],
  ['an open text', (size) => `http.host eq "${'\\"'.repeat(size / 2 - 8)}`],
  ['a long text', (size) => `http.host eq "${'é'.repeat(size - 20)}"`],
  ['open parentheses', (size) => '('.repeat(size)],
  ['one long name', (size) => `${'http.'.repeat(size / 5)}host eq "a"`],
];

/** Characters of what is stored (Cloudflare takes 4,096), and of what is checked. */
const longest = { check: 100_000, rule: 4_000 };

/** @param {number} index @param {string} expression */
const redirect = (index, expression) => ({
  expression,
  description: `r${index}`,
  redirect: { target_url: 'https://example.com/' },
});

/** @param {object} rule */
const created = (rule) => ({ action: 'create', phase: 'redirect', rule });

/** What the paths of the patterns above go through without matching. */
const url = `https://${zone}/${'ab'.repeat(1_000)}`;

/** @type {readonly import('./inputs.mjs').Input[]} */
const checked = shapes.map(([name, make]) => ({
  tool: 'check_expression',
  name: `characters, ${name}`,
  most: longest.check,
  args: (size) => ({ expression: make(Math.max(40, size)) }),
}));

/** @type {readonly import('./inputs.mjs').Input[]} */
const stored = shapes.map(([name, make]) => ({
  tool: 'create_rule',
  name: `characters, ${name}`,
  most: longest.rule,
  args: (size) => ({ zone, dry_run: true, phase: 'redirect', ...redirect(0, make(Math.max(40, size))) }),
}));

/** @type {readonly import('./inputs.mjs').Input[]} */
const traced = shapes.map(([name, make]) => ({
  tool: 'trace_request',
  name: `rules, ${name}`,
  most: 20,
  args: (size) => ({
    zone,
    url,
    with_changes: Array.from({ length: Math.max(1, Math.round(size)) }, (_, index) =>
      created(redirect(index, make(2_000 + index))),
    ),
  }),
}));

/** @type {readonly import('./inputs.mjs').Input[]} */
const sets = [
  {
    tool: 'set_rules',
    name: 'rules',
    most: 1_000,
    args: (size) => ({
      zone,
      dry_run: true,
      phase: 'redirect',
      rules: Array.from({ length: size }, (_, index) => redirect(index, `http.host eq "h${index}.${zone}"`)),
    }),
  },
  {
    tool: 'set_rules',
    name: 'rules that Cloudflare lets the zone have',
    most: 40,
    args: (size) => ({
      zone,
      dry_run: true,
      phase: 'redirect',
      rules: Array.from({ length: size }, (_, index) =>
        redirect(
          index,
          anyOf(60, (term) => `http.request.uri.path eq "/p${index}-${term}"`),
        ),
      ),
    }),
  },
];

export const expressionInputs = [...checked, ...stored, ...traced, ...sets];
