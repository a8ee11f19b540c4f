import type { Context } from '../context.ts';
import { failure } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import { isoTime, latest, type Page } from '../store.ts';
import type { Title } from '../title.ts';
import { type ListResult, sorted } from './list.ts';

/** Reports that are made from the pages as they are. */
export function queryPage({ parameters, store }: Context): ListResult {
  const name = parameters.text('qppage') ?? '';
  const pages = sorted(store.pages.values());
  const isArticle = (page: Page): boolean =>
    page.title.ns === 0 && store.references(latest(page)).redirect === undefined;
  const linked = new Set(
    pages.flatMap((page) => [
      ...store.references(latest(page)).links.map(({ text }) => text),
      ...store.references(latest(page)).templates.map(({ text }) => text),
    ]),
  );
  const reports: Readonly<Record<string, () => readonly JsonObject[]>> = {
    Lonelypages: () => pages.filter((page) => isArticle(page) && !linked.has(page.title.text)).map(plain),
    Uncategorizedpages: () =>
      pages
        .filter((page) => isArticle(page) && store.references(latest(page)).categories.length === 0)
        .map(plain),
    Deadendpages: () =>
      pages.filter((page) => isArticle(page) && store.references(latest(page)).links.length === 0).map(plain),
    Shortpages: () =>
      pages
        .filter(isArticle)
        .toSorted((a, b) => latest(a).text.length - latest(b).text.length)
        .map((page) => ({ value: String(Buffer.byteLength(latest(page).text)), ...plain(page) })),
    Ancientpages: () =>
      pages
        .filter(isArticle)
        .toSorted((a, b) => latest(a).time.getTime() - latest(b).time.getTime())
        .map((page) => ({ timestamp: isoTime(latest(page).time), ...plain(page) })),
    BrokenRedirects: () =>
      pages
        .filter((page) => {
          const to = store.references(latest(page)).redirect;
          return to !== undefined && store.page(to) === undefined;
        })
        .map(plain),
    Wantedpages: () => wanted(pages, ({ links }) => links),
    Wantedcategories: () =>
      wanted(pages, ({ categories }) =>
        categories.map(({ name: text }) => ({ ns: 14, text: `Category:${text}` })),
      ),
  };
  const found = reports[name];
  if (found === undefined) throw failure('badvalue', `Unrecognized value for parameter "qppage": ${name}.`);
  const offset = parameters.number('qpoffset') ?? 0;
  const limit = parameters.limit('qplimit');
  const all = found();
  const next = offset + limit;
  return {
    members: { querypage: { name, results: all.slice(offset, next) } },
    ...(all.length > next ? { next: { qpoffset: next } } : {}),
  };

  function wanted(
    from: readonly Page[],
    pick: (found: ReturnType<typeof store.references>) => readonly Title[],
  ): readonly JsonObject[] {
    const counts = new Map<string, { readonly title: Title; count: number }>();
    for (const title of from.flatMap((page) => pick(store.references(latest(page))))) {
      if (store.page(title) !== undefined) continue;
      const known = counts.get(title.text) ?? { title, count: 0 };
      known.count += 1;
      counts.set(title.text, known);
    }
    return [...counts.values()]
      .toSorted((a, b) => b.count - a.count || (a.title.text < b.title.text ? -1 : 1))
      .map(({ title, count }) => ({ value: String(count), ns: title.ns, title: title.text }));
  }
}

function plain(page: Page): JsonObject {
  return { ns: page.title.ns, title: page.title.text };
}
