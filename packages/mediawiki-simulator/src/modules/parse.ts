import { type Context, missingTitle, titleIn } from '../context.ts';
import { failure } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import { latest } from '../store.ts';
import type { Title } from '../title.ts';
import { referencesOf, sectionsOf } from '../wikitext.ts';

/** `action=parse` (mediawiki.org, API:Parsing wikitext). Of HTML, as much as shows what was meant: paragraphs and links. */
export function parse(context: Context): JsonObject {
  const { parameters, store, asker } = context;
  const text = parameters.text('text');
  const props = parameters.list('prop');
  parameters.text('contentmodel');
  parameters.flag('disablelimitreport');
  const oldId = parameters.number('oldid');
  if (text === undefined && oldId !== undefined) {
    const found = store.revision(oldId);
    if (found === undefined) throw failure('nosuchrevid', `There is no revision with ID ${oldId}.`);
    const { page, revision } = found;
    const members = shown(context, revision.text, page.title, props);
    return { parse: { title: page.title.text, pageid: page.id, revid: revision.id, ...members } };
  }
  if (text === undefined) {
    const title = titleIn({ parameters, store }, parameters.text('page') === undefined ? 'title' : 'page');
    const page = store.page(title);
    if (page === undefined) throw missingTitle();
    return {
      parse: {
        title: title.text,
        pageid: page.id,
        revid: latest(page).id,
        ...shown(context, latest(page).text, title, props),
      },
    };
  }
  const title: Title =
    parameters.text('title') === undefined ? { ns: 0, text: 'API' } : titleIn(context, 'title');
  const saved = store.saved(title, text, asker.name, asker.account === undefined);
  if (parameters.flag('onlypst'))
    return { parse: { text: saved, ...(props.includes('wikitext') ? { wikitext: text } : {}) } };
  const isSaved = parameters.flag('pst');
  const seen = isSaved ? saved : text;
  return {
    parse: {
      title: title.text,
      pageid: store.page(title)?.id ?? 0,
      ...shown(context, seen, title, props),
      ...(props.includes('wikitext') ? { wikitext: text, ...(isSaved ? { psttext: saved } : {}) } : {}),
    },
  };
}

function shown(context: Context, text: string, title: Title, props: readonly string[]): JsonObject {
  const { store } = context;
  const found = referencesOf(text, store.namespaces);
  const isThere = (each: Title): JsonObject => ({
    ns: each.ns,
    title: each.text,
    exists: store.page(each) !== undefined,
  });
  const all: Record<string, () => JsonObject> = {
    text: () => ({ text: `<div class="mw-parser-output">${html(context, text)}</div>` }),
    categories: () => ({
      categories: found.categories.map(({ name, sortKey }) => ({
        sortkey: sortKey,
        category: name.replaceAll(' ', '_'),
        ...(store.page(`Category:${name}`) === undefined ? { missing: true } : {}),
      })),
    }),
    links: () => ({ links: found.links.map(isThere) }),
    templates: () => ({ templates: found.templates.map(isThere) }),
    images: () => ({ images: found.files.map((name) => name.replaceAll(' ', '_')) }),
    externallinks: () => ({ externallinks: found.externalLinks }),
    sections: () => ({ sections: sectionList(text, title), showtoc: sectionsOf(text).length > 3 }),
    parsewarnings: () => ({ parsewarnings: [] }),
  };
  return Object.assign({}, ...props.map((prop) => all[prop]?.() ?? {}));
}

function sectionList(text: string, title: Title): readonly JsonObject[] {
  const counters: number[] = [];
  const levels: number[] = [];
  return sectionsOf(text).map(({ index, level, line, offset }) => {
    while (levels.length > 0 && (levels.at(-1) ?? 0) >= level) {
      if (levels.length > 1 && (levels.at(-2) ?? 0) >= level) counters.pop();
      levels.pop();
    }
    levels.push(level);
    counters.splice(levels.length);
    counters[levels.length - 1] = (counters[levels.length - 1] ?? 0) + 1;
    return {
      toclevel: levels.length,
      level: String(level),
      line: escaped(line),
      number: counters.join('.'),
      index: String(index),
      fromtitle: title.text.replaceAll(' ', '_'),
      byteoffset: offset,
      anchor: line.replaceAll(' ', '_'),
    };
  });
}

function html({ store }: Context, text: string): string {
  const blocks = text
    .replaceAll(/\[\[Category:[^\]]*\]\]/giu, '')
    .split(/\n{2,}/u)
    .map((block) => block.trim())
    .filter((block) => block !== '');
  const lines = blocks.map((block) => {
    const [, marks = '', heading] = /^(={1,6})\s*(.+?)\s*={1,6}$/su.exec(block) ?? [];
    if (heading !== undefined) return `<h${marks.length}>${escaped(heading)}</h${marks.length}>`;
    const linked = escaped(block)
      .replaceAll(/&#39;&#39;&#39;(.+?)&#39;&#39;&#39;/gu, '<b>$1</b>')
      .replaceAll(/\[\[([^[\]|]+)(?:\|([^[\]]+))?\]\]/gu, (_, target: string, label?: string) => {
        const isThere = store.page(target) !== undefined;
        return `<a href="/index.php/${target.replaceAll(' ', '_')}"${isThere ? '' : ' class="new"'} title="${target}">${label ?? target}</a>`;
      });
    return `<p>${linked}\n</p>`;
  });
  return lines.join('\n');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** For what has no module here. */
export function unknownAction(action: string): Error {
  return failure('badvalue', `Unrecognized value for parameter "action": ${action}.`);
}
