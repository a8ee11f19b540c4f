import type { Context } from '../context.ts';
import { latest } from '../store.ts';
import { isTitle, readTitle } from '../title.ts';
import { type ListResult, sorted } from './list.ts';

/** Pages whose titles begin with what somebody typed, in the namespace that it names (API:Prefixsearch). */
export function prefixSearch({ parameters, store }: Context): ListResult {
  const title = readTitle(parameters.text('pssearch') ?? '', store.namespaces);
  const offset = parameters.number('psoffset') ?? 0;
  const limit = parameters.limit('pslimit');
  const found = isTitle(title)
    ? sorted(store.pages.values()).filter(
        (page) => page.title.ns === title.ns && page.title.text.startsWith(title.text),
      )
    : [];
  const next = offset + limit;
  return {
    members: {
      prefixsearch: found
        .slice(offset, next)
        .map((page) => ({ ns: page.title.ns, title: page.title.text, pageid: page.id })),
    },
    ...(found.length > next ? { next: { psoffset: next } } : {}),
  };
}

/** Categories that pages are in, whether they have pages themselves or not (API:Allcategories). */
export function allCategories({ parameters, store }: Context): ListResult {
  const given = (parameters.text('acprefix') ?? '').replaceAll('_', ' ');
  const prefix = `${given.slice(0, 1).toUpperCase()}${given.slice(1)}`;
  const from = (parameters.text('accontinue') ?? '').replaceAll('_', ' ');
  const used = [...store.pages.values()].flatMap((page) =>
    store.references(latest(page)).categories.map(({ name }) => name),
  );
  const found = [...new Set(used)].toSorted().filter((name) => name.startsWith(prefix) && name >= from);
  const limit = parameters.limit('aclimit');
  const next = found[limit];
  return {
    members: { allcategories: found.slice(0, limit).map((category) => ({ category })) },
    ...(next === undefined ? {} : { next: { accontinue: next.replaceAll(' ', '_') } }),
  };
}
