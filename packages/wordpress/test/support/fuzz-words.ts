import { type FuzzWords, learned, type Random } from '@crunchtools/mcp-core/testing';

const texts = [
  '<!-- wp:paragraph -->\n<p>Hello</p>\n<!-- /wp:paragraph -->',
  '<!-- wp:list --><ul><li>a',
  '[gallery ids="1"]',
  '<script>alert(1)</script>',
  'Turn the heap every four weeks',
  '<a href="https://shop.example/">x</a>',
];

const id = (random: Random): string => learned('id', random.below(200));

/** Makers of good values, by the names of arguments. */
const values: Readonly<Record<string, (random: Random) => string>> = {
  version: (random) => learned('version', random.below(200)),
  type: (random) => random.pick(['post', 'page', 'recipe', 'wp_block', 'attachment', '../users']),
  status: (random) => random.pick(['draft', 'publish', 'pending', 'trash', 'any']),
  taxonomy: (random) => random.pick(['category', 'post_tag', 'nothing']),
  slug: (random) => random.pick(['compost-in-summer', 'Späte Äpfel', '..', '']),
  search: (random) => random.pick(['compost', 'gate', '"the gate"', '%']),
  find: (random) => random.pick(['the', 'Compost', '<p>', 'nowhere to be found']),
  name: (random) => random.pick(['bed-plan.png', 'Perennials', '../x.php', 'a & <b>b</b>']),
  part: (random) =>
    random.pick(['settings', 'users', 'health', 'templates', 'menus', 'application-passwords']),
  kind: (random) => random.pick(['image', 'audio', 'nothing']),
  at: (random) => random.pick(['2099-01-01T00:00:00Z', '2020-01-01T00:00:00+01:00', 'tomorrow']),
  template: (random) => random.pick(['', 'wide.php', '../../wp-config.php']),
  format: (random) => random.pick(['standard', 'aside', 'x']),
};

const isId = /^(?:id|ids|revision|parent|author|featured_media|term|by|from|into|posts|post|add|remove)$/u;

export const words: FuzzWords = {
  valueOf(name, { type, pattern }, random) {
    if (name === 'id' && pattern?.includes('\\/\\/') === true)
      return random.pick(['twentytwentythree//footer', 'twentytwentythree//single', 'other//home', '..//..']);
    if (type === 'integer') return isId.test(name) ? id(random) : undefined;
    if (/^\^(?:chg_)?\[0-9a-f\]\{(?:8|16)\}\$$/u.test(pattern ?? '')) return undefined;
    return values[name]?.(random) ?? random.pick(texts);
  },
  freeNames: ['find', 'replace', 'all', 'content', 'title', 'posts_per_page', 'timezone', 'email'],
  uris: ['wordpress://posts/..%2f..%2fwp-config.php', 'wordpress://posts/'],
};
