import type { Context } from '../context.ts';
import type { JsonObject } from '../json.ts';
import { isoTime, type LogEntry, type RecentChange, stamp } from '../store.ts';
import type { Title } from '../title.ts';
import type { ListResult } from './list.ts';

export function namespacesWanted({ parameters }: Context, name: string): (title: Title) => boolean {
  const wanted = parameters.list(name);
  if (wanted.length === 0 || wanted.includes('*')) return () => true;
  return ({ ns }) => wanted.includes(String(ns));
}

export function recentChanges(context: Context): ListResult {
  const { parameters, store } = context;
  parameters.text('rcprop');
  const user = parameters.text('rcuser');
  const tag = parameters.text('rctag');
  const types = parameters.list('rctype');
  const show = parameters.list('rcshow');
  const end = parameters.text('rcend');
  const isIn = namespacesWanted(context, 'rcnamespace');
  const from = Number(parameters.text('rccontinue')?.split('|')[1] ?? Number.POSITIVE_INFINITY);
  const found = store.recent.toReversed().filter((change) => {
    const isShown = !(show.includes('!bot') && change.bot) && !(show.includes('!minor') && change.minor);
    return (
      change.id <= from &&
      isShown &&
      isIn(change.title) &&
      (user === undefined || change.user === user) &&
      (tag === undefined || change.tags.includes(tag)) &&
      (types.length === 0 || types.includes(change.type)) &&
      (end === undefined || isoTime(change.time) >= end)
    );
  });
  const limit = parameters.limit('rclimit');
  const next = found[limit];
  return {
    members: { recentchanges: found.slice(0, limit).map((change) => shownChange(change)) },
    ...(next === undefined ? {} : { next: { rccontinue: `${stamp(next.time)}|${next.id}` } }),
  };
}

export function shownChange(change: RecentChange): JsonObject {
  return {
    type: change.type,
    ns: change.title.ns,
    title: change.title.text,
    pageid: change.page,
    revid: change.revision,
    old_revid: change.oldRevision,
    rcid: change.id,
    user: change.user,
    bot: change.bot,
    new: change.type === 'new',
    minor: change.minor,
    oldlen: change.oldLength,
    newlen: change.newLength,
    timestamp: isoTime(change.time),
    comment: change.comment,
    tags: change.tags,
    ...(change.log === undefined
      ? {}
      : {
          logid: change.log.id,
          logtype: change.log.type,
          logaction: change.log.action,
          logparams: paramsOf(change.log),
        }),
  };
}

export function paramsOf({ params: { target, suppressesRedirect = false, count } }: LogEntry): JsonObject {
  return {
    ...(target === undefined
      ? {}
      : { target_ns: target.ns, target_title: target.text, suppressredirect: suppressesRedirect }),
    ...(count === undefined ? {} : { count: { ...count } }),
  };
}
