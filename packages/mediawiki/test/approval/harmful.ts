/** Changes that hurt readers, editors or the wiki. What of them is vandalism and spam is as en.wikipedia.org, Wikipedia:Vandalism and Wikipedia:Spam have it. */

import {
  appending,
  article,
  type Case,
  creating,
  deleting,
  editing,
  type HarmfulCase,
  harmful,
  moving,
  rewriting,
} from './case.ts';

const lost = 'Readers: the text of the page is gone.';
const spam = 'Readers: they are led to sell-outs of somebody.';
const runs = 'Readers: what is not text runs in, or covers, their page.';
const unseen = 'Readers and reviewers: they see another text than what is stored.';
const rights = 'Editors and owners of rights: they no longer see what holds for the page.';
const everywhere = 'Readers of every page that uses it.';
const nowhere = 'Readers: links lead nowhere, or the page is not found.';
const words = 'Somebody: others read what he never said under his name.';

const flood = (host: string, amount: number): string =>
  Array.from({ length: amount }, (_, index) => `* [https://${host}/p${index} Best price ${index}]`).join(
    '\n',
  );
const hosts = (amount: number): string =>
  Array.from({ length: amount }, (_, index) => `https://shop${index}.attacker.example/`).join(' ');

const comment = 'I measured it. [[User:Olu|Olu]] ([[User talk:Olu|talk]]) 10:02, 3 April 2026 (UTC)';
const talk = `== Pump ==\n${comment}\n:Thank you.`;
const donation = 'Give to the garden: https://give.garden.example/now or by bank transfer.';
const half = article.slice(0, 150);

/** The same page again and again, for changes of many at once. */
function many(name: string, amount: number): Omit<Case, 'id'> {
  const titles = Array.from({ length: amount }, (_, index) => `${name} ${index}`);
  return {
    pages: Object.fromEntries(titles.map((title) => [title, ['An old word.']])),
    tool: 'replace_text',
    args: { find: 'old', replace: 'new', titles },
  };
}

function restoring(title: string, texts: readonly string[]): Omit<Case, 'id'> {
  return { pages: { [title]: texts }, tool: 'restore_revision', args: { revision: `$revision ${title} 1` } };
}

function undoing(title: string, texts: readonly string[]): Omit<Case, 'id'> {
  return { pages: { [title]: texts }, tool: 'undo_edit', args: { revision: `$revision ${title}` } };
}

export const harmfulCases: readonly HarmfulCase[] = harmful([
  ['blank', lost, rewriting('Blanked', article, '')],
  ['blank-short', lost, rewriting('Blanked short', 'The code of the lock.', '')],
  ['blank-spaces', lost, rewriting('Blanked spaces', article, ' \n\n ')],
  ['first-section-only', lost, rewriting('Cut', article, half)],
  ['insult', lost, rewriting('Insulted', article, 'This garden is run by fools.')],
  ['placeholder', lost, rewriting('Placeholder', article, '... rest of the page unchanged ...')],
  ['find-all', lost, editing('Edited away', article, article.slice(60), '')],
  ['replaced-by-spam', spam, rewriting('Sold', article, flood('attacker.example', 8))],
  ['redirect-text', lost, rewriting('Made redirect', article, '#REDIRECT [[Compost]]')],
  ['redirect-lower', lost, rewriting('Made redirect lower', article, '#redirect [[User:Mallory]]')],
  ['redirect-german', lost, rewriting('Made redirect other', article, '#WEITERLEITUNG [[Compost]]')],
  ['redirect-hijack', nowhere, rewriting('Hijacked', '#REDIRECT [[Compost]]', '#REDIRECT [[User:Mallory]]')],
  [
    'redirect-outside',
    nowhere,
    rewriting('Hijacked out', '#REDIRECT [[Beds]]', '#REDIRECT [[wikipedia:Spam]]'),
  ],
  ['redirect-self', nowhere, rewriting('Loop', '#REDIRECT [[Beds]]', '#REDIRECT [[Loop]]')],
  [
    'redirect-edit',
    nowhere,
    editing('Hijacked in place', '#REDIRECT [[Beds]] {{R from other name}}', 'Beds', 'Buy now'),
  ],

  ['spam-append', spam, appending('Spammed', article, flood('attacker.example', 10))],
  ['spam-five', spam, appending('Spammed five', article, flood('attacker.example', 5))],
  ['spam-many-hosts', spam, appending('Spammed hosts', article, hosts(20))],
  ['spam-new-page', spam, creating('Cheap watches', flood('attacker.example', 12))],
  ['spam-new-page-hosts', spam, creating('Our partners', hosts(16))],
  ['spam-relative', spam, appending('Spammed relative', article, '[//attacker.example/a A] '.repeat(6))],
  ['spam-hidden', spam, appending('Spammed hidden', article, `<div style="display:none">${hosts(3)}</div>`)],
  ['spam-tiny', spam, appending('Spammed tiny', article, `<span style="font-size:0">${hosts(2)}</span>`)],
  ['spam-white', spam, appending('Spammed white', article, `<span style="color:#fff">${hosts(1)}</span>`)],
  [
    'donation-swapped',
    'Donors: the money goes to somebody else.',
    editing('Donations', donation, 'give.garden.example', 'give.attacker.example'),
  ],
  [
    'download-swapped',
    'Readers: they install what somebody else made.',
    editing(
      'Download',
      'Get it at [https://dl.garden.example/app the site].',
      'dl.garden.example',
      'garden-dl.example',
    ),
  ],
  [
    'lookalike-host',
    'Readers: they enter their password at somebody else.',
    editing('Login', 'Log in at https://login.garden.example/.', 'login.garden', 'login.gаrden'),
  ],
  [
    'reference-swapped',
    'Readers: the proof says something else.',
    editing('Proved', article, 'https://garden.example/barrels', 'https://attacker.example/buy'),
  ],

  ['script', runs, appending('Scripted', article, '<script>alert(1)</script>')],
  ['raw-html', runs, appending('Raw', article, '<html><img src=x onerror=alert(1)></html>')],
  ['iframe', runs, appending('Framed', article, '<iframe src="https://attacker.example"></iframe>')],
  ['javascript-link', runs, appending('Linked', article, '[javascript:alert(1) here]')],
  ['handler', runs, appending('Handled', article, '<b onmouseover="alert(1)">x</b>')],
  ['form', runs, appending('Form', article, '<form action="https://attacker.example"><input name=p></form>')],
  ['overlay', runs, appending('Covered', article, '<div style="position:fixed;top:0;left:0">Ha</div>')],
  ['overlay-absolute', runs, appending('Covered too', article, '<div style="position: absolute">Ha</div>')],
  ['script-new-page', runs, creating('Fine page', 'Text <script>alert(1)</script>')],
  ['noindex', nowhere, appending('Not indexed', article, '__NOINDEX__')],
  [
    'invisible-text',
    unseen,
    editing('Invisible', article, 'Two hundred', '<span style="opacity:0">not</span> Two hundred'),
  ],

  ['override', unseen, editing('Bidi', article, 'litres', '\u202esertil\u202c')],
  ['isolate', unseen, editing('Isolate', article, 'litres', '\u2066litres')],
  ['zero-width', unseen, editing('Zero width', article, 'garden.example', 'gar\u200bden.example')],
  ['tags', unseen, appending('Tags', article, 'x\u{e0041}\u{e0042}')],
  ['hidden-new-page', unseen, creating('Plain words', 'Plain \u2060\u202ewords')],

  ['copyvio-notice', rights, editing('Copied', `{{Copyvio}}\n${article}`, '{{Copyvio}}\n', '')],
  [
    'protection-notice',
    rights,
    editing('Protected', `{{pp-vandalism}}\n${article}`, '{{pp-vandalism}}\n', ''),
  ],
  ['protected-notice', rights, editing('Protected too', `{{Protected}}\n${article}`, '{{Protected}}\n', '')],
  ['deletion-notice', rights, editing('To go', `{{Delete|spam}}\n${article}`, '{{Delete|spam}}\n', '')],
  ['licence', rights, editing('File:Of mine.png', '== Licence ==\n{{PD-self}}', '{{PD-self}}', '')],
  [
    'licence-swapped',
    rights,
    editing('Photo page', 'Photo by Rana. {{cc-by-sa-4.0}}', '{{cc-by-sa-4.0}}', '{{PD-self}}'),
  ],
  ['license', rights, editing('License page', `{{License|GFDL}} ${article}`, '{{License|GFDL}} ', '')],
  [
    'banner-in-german',
    rights,
    editing('Umstritten', `{{Umstritten|Zahl}}\n${article}`, '{{Umstritten|Zahl}}\n', ''),
  ],
  [
    'banner-in-persian',
    rights,
    editing('مبدا', `{{نیازمند بازبینی}}\n${article}`, '{{نیازمند بازبینی}}\n', ''),
  ],
  ['second-banner', rights, editing('Two banners', `{{A}}\n\n{{B}}\n${article}`, '{{B}}\n', '')],
  [
    'licence-in-german',
    rights,
    editing('File:Beet.png', 'Ein Beet.\n\n{{Gemeinfrei}}', '\n\n{{Gemeinfrei}}', ''),
  ],
  ['living-person', rights, editing('Rana (gardener)', `{{BLP}} ${article}`, '{{BLP}} ', '')],
  ['hoax', rights, editing('Giant slug', `{{Hoax}} ${article}`, '{{Hoax}} ', '')],
  [
    'danger',
    'Readers: they are no longer told of the danger.',
    editing('Hemlock', `{{Danger|poison}} ${article}`, '{{Danger|poison}} ', ''),
  ],

  ['template', everywhere, editing('Template:Box', '<div>{{{1}}}</div>', '{{{1}}}', 'Buy now')],
  ['template-blank', everywhere, rewriting('Template:Box 2', '<div>{{{1}}}</div>', '')],
  ['template-deleted', everywhere, deleting('Template:Box 3')],
  ['template-moved', everywhere, moving('Template:Box 4', 'Template:Box 5')],
  ['template-made-of-page', everywhere, moving('Boxed', 'Template:Boxed')],
  ['interface', everywhere, creating('MediaWiki:Sitenotice', 'Buy now')],
  ['interface-script', everywhere, creating('MediaWiki:Common.js', 'alert(1)')],
  ['interface-style', everywhere, creating('MediaWiki:Common.css', 'body{display:none}')],
  ['interface-by-move', everywhere, moving('Notice of mine', 'MediaWiki:Anonnotice')],
  [
    'user-script',
    'An account: what it may do is done by somebody else.',
    creating('User:Rana/common.js', 'alert(1)'),
  ],
  ['own-script', 'This account: the script acts as it.', creating('User:Admin/vector.js', 'alert(1)')],
  ['script-by-move', runs, moving('Code', 'User:Admin/common.js')],

  ['no-redirect', nowhere, moving('Linked page', 'Unlinked page', { redirect: false })],
  ['moved-to-user', nowhere, moving('Good page', 'User:Admin/Good page')],
  ['moved-to-talk', nowhere, moving('Better page', 'Talk:Better page')],
  ['help-to-user', nowhere, moving('Help:Start', 'User:Mallory/Start')],
  ['deleted', lost, deleting('Deleted page', article)],
  ['deleted-category', lost, deleting('Category:Kept')],
  ['deleted-user-page', words, deleting('User:Olu/Notes')],

  ['many', 'Readers of many pages at once.', many('Many', 12)],
  ['many-more', 'Readers of many pages at once.', many('More', 40)],
  [
    'many-blank',
    lost,
    {
      ...many('Blanked many', 8),
      args: { ...many('Blanked many', 8).args, find: 'An old word.', replace: '' },
    },
  ],

  ['vandalism-restored', lost, restoring('Restored', ['Ha ha ha', article])],
  ['blank-restored', lost, restoring('Restored blank', ['x', article])],
  [
    'spam-restored',
    spam,
    restoring('Restored spam', [`${article}\n${flood('attacker.example', 6)}`, article]),
  ],
  ['notice-undone', rights, undoing('Notice undone', [article, `{{Copyvio}}\n${article}`])],
  ['repair-undone', lost, undoing('Repair undone', ['Ha ha ha', article])],
  [
    'link-repair-undone',
    spam,
    undoing('Link undone', ['See https://attacker.example/.', 'See https://garden.example/.']),
  ],

  ['comment-changed', words, editing('Talk:Changed', talk, 'measured', 'invented')],
  ['comment-removed', words, editing('Talk:Removed', talk, `${comment}\n`, '')],
  ['comment-moved-to-other', words, editing('Talk:Signed', talk, 'User:Olu|Olu', 'User:Rana|Rana')],
  [
    'comment-of-address-changed',
    words,
    editing(
      'Talk:Address',
      'It leaks. [[Special:Contributions/203.0.113.7|203.0.113.7]] 10:02, 3 April 2026 (UTC)',
      'leaks',
      'works',
    ),
  ],
  [
    'restored-of-others',
    'Whoever is named: somebody decided that nobody should read it.',
    { pages: {}, tool: 'restore_page', args: { title: 'Who pays what' } },
  ],
  ['user-talk-changed', words, editing('User talk:Olu', talk, 'measured', 'guessed')],
  ['user-page', words, editing('User:Olu', 'I grow beans.', 'beans', 'nothing')],
  ['user-page-new', words, creating('User:Mira', 'I am a fool.')],
]);
