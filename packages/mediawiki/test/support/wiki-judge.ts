import { type Episode, outcomesOf, type Told } from '@crunchtools/mcp-core/testing';
import { otherName } from './backend.ts';
import type { RivalAct } from './wiki-rival.ts';
import type { Kept, Logged, Truth } from './wiki-truth.ts';

/** Something that the account of the server did, as the wiki tells it. */
type Effect =
  | { readonly kind: 'text'; readonly revision: Kept }
  | { readonly kind: 'log'; readonly entry: Logged };

type WikiEpisode = Episode<Truth, RivalAct, never>;

const ownName = 'Admin';

/** @returns what is wrong with an answer, held against what the wiki says happened. */
export function wrongIn(episode: WikiEpisode): string | undefined {
  const { before, after } = episode;
  return strangers(before, after) ?? mismatch(episode) ?? lostEdit(episode);
}

function strangers(before: Truth, after: Truth): string | undefined {
  const known = new Set([ownName, otherName]);
  const wrong = [...fresh(before, after), ...freshLog(before, after)].find(({ user }) => !known.has(user));
  return wrong === undefined
    ? undefined
    : `neither the account nor the other editor: ${JSON.stringify(wrong)}`;
}

function fresh(before: Truth, after: Truth): readonly Kept[] {
  const newest = Math.max(0, ...before.revisions.keys());
  return [...after.revisions.values()].filter(({ id }) => !before.revisions.has(id) && id > newest);
}

function freshLog(before: Truth, after: Truth): readonly Logged[] {
  const newest = before.log[0]?.id ?? 0;
  return after.log.filter(({ id }) => id > newest);
}

/** Creations are in the log, too; a move and an upload make revisions by themselves, and a move may delete a redirect. */
function effectsOf({ before, after }: WikiEpisode): readonly Effect[] {
  const texts = fresh(before, after)
    .filter(({ user, comment }) => user === ownName && !comment.startsWith('Admin moved page [['))
    .map((revision): Effect => ({ kind: 'text', revision }));
  const wanted = /^(?:delete\/(?:delete|restore)|move\/move|move\/move_redir|upload\/\w+)$/u;
  const logged = freshLog(before, after)
    .filter(({ user, what }) => user === ownName && wanted.test(what))
    .map((entry): Effect => ({ kind: 'log', entry }));
  return [...texts, ...logged];
}

/** Each change that is told as applied has one effect, each effect was told, and of unknown ones it may be either. */
function mismatch(episode: WikiEpisode): string | undefined {
  const { answer } = episode;
  const left = [...effectsOf(episode)];
  const take = (claim: Told): boolean => {
    const found = left.findIndex((effect) => fits(effect, claim));
    if (found >= 0) left.splice(found, 1);
    return found >= 0;
  };
  const { applied, unknown } = outcomesOf(answer);
  for (const claim of applied)
    if (!take(claim)) return `told as applied, and was not: ${JSON.stringify(claim)}`;
  for (const claim of unknown) take(claim);
  return left.length === 0 ? undefined : `was done, and not told: ${JSON.stringify(left)}`;
}

function fits(effect: Effect, { action, resource, before, after, outcome }: Told): boolean {
  if (effect.kind === 'text')
    return (
      resource === 'page' &&
      action !== 'delete' &&
      // What the wiki merged of a write without an answer, nobody has told the server.
      (outcome === 'unknown' || effect.revision.text === shown(after?.['text']))
    );
  const { what, title } = effect.entry;
  if (resource === 'page_title') return what.startsWith('move/') && title === before?.['title'];
  const name = String((after ?? before)?.[resource === 'file' ? 'name' : 'title']);
  if (title !== (resource === 'file' ? `File:${name}` : name)) return false;
  if (action === 'delete') return what === 'delete/delete';
  if (action === 'create' && what === 'delete/restore') return true;
  return resource === 'file' && what.startsWith('upload/');
}

/** Answers show line ends and hidden characters as escapes. */
function shown(value: unknown): string {
  return String(value).replaceAll(/\\u\{([0-9a-f]+)\}/gu, (_, digits: string) =>
    String.fromCodePoint(Number.parseInt(digits, 16)),
  );
}

/**
 * What the other editor wrote after the version that a change was planned from stands in what the account wrote after it,
 * and nothing that they wrote is gone from the history.
 */
function lostEdit({ answer, before, after, happenings }: WikiEpisode): string | undefined {
  const news = fresh(before, after);
  const acts = happenings.flatMap((each) => (each.kind === 'act' ? [each.act] : []));
  for (const { kind, marker } of acts) {
    if (kind !== 'edit' && kind !== 'create') continue;
    const written = [...after.revisions.values()].find(
      ({ user, text }) => user === otherName && text.includes(marker),
    );
    if (written === undefined) return `${marker} is gone from the history`;
    for (const claim of answer.changes) {
      if (claim.version === undefined || claim.resource !== 'page' || Number(claim.version) >= written.id)
        continue;
      const own = news.find(
        ({ id, user, text, page }) =>
          user === ownName &&
          id > written.id &&
          page === written.page &&
          text === shown(claim.after?.['text']),
      );
      if (own !== undefined && !own.text.includes(marker)) return `${marker} was written over by ${own.id}`;
    }
  }
  return undefined;
}
