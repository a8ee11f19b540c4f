import type { Context } from './context.ts';
import { Failure, type Problem } from './failure.ts';
import type { Page } from './store.ts';
import type { Title } from './title.ts';

/** What a person may want of a page (API:Info, intestactions). */
export type Action = 'edit' | 'create' | 'move' | 'delete' | 'undelete' | 'upload' | 'reupload';

const interfaceText =
  'This page provides interface text for the software on this wiki, and is protected to prevent abuse. To add or change translations for all wikis, please use [https://translatewiki.net/ translatewiki.net], the MediaWiki localisation project.';
const cantCreate: Problem = {
  code: 'cantcreate',
  text: 'You do not have permission to create new pages.',
};

/** Why somebody may not do something to a page, in the order in which MediaWiki looks; none when they may. */
export function problemsOf(
  context: Pick<Context, 'asker' | 'store'>,
  action: Action,
  title: Title,
  page: Page | undefined,
): readonly Problem[] {
  const { rights } = context.asker;
  const isProtected = title.ns === 8 && action !== 'create' && !rights.has('editinterface');
  return [
    ...rightProblems(context, action, title),
    ...(isProtected ? [{ code: 'protectednamespace-interface', text: interfaceText }] : []),
    ...(action === 'edit' && page === undefined && !mayCreate(context, title) ? [cantCreate] : []),
    ...(action === 'undelete' ? undeleteProblems(context, title, page) : []),
  ];
}

/** @throws {Failure} with all that keeps somebody from it. */
export function requireAllowed(...found: readonly (readonly Problem[])[]): void {
  const problems = new Map(found.flat().map((problem) => [`${problem.code} ${problem.text}`, problem]));
  if (problems.size > 0) throw new Failure(...problems.values());
}

function mayCreate({ asker }: Pick<Context, 'asker'>, { ns }: Title): boolean {
  return asker.rights.has(ns % 2 === 1 ? 'createtalk' : 'createpage');
}

function rightProblems(
  context: Pick<Context, 'asker' | 'store'>,
  action: Action,
  title: Title,
): readonly Problem[] {
  const { rights } = context.asker;
  if (action === 'create') return mayCreate(context, title) ? [] : [cantCreate];
  if (action === 'move')
    return [
      ...(title.ns === 6 && !rights.has('movefile')
        ? [{ code: 'cantmovefile', text: 'You do not have permission to move files.' }]
        : []),
      ...(rights.has('move')
        ? []
        : [{ code: 'cantmove', text: 'You do not have permission to move pages.' }]),
    ];
  return rights.has(action) ? [] : [denied(context, action)];
}

function denied({ store }: Pick<Context, 'store'>, action: Action): Problem {
  const administrators = `[[${store.siteName}:Administrators|Administrators]]`;
  const users = `[[${store.siteName}:Users|Users]]`;
  const groups = {
    edit: `one of the groups: *, ${users}`,
    upload: `one of the groups: ${users}, ${administrators}`,
    reupload: `one of the groups: ${users}, ${administrators}`,
  };
  const named = new Map<string, string>(Object.entries(groups)).get(action);
  const text = `The action you have requested is limited to users in ${named ?? `the group: ${administrators}`}.`;
  return { code: 'permissiondenied', text };
}

function undeleteProblems(
  context: Pick<Context, 'asker' | 'store'>,
  title: Title,
  page: Page | undefined,
): readonly Problem[] {
  const cannot = 'You cannot undelete this page as ';
  const isEditable = problemsOf(context, 'edit', title, page).every(({ code }) => code === 'cantcreate');
  return [
    ...(isEditable
      ? []
      : [{ code: 'undelete-cantedit', text: `${cannot}you are not allowed to edit this page.` }]),
    ...(page === undefined && !mayCreate(context, title)
      ? [
          {
            code: 'undelete-cantcreate',
            text: `${cannot}there is no existing page with this name and you are not allowed to create this page.`,
          },
        ]
      : []),
  ];
}
