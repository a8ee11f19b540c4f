import { type FuzzWords, learned, type Random } from '@crunchtools/mcp-core/testing';

const titles = [
  'Compost',
  'Beds',
  'Talk:Beds',
  'Watering',
  'User:Rana',
  'File:Shed plan.png',
  'No such page',
  'Bed#Two',
];

const texts = [
  "'''Hello''' [[Beds]]",
  '== One ==\ntext\n=== Two ===\n',
  '#REDIRECT [[Compost]]',
  '{{Notice|a}} [[Category:Garden]] ~~~~',
  '{| class="x"\n| a || b\n|}',
  '<nowiki><ref>',
];

const revision = (random: Random): string => learned('revision', random.below(200));

/** Makers of good values, by the names of arguments. */
const values: Readonly<Record<string, (random: Random) => string>> = {
  title: (random) => random.pick(titles),
  titles: (random) => random.pick(titles),
  to: (random) => random.pick([...titles, 'Moved', revision(random)]),
  from: revision,
  revision,
  in_category: (random) => random.pick(['Garden', 'Category:Garden', 'Nothing']),
  links_to: (random) => random.pick(titles),
  namespaces: (random) => random.pick(['main', 'talk', 'user_talk', 'nowhere']),
  user: (random) => random.pick(['Rana', 'Olu', '192.0.2.7']),
  name: (random) => random.pick(['Shed plan.png', 'Note.txt', 'x.exe']),
  content: (random) => random.pick(['bm90ZQ==', 'AAAA', 'not base64']),
  find: (random) => random.pick(['the', 'Compost', '== ', 'nowhere to be found']),
  query: (random) => random.pick(['compost', '"the bed"', 'intitle:x']),
  since: (random) => random.pick(['2026-01-01', '2026-11-20T10:00:00Z']),
};

export const words: FuzzWords = {
  valueOf(name, { type, pattern }, random) {
    if (type === 'integer')
      return name === 'revision' || name === 'from' || name === 'to' ? revision(random) : undefined;
    if (/^\^(?:chg_)?\[0-9a-f\]\{(?:8|16)\}\$$/u.test(pattern ?? '')) return undefined;
    return values[name]?.(random) ?? random.pick(texts);
  },
  freeNames: ['find', 'replace', 'all', 'text'],
  uris: ['mediawiki://pages/..%2f..%2fetc%2fpasswd', 'mediawiki://pages/'],
};
