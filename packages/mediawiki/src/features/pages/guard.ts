import type { Change, Guard, GuardReason, JsonObject } from '@crunchtools/mcp-core';

interface Rule extends Guard {
  readonly text: string;
  readonly applies: (change: Change, before: string, after: string) => boolean;
}

/** A page this long, in characters, has something to lose. */
const longPage = 200;

const rules: readonly Rule[] = [
  {
    id: 'page.loss',
    asked: 'An edit that blanks a page, or takes more than half of a page of 200 or more characters away.',
    why: 'A text that was cut, or read in part and written back, looks like this.',
    example: 'edit_page with text that has only the first section',
    text: 'It takes most of the page away.',
    applies: ({ action }, before, after) =>
      action === 'update' &&
      ((before !== '' && after === '') || (before.length >= longPage && after.length < before.length / 2)),
  },
  {
    id: 'page.redirect',
    asked: 'A page of text that becomes a redirect.',
    why: 'Readers no longer reach the text.',
    example: 'edit_page with text "#REDIRECT [[Main Page]]"',
    text: 'It makes a redirect of a page with text.',
    applies: ({ action }, before, after) =>
      action === 'update' && /^\s*#/u.test(after) && !/^\s*#/u.test(before) && /^\s*#[^\n]*\[\[/u.test(after),
  },
  {
    id: 'page.code',
    asked: 'Pages of the interface of the wiki, scripts and styles.',
    why: 'They run in, or are shown to, the browser of every reader.',
    example: 'edit_page of MediaWiki:Common.js',
    text: 'It is code or text of the interface, which every reader gets.',
    applies: ({ scope, before, after }) =>
      scope.id === '8' || /\.(?:js|css|json)$/u.test(textIn(after ?? before, 'title')),
  },
  {
    id: 'page.template',
    asked: 'Changes of templates and modules that exist.',
    why: 'They show on every page that uses them.',
    example: 'edit_page of Template:Notice',
    text: 'It is a template or a module: every page that uses it changes.',
    applies: ({ action, scope }) => action === 'update' && (scope.id === '10' || scope.id === '828'),
  },
];

export const pageGuards: readonly Guard[] = rules.map(({ id, asked, why, example }) => ({
  id,
  asked,
  why,
  example,
}));

/** Why a change of a page is asked about; nothing for an ordinary one. */
export function pageReasons(change: Change): readonly GuardReason[] {
  const [before, after] = [change.before, change.after].map((state) => textIn(state, 'text'));
  return rules
    .filter(({ applies }) => applies(change, before ?? '', after ?? ''))
    .map(({ id, text }) => ({ guard: id, text, kind: 'value' }));
}

function textIn(state: JsonObject | undefined, name: string): string {
  const value = state?.[name];
  return typeof value === 'string' ? value : '';
}
