import { literals, mapLiterals } from './literal.ts';
import { isTitle, type Namespace, readTitle, type Title } from './title.ts';

/** What surrounds a text that is being saved. */
export interface Saving {
  readonly user: string;
  readonly isAnonymous: boolean;
  readonly title: Title;
  readonly now: Date;
  readonly namespaces: readonly Namespace[];
  /** The wikitext of a template. */
  readonly template: (title: string) => string | undefined;
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** `11:29, 30 November 2026 (UTC)`. */
export function signatureTime(now: Date): string {
  const time = `${two(now.getUTCHours())}:${two(now.getUTCMinutes())}`;
  return `${time}, ${now.getUTCDate()} ${months[now.getUTCMonth()]} ${now.getUTCFullYear()} (UTC)`;
}

/**
 * Text as it comes in: NFC, and U+FFFD in the place of what no text may hold. The wiki warns of both, and goes on (run on
 * 1.39.17: `badutf8`).
 */
export function received(text: string): { readonly text: string; readonly isChanged: boolean } {
  const clean = text
    .normalize('NFC')
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, '\ufffd');
  return { text: clean, isChanged: clean !== text };
}

/**
 * The pre-save transform: line ends, blanks at the end, signatures, `{{subst:}}` and pipe tricks (mediawiki.org, Manual:Pre-save
 * transform). What stands in nowiki and comments stays.
 */
export function preSave(text: string, saving: Saving): string {
  const plain = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  const made = mapLiterals(plain, {
    literal: (part) => part,
    other: (part) => transformed(part, saving),
  });
  return trimEnd(made);
}

/** PHP's rtrim: blanks, tabs, line ends, NUL and vertical tabs, and no other white space. */
export function trimEnd(text: string): string {
  return text.replace(/[ \t\n\r\v]+$/u, '');
}

function transformed(text: string, saving: Saving): string {
  return text
    .replaceAll(/\{\{\s*subst:([^{}|]+)((?:\|[^{}]*)?)\}\}/giu, (whole, name: string, args: string) =>
      substituted(whole, name.trim(), args, saving),
    )
    .replaceAll(/~{3,5}/gu, (tildes) => signature(tildes.length, saving))
    .replaceAll(/\[\[:?([^[\]|]+?)\|\]\]/gu, (_, target: string) => `[[${target}|${pipeTrick(target)}]]`);
}

function substituted(whole: string, name: string, args: string, saving: Saving): string {
  if (name === 'PAGENAME')
    return saving.title.ns === 0 ? saving.title.text : saving.title.text.replace(/^[^:]*:/u, '');
  if (name === 'CURRENTYEAR') return String(saving.now.getUTCFullYear());
  const found = saving.template(name);
  if (found === undefined) return whole;
  const values = args.split('|').slice(1);
  return found.replaceAll(/\{\{\{(\d+)(?:\|([^{}]*))?\}\}\}/gu, (hole, number: string, fallback?: string) => {
    return values[Number(number) - 1] ?? fallback ?? hole;
  });
}

function signature(length: number, { user, isAnonymous, now }: Saving): string {
  const time = signatureTime(now);
  if (length === 5) return time;
  const name = isAnonymous ? `[[Special:Contributions/${user}|${user}]]` : `[[User:${user}|${user}]]`;
  const signed = `${name} ([[User talk:${user}|talk]])`;
  return length === 3 ? signed : `${signed} ${time}`;
}

function pipeTrick(target: string): string {
  return target
    .replace(/^[^:]*:/u, '')
    .replace(/ ?\([^)]*\)$/u, '')
    .replace(/,.*$/u, '');
}

/** A heading with the text up to the next of its level or above. */
export interface Section {
  readonly index: number;
  readonly level: number;
  readonly line: string;
  /** Code points from the beginning of the text: the wiki calls it a byte offset, and counts with mb_strlen (run). */
  readonly offset: number;
  readonly start: number;
  readonly end: number;
}

/** Where each heading's section ends: at the next heading that is no deeper. */
function endsOf(
  heads: readonly { readonly level: number; readonly start: number }[],
  end: number,
): readonly number[] {
  // Of each level, where the next heading of it or above begins.
  const next = Array.from({ length: 7 }, () => end);
  return heads
    .toReversed()
    .map(({ level, start }) => {
      const found = next[level] ?? end;
      next.fill(start, level);
      return found;
    })
    .toReversed();
}

export function sectionsOf(text: string): readonly Section[] {
  // Both are in their order, so each stretch is looked at once.
  const stretches = literals(text);
  let hidden = stretches.next().value;
  const isHidden = (at: number): boolean => {
    while (hidden !== undefined && hidden.end <= at) hidden = stretches.next().value;
    return hidden !== undefined && at >= hidden.start;
  };
  const heads = [...text.matchAll(/^(={1,6})(.+?)(={1,6})[ \t]*$/gmu)]
    .filter((match) => !isHidden(match.index))
    .map((match) => ({
      level: Math.min(match[1]?.length ?? 0, match[3]?.length ?? 0),
      line: (match[2] ?? '').trim(),
      start: match.index,
    }));
  const ends = endsOf(heads, text.length);
  let [offset, counted] = [0, 0];
  return heads.map(({ level, line, start }, index) => {
    offset += Array.from(text.slice(counted, start)).length;
    counted = start;
    return { index: index + 1, level, line, offset, start, end: ends[index] ?? text.length };
  });
}

/** Section 0 is what stands before the first heading. @returns `undefined` when there is no such section. */
export function sectionText(text: string, index: number): string | undefined {
  const sections = sectionsOf(text);
  if (index === 0) return trimEnd(text.slice(0, sections[0]?.start ?? text.length));
  const section = sections.find((each) => each.index === index);
  return section === undefined ? undefined : trimEnd(text.slice(section.start, section.end));
}

/** The text with one section replaced; `undefined` when there is none. */
export function withSection(text: string, index: number, content: string): string | undefined {
  const sections = sectionsOf(text);
  const first = sections[0]?.start ?? text.length;
  const section = index === 0 ? { start: 0, end: first } : sections.find((each) => each.index === index);
  if (section === undefined) return undefined;
  const behind = text.slice(section.end);
  const own = trimEnd(content);
  return `${text.slice(0, section.start)}${own}${behind === '' ? '' : `\n\n${behind}`}`;
}

export interface Found {
  readonly links: readonly Title[];
  readonly categories: readonly { readonly name: string; readonly sortKey: string }[];
  readonly templates: readonly Title[];
  readonly files: readonly string[];
  readonly externalLinks: readonly string[];
  readonly redirect: Title | undefined;
}

/** What a wikitext points at. */
export function referencesOf(text: string, namespaces: readonly Namespace[]): Found {
  const seen = mapLiterals(text, { literal: () => '', other: (part) => part });
  const links: Title[] = [];
  const files: string[] = [];
  const categories: { name: string; sortKey: string }[] = [];
  for (const [whole, target = '', label = ''] of seen.matchAll(/\[\[([^[\]|]+)(?:\|([^[\]]*))?\]\]/gu)) {
    const title = readTitle(target, namespaces);
    if (!isTitle(title) || title.text === '') continue;
    const isColon = whole.startsWith('[[:');
    const name = title.text.replace(/^[^:]*:/u, '');
    if (title.ns === 14 && !isColon) categories.push({ name, sortKey: label.split('|')[0] ?? '' });
    else if (title.ns === 6 && !isColon) files.push(name);
    else links.push(title);
  }
  const templates = [...seen.matchAll(/\{\{\s*([^{}|#<>]+?)\s*(?:\|[^{}]*)?\}\}/gu)].flatMap(
    ([, name = '']) => {
      const title = readTitle(name.includes(':') ? name : `Template:${name}`, namespaces);
      return isTitle(title) && !/^[A-Z]+$/u.test(name) ? [title] : [];
    },
  );
  const [, redirect] = /^\s*#REDIRECT\s*:?\s*\[\[([^[\]|]+)/iu.exec(text) ?? [];
  const to = redirect === undefined ? undefined : readTitle(redirect, namespaces);
  return {
    links: unique(links),
    categories,
    templates: unique(templates),
    files,
    externalLinks: [...new Set(seen.match(/https?:\/\/[^\s\]<>"|}]+/gu) ?? [])],
    redirect: to !== undefined && isTitle(to) ? to : undefined,
  };
}

function unique(titles: readonly Title[]): readonly Title[] {
  return [...new Map(titles.map((title) => [title.text, title])).values()];
}
