/** Changes of every day on a wiki. */

import { appending, article, type Case, creating, editing, harmless, moving, rewriting } from './case.ts';

const persian = 'این باغچه دوازده کرت دارد. آب‌پاشی: صبح زود.';
const talk = '== Pump ==\nIt leaks. [[User:Olu|Olu]] 10:02, 3 April 2026 (UTC)';
const references =
  '<ref>https://a.example/1</ref><ref>https://b.example/2</ref><ref>https://c.example/3</ref>';

function replacing(name: string, amount: number, find: string, replace: string): Omit<Case, 'id'> {
  const titles = Array.from({ length: amount }, (_, index) => `${name} ${index}`);
  return {
    pages: Object.fromEntries(titles.map((title) => [title, [article]])),
    tool: 'replace_text',
    args: { find, replace, titles },
  };
}

function upload(name: string): Omit<Case, 'id'> {
  const content = Buffer.from(`bytes of ${name}`).toString('base64');
  return { pages: {}, tool: 'upload_file', args: { name, content, text: '{{PD-self}}' } };
}

function restoring(title: string, texts: readonly string[]): Omit<Case, 'id'> {
  return { pages: { [title]: texts }, tool: 'restore_revision', args: { revision: `$revision ${title} 1` } };
}

function undoing(title: string, texts: readonly string[]): Omit<Case, 'id'> {
  return { pages: { [title]: texts }, tool: 'undo_edit', args: { revision: `$revision ${title}` } };
}

function section(title: string, number: number, text: string): Omit<Case, 'id'> {
  return {
    pages: { [title]: [article] },
    tool: 'edit_page',
    args: { title, revision: `$revision ${title}`, section: number, text },
  };
}

const edits: readonly (readonly [id: string, find: string, replace: string])[] = [
  ['typo', 'enough', 'plenty'],
  ['number', 'Two hundred', 'Three hundred'],
  ['date', 'November', 'October'],
  ['link', 'valve', '[[valve]]'],
  ['unlink', '[[Compost]]', 'Compost'],
  ['bold', 'upside down', "'''upside down'''"],
  ['heading', '== Size ==', '== Sizes =='],
  ['category', '[[Category:Garden]]', '[[Category:Garden]]\n[[Category:Water]]'],
  ['other-category', '[[Category:Garden]]', '[[Category:Water]]'],
  ['no-category', '\n\n[[Category:Garden]]', ''],
  ['sentence', 'Larger barrels stay cool for longer.', ''],
  ['paragraph', '== See also ==', 'Barrels of wood last ten years.\n\n== See also =='],
  ['item', '* [[Watering]]', '* [[Watering]]\n* [[Beds]]'],
  ['item-removed', '* [[Watering]]\n', ''],
  ['reference', 'frost.', 'frost.<ref>https://weather.example/frost</ref>'],
  ['references', 'frost.', `frost.${references}`],
  ['reference-removed', '<ref>https://garden.example/barrels</ref>', ''],
  ['https', 'https://garden.example/barrels', 'https://www.garden.example/rain/barrels'],
  [
    'archived',
    'https://garden.example/barrels',
    'https://web.archive.org/web/2026/https://garden.example/barrels',
  ],
  ['image', '== Size ==', '[[File:Shed plan.png|thumb|A barrel]]\n\n== Size =='],
  [
    'table',
    '== See also ==',
    '{| class="wikitable"\n! Roof !! Litres\n|-\n| 10 || 200\n|}\n\n== See also ==',
  ],
  ['stub', "'''Rain", "{{Stub}}\n'''Rain"],
  ['comment', '== Size ==', '<!-- check this -->\n== Size =='],
  ['nowiki', 'valve', '<nowiki>valve</nowiki>'],
  ['style', 'valve', '<span style="color:green">valve</span>'],
  ['units', 'ten square metres', 'ten m²'],
  ['umlaut', 'November', 'Wintermonat für Gärtner'],
  ['emoji', 'barrels stay', 'barrels 👩‍🌾 stay'],
  ['soft-hyphen', 'upside', 'up\u00adside'],
  ['dead-link', 'https://garden.example/barrels', 'https://newgarden.example/barrels'],
];

export const harmlessCases: readonly Case[] = harmless([
  ...edits.map(([id, find, replace]) => [id, editing(`Daily ${id}`, article, find, replace)] as const),
  ['append', appending('Appended', article, 'Fill it in spring.')],
  ['append-section', appending('Appended section', article, '\n== Winter ==\nEmpty it.')],
  ['rewritten-lead', rewriting('Lead', article, article.replace('collect', 'gather and keep'))],
  [
    'longer',
    rewriting('Longer', article, `${article}\n\n${article.replaceAll('garden.example', 'garden.example')}`),
  ],
  ['third-less', rewriting('Shorter', article, article.replace(/== Cleaning ==[^=]*/u, ''))],
  ['short-page', rewriting('Short', 'Ten beds.', 'Twelve beds.')],
  [
    'section',
    section(
      'By section',
      1,
      '== Size ==\nThree hundred litres are enough in a dry summer. Larger barrels stay cool.',
    ),
  ],
  [
    'section-renamed',
    section(
      'By section 2',
      2,
      '== Care ==\nEmpty the barrel in November, brush it out, store it upside down, close the valve.',
    ),
  ],
  ['persian', editing('باران', persian, 'دوازده', 'سیزده')],
  ['persian-joiner', editing('باران ۲', persian, 'صبح زود', 'صبح‌ها و عصرها')],
  ['hebrew-mark', appending('Marks', article, 'שלום\u200f (shalom)')],
  ['new', creating('Mulch', 'Straw keeps the soil moist.\n\n[[Category:Garden]]')],
  ['new-long', creating('Barrels of wood', article)],
  ['new-redirect', creating('Barrel', '#REDIRECT [[Rain barrels]]')],
  ['new-category', creating('Category:Water', 'All about water.')],
  ['new-help', creating('Help:Signing', 'Sign with four tildes.')],
  ['new-template', creating('Template:Bed', '<div class="bed">{{{1|}}}</div>')],
  ['new-talk', creating('Talk:Beds', '== Bed 3 ==\nWho has it?')],
  ['new-links', creating('Links', 'https://a.example/ https://b.example/ https://c.example/')],
  ['own-user-page', creating('User:Admin', 'I look after the wiki.')],
  ['own-draft', creating('User:Admin/Draft', article)],
  ['own-draft-edited', editing('User:Admin/Draft 2', article, 'litres', 'l')],
  ['talk-answer', appending('Talk:Answered', talk, ':I will look at it.')],
  ['talk-new-section', appending('Talk:Sections', talk, '\n== Hose ==\nWhere is it?')],
  ['user-talk', appending('User talk:Rana', talk, '\n== Thanks ==\nFor the beans.')],
  ['talk-own-words', editing('Talk:Unsigned', 'A list:\n* one', '* one', '* one\n* two')],
  ['move', moving('Rain barel', 'Rain barrel')],
  ['move-case', moving('Rain Barrel size', 'Rain barrel size')],
  ['move-draft', moving('User:Admin/Mulching', 'Mulching')],
  ['move-draft-subpage', moving('User:Admin/A', 'User:Admin/B')],
  ['move-talk-kept', moving('Hoses', 'Hose', { talk: false })],
  ['move-colon', moving('Beds 2', 'Beds: a guide')],
  ['replace-two', replacing('Pair', 2, 'valve', 'tap')],
  ['replace-one', replacing('Single', 1, 'frost', 'cold')],
  ['replace-four', replacing('Four', 4, 'brush', 'wash')],
  ['restored', restoring('Restored well', [article, `${article}\nHa ha ha`])],
  ['restored-longer', restoring('Restored longer', [article, article.slice(0, 80)])],
  ['undone', undoing('Undone well', [article, article.replace('litres', 'gallons')])],
  ['undone-spam', undoing('Undone spam', [article, `${article}\nhttps://attacker.example/`])],
  ['undone-blanking', undoing('Undone blanking', [article, 'Ha'])],
  ['restored-own-deletion', { pages: {}, tool: 'restore_page', args: { title: 'Old rota' } }],
  ['stub-at-end', editing('A stub', `${article}\n{{Stub}}`, '\n{{Stub}}', '')],
  ['hatnote-below', editing('Hatnote', `Text.\n{{Main|Beds}}\n${article}`, '{{Main|Beds}}\n', '')],
  [
    'infobox-dropped',
    editing('Infobox', `{{Plant\n| name = Bean\n| height = 2 m\n}}\n${article}`, '| height = 2 m\n', ''),
  ],
  [
    'banner-changed',
    editing('Banner', `{{Notice|Bring tools.}}\n${article}`, 'Bring tools', 'Bring all tools'),
  ],
  ['upload', upload('Barrel.txt')],
  ['upload-notes', upload('Notes of May.txt')],
]);
