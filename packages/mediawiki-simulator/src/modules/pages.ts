import { type Context, missingTitle, requireAdministrator, titleIn } from '../context.ts';
import { Failure, failure } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import { problemsOf, requireAllowed } from '../permissions.ts';
import type { Page } from '../store.ts';
import type { Title } from '../title.ts';
import { checkedTags } from './edit.ts';

/** `action=move` (mediawiki.org, API:Move). */
export function move(context: Context): JsonObject {
  const { parameters, asker, store } = context;
  const from = titleIn(context, 'from');
  const to = titleIn(context, 'to');
  const comment = parameters.text('reason') ?? '';
  checkedTags(parameters.list('tags'));
  const page = store.page(from);
  if (page === undefined) throw missingTitle();
  requireAllowed(
    problemsOf(context, 'move', from, page),
    problemsOf(context, 'edit', from, page),
    problemsOf(context, 'edit', to, store.page(to)),
  );
  const edit = { user: asker.name, comment };
  const redirect = !(parameters.flag('noredirect') && asker.rights.has('suppressredirect'));
  const isOver = requireFree(context, from, to);
  store.move(page, to, edit, redirect);
  const moved: Record<string, string | boolean | readonly JsonObject[]> = {
    from: from.text,
    to: to.text,
    reason: comment,
    redirectcreated: redirect,
    moveoverredirect: isOver,
  };
  if (parameters.flag('movetalk')) Object.assign(moved, movedTalk(context, from, to, redirect));
  if (parameters.flag('movesubpages')) moved['subpages'] = movedSubpages(context, from, to, redirect);
  return { move: moved };
}

/** @returns whether there is a redirect at the target which does nothing but lead to the page: it makes room. */
function requireFree({ store }: Context, from: Title, to: Title): boolean {
  if (from.text === to.text)
    throw failure('selfmove', 'The title is the same; cannot move a page over itself.');
  if ((from.ns === 6) !== (to.ns === 6))
    throw failure(
      from.ns === 6 ? 'imagenocrossnamespace' : 'nonfile-cannot-move-to-file',
      from.ns === 6 ? 'Cannot move file to non-file namespace.' : 'Cannot move non-file to file namespace.',
    );
  if (store.isRedirectOnly(to, from)) return true;
  if (store.page(to) !== undefined)
    throw failure(
      'articleexists',
      `A page already exists at [[:${to.text}]], or the page name you have chosen is not valid. Please choose another name.`,
    );
  return false;
}

function talkOf({ store }: Context, title: Title): Title | undefined {
  if (title.ns < 0 || title.ns % 2 === 1) return undefined;
  const space = store.namespaces.find(({ id }) => id === title.ns + 1);
  const name = title.ns === 0 ? title.text : title.text.slice(title.text.indexOf(':') + 1);
  return space === undefined ? undefined : { ns: space.id, text: `${space.name}:${name}` };
}

function movedTalk(context: Context, from: Title, to: Title, redirect: boolean): JsonObject {
  const [talk, target] = [talkOf(context, from), talkOf(context, to)];
  const page = talk === undefined ? undefined : context.store.page(talk);
  if (page === undefined || talk === undefined || target === undefined) return {};
  if (context.store.page(target) !== undefined)
    return {
      'talkmove-errors': [
        {
          code: 'articleexists',
          text: `A page already exists at [[:${target.text}]], or the page name you have chosen is not valid. Please choose another name.`,
        },
      ],
    };
  const comment = context.parameters.text('reason') ?? '';
  context.store.move(page, target, { user: context.asker.name, comment }, redirect);
  return { talkfrom: talk.text, talkto: target.text, talkmoveoverredirect: false };
}

function movedSubpages(context: Context, from: Title, to: Title, redirect: boolean): readonly JsonObject[] {
  const { store, asker, parameters } = context;
  const subpages = [...store.pages.values()].filter((page: Page) =>
    page.title.text.startsWith(`${from.text}/`),
  );
  return subpages.map((page) => {
    const old = page.title;
    const fresh = { ns: to.ns, text: `${to.text}${old.text.slice(from.text.length)}` };
    if (store.page(fresh) !== undefined)
      return { from: old.text, errors: [{ code: 'articleexists', text: 'exists' }] };
    store.move(page, fresh, { user: asker.name, comment: parameters.text('reason') ?? '' }, redirect);
    return { from: old.text, to: fresh.text };
  });
}

/** `action=delete` (mediawiki.org, API:Delete). */
export function remove(context: Context): JsonObject {
  const { parameters, asker, store } = context;
  const pageId = parameters.number('pageid');
  const page = pageId === undefined ? store.page(titleIn(context, 'title')) : store.pages.get(pageId);
  if (page === undefined) {
    if (pageId !== undefined) throw failure('nosuchpageid', `There is no page with ID ${pageId}.`);
    throw missingTitle();
  }
  requireAdministrator(context, 'delete');
  checkedTags(parameters.list('tags'));
  const reason = parameters.text('reason') ?? '';
  const entry = store.remove(page, { user: asker.name, comment: reason });
  return { delete: { title: page.title.text, reason, logid: entry.id } };
}

/** `action=undelete` (mediawiki.org, API:Undelete). */
export function undelete(context: Context): JsonObject {
  const { parameters, asker, store } = context;
  const title = titleIn(context, 'title');
  requireAdministrator(context, 'undelete');
  const reason = parameters.text('reason') ?? '';
  checkedTags(parameters.list('tags'));
  const done = store.bringBack(title, { user: asker.name, comment: reason });
  if (done === undefined)
    throw new Failure(
      { code: 'undelete-no-results', text: 'No matching pages found in the deletion archive.' },
      {
        code: 'cantundelete',
        text: "Couldn't undelete: the requested revisions may not exist, or may have been undeleted already.",
      },
    );
  return { undelete: { title: title.text, revisions: done.revisions, fileversions: done.files, reason } };
}
