import { ConflictError, InputError, type PlannedChanges, textDifference } from '@crunchtools/mcp-core';
import { withNotes } from '../../note.ts';
import type { Services } from '../../services.ts';
import { requireAble } from './able.ts';
import type { Page } from './api.ts';
import { textChange } from './change.ts';
import { mayExpand, storable } from './stored.ts';

/** The exact text that a save would leave, as far as it can be known before. */
export async function toStore(
  title: string,
  text: string,
  services: Services,
): Promise<{ readonly text: string; readonly notes: readonly string[] }> {
  const { text: stored, notes } = storable(text);
  if (!mayExpand(stored)) return { text: stored, notes };
  const expanded = await services.pages.stored(title, stored);
  // A signature holds the minute in which the page is saved: what is sent is what was written.
  if (expanded === stored) return { text: stored, notes };
  return {
    text: stored,
    notes: [
      ...notes,
      'The wiki expands signatures, subst: or pipe tricks in the text when it saves it; preview_page shows how.',
    ],
  };
}

/**
 * The change of one page's text. A text that is there already is no change.
 * @throws {InputError} for a page that is no text of people. @throws {PermissionError} when the account may not edit it.
 */
export async function textPlan(page: Page, wanted: string, services: Services): Promise<PlannedChanges> {
  const scope = await services.namespaces.require(page.ns);
  requireAble(page);
  const { text, notes } = await toStore(page.title, wanted, services);
  if (text === page.text) return { changes: [], warnings: ['The page has that text already.'] };
  return { changes: [textChange(scope, page, text)], warnings: withNotes(notes, services.note) };
}

/** @throws {ConflictError} when somebody edited the page since that revision, with what changed. */
export async function requireRevision(page: Page, revision: number, { pages }: Services): Promise<void> {
  if (page.revision.id === revision) return;
  const { id, user, time, comment } = page.revision;
  const base = revision < id ? await pages.atRevision(revision) : undefined;
  if (base?.id !== page.id)
    throw new InputError(`Revision ${revision} is not one of this page; its newest is ${id}.`, {
      nextStep: 'Read the page again: get_page has its present revision.',
    });
  throw new ConflictError(
    `The page was edited since revision ${revision}. Its newest is ${id}, of ${time}. Nothing was changed.`,
    {
      nextStep: 'Look at what changed, read the page again, and make the edit from its present revision.',
      quotes: true,
      details: {
        revision: id,
        user: user ?? null,
        comment: comment ?? null,
        difference: textDifference(base.text, page.text).slice(0, mostLines),
      },
    },
  );
}

/** As many lines of a conflict are shown: compare_revisions has the others. */
const mostLines = 100;
