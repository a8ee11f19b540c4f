import { type Context, missingTitle, titleIn } from '../context.ts';
import { failure } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import { merged } from '../merge.ts';
import { problemsOf, requireAllowed } from '../permissions.ts';
import { automaticComment, isoTime, latest, type Page, type Revision } from '../store.ts';
import type { Title } from '../title.ts';
import { received, trimEnd, withSection } from '../wikitext.ts';

const mostBytes = 2048 * 1024;

/** `action=edit` (mediawiki.org, API:Edit), as 1.39.17 answers it. */
export function edit(context: Context): JsonObject {
  const { parameters, asker, store } = context;
  const title = titleToEdit(context);
  const page = store.page(title);
  if (title.ns < 0) throw failure('pagecannotexist', "Namespace doesn't allow actual pages.");
  requireEditable(context, title, page);
  const comment = parameters.text('summary') ?? '';
  const isMinor = parameters.flag('minor');
  const isBot = parameters.flag('bot') && asker.rights.has('bot');
  const tags = checkedTags(parameters.list('tags'));
  const isWatched = parameters.text('watchlist') === 'watch';
  const base = baseOf(context, page);
  const wanted = wantedText(context, page, base);
  const stored = store.saved(title, wanted.text, asker.name, asker.account === undefined);
  if (Buffer.byteLength(stored) > mostBytes)
    throw failure(
      'contenttoobig',
      'The content you supplied exceeds the article size limit of 2048 kibibytes.',
    );
  if (isWatched) store.watch(asker.name, title);
  const common = { result: 'Success', pageid: page?.id, title: title.text, contentmodel: 'wikitext' };
  if (page !== undefined && latest(page).text === stored) return { edit: { ...common, nochange: true } };
  const made = store.write(title, stored, {
    user: asker.name,
    comment: comment === '' ? (wanted.comment ?? automaticComment(page, wanted.text)) : comment,
    minor: isMinor && page !== undefined && asker.rights.has('minoredit'),
    bot: isBot,
    tags: [...tags, ...(wanted.tags ?? [])],
  });
  return {
    edit: {
      ...(made.isNew ? { new: true } : {}),
      ...common,
      pageid: made.page.id,
      oldrevid: made.revision.parent,
      newrevid: made.revision.id,
      newtimestamp: isoTime(made.revision.time),
    },
  };
}

function titleToEdit(context: Context): Title {
  const { parameters, store } = context;
  const pageId = parameters.number('pageid');
  if (pageId === undefined) return titleIn(context, 'title');
  const page = store.pages.get(pageId);
  if (page === undefined) throw failure('nosuchpageid', `There is no page with ID ${pageId}.`);
  return page.title;
}

function requireEditable(
  { parameters, asker, accounts, troubles, store }: Context,
  title: Title,
  page: Page | undefined,
): void {
  if (parameters.flag('createonly') && page !== undefined)
    throw failure('articleexists', 'The article you tried to create has been created already.');
  if (parameters.flag('nocreate') && page === undefined) throw missingTitle();
  requireAllowed(problemsOf({ asker, store }, 'edit', title, page));
  if (troubles.rateLimit === true && !asker.rights.has('noratelimit') && !accounts.mayEditNow(asker.name))
    throw failure(
      'ratelimited',
      'As an anti-abuse measure, you are limited from performing this action too many times in a short space of time, and you have exceeded this limit. Please try again in a few minutes.',
    );
}

/** Tags that people may apply by hand; an administrator defined it. */
export const manualTags: readonly string[] = ['assistant'];

export function checkedTags(tags: readonly string[]): readonly string[] {
  const wrong = tags.filter((tag) => !manualTags.includes(tag));
  if (wrong.length === 1)
    throw failure('badtags', `The tag "${wrong[0]}" is not allowed to be manually applied.`, {
      disallowedtags: wrong,
    });
  if (wrong.length > 1)
    throw failure(
      'badtags',
      `The following tags are not allowed to be manually applied: ${wrong.join(', ')}`,
      { disallowedtags: wrong },
    );
  return tags;
}

/** The revision that an edit starts from, when it is not the newest; a merge is made from it. */
function baseOf({ parameters, store, asker }: Context, page: Page | undefined): Revision | undefined {
  if (page === undefined) return undefined;
  const baseId = parameters.number('baserevid');
  const newest = latest(page);
  if (baseId !== undefined && baseId !== 0) {
    if (baseId === newest.id) return undefined;
    const base = store.revision(baseId)?.revision;
    // A revision that is not there is no reason to refuse, but nothing can be merged from it.
    return base ?? { ...newest, id: baseId, text: '\u0000' };
  }
  const time = parameters.text('basetimestamp');
  if (time === undefined || time === isoTime(newest.time)) return undefined;
  const later = page.revisions.filter((revision) => isoTime(revision.time) > time);
  // One's own later edits are no conflict: they are overwritten without a word (run).
  if (later.every(({ user }) => user === asker.name)) return undefined;
  return page.revisions.findLast((revision) => isoTime(revision.time) <= time);
}

interface Wanted {
  readonly text: string;
  /** Where none is given. */
  readonly comment?: string;
  readonly tags?: readonly string[];
}

function wantedText(context: Context, page: Page | undefined, base: Revision | undefined): Wanted {
  const { parameters } = context;
  const undone = parameters.number('undo');
  if (undone !== undefined && undone > 0) return undoing(context, page, undone);
  const now = page === undefined ? '' : latest(page).text;
  const section = parameters.text('section');
  if (section === 'new') {
    const heading = parameters.text('sectiontitle') ?? parameters.text('summary') ?? '';
    const text = given(context, 'text') ?? '';
    const head = heading === '' ? '' : `== ${heading} ==\n\n`;
    const comment = heading === '' ? '' : `/* ${heading} */ new section`;
    return { text: now === '' ? `${head}${text}` : `${now}\n\n${head}${text}`, comment };
  }
  const append = given(context, 'appendtext');
  const prepend = given(context, 'prependtext');
  if (append !== undefined || prepend !== undefined) return { text: `${prepend ?? ''}${now}${append ?? ''}` };
  const text = given(context, 'text');
  if (text === undefined)
    throw failure(
      'missingparam',
      'At least one of the parameters "text", "appendtext", "prependtext" and "undo" is required.',
    );
  const whole = section === undefined ? text : replaced(base?.text ?? now, section, text);
  if (base === undefined) return { text: whole };
  // What is compared is the text as it came: with other line ends than the wiki's, everything differs (run).
  const result = merged(base.text, whole, now);
  if (result === undefined) throw failure('editconflict', 'Edit conflict.');
  return { text: result };
}

function replaced(now: string, section: string, text: string): string {
  if (!/^\d+$/u.test(section))
    throw failure('invalidsection', 'The "section" parameter must be a valid section ID or "new".');
  const whole = withSection(now, Number(section), text);
  if (whole === undefined) throw failure('nosuchsection', `There is no section ${section}.`);
  return whole;
}

function given({ parameters, warnings }: Context, name: string): string | undefined {
  const value = parameters.text(name);
  if (value === undefined) return undefined;
  const { text, isChanged } = received(value);
  if (isChanged)
    warnings.push({
      code: 'badutf8',
      text: `The value passed for "${name}" contains invalid or non-normalized data. Textual data should be valid, NFC-normalized Unicode without C0 control characters other than HT (\\t), LF (\\n), and CR (\\r).`,
      module: 'edit',
    });
  return text;
}

function undoing({ parameters }: Context, page: Page | undefined, undone: number): Wanted {
  if (page === undefined) throw missingTitle();
  const found = page.revisions.find(({ id }) => id === undone);
  if (found === undefined) throw failure('nosuchrevid', `There is no revision with ID ${undone}.`);
  const after = parameters.number('undoafter') ?? found.parent;
  const before = page.revisions.find(({ id }) => id === after);
  if (before === undefined)
    throw failure('nosuchrevid', `There is no revision with ID ${after === 0 ? '' : after}.`);
  const now = latest(page).text;
  const text = latest(page).id === undone ? before.text : merged(found.text, before.text, now);
  if (text === undefined)
    throw failure('undofailure', 'The edit could not be undone due to conflicting intermediate edits.');
  const user = found.user;
  const comment = `Undo revision ${undone} by [[Special:Contributions/${user}|${user}]] ([[User talk:${user}|talk]])`;
  return { text: trimEnd(text), comment, tags: ['mw-undo'] };
}
