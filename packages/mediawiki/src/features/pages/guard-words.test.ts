import type { Change } from '@crunchtools/mcp-core';
import { describe, expect, it } from 'vitest';
import { anyOf, englishWords, type WikiWords } from '../../names.ts';
import { pageReasons } from './guard.ts';

/** As wikis of these languages say of themselves (MediaWiki 1.39.17 with `$wgLanguageCode`, run). */
const persian: WikiWords = {
  person: ['User', 'User talk', 'کاربر', 'بحث کاربر'],
  special: ['Special', 'ویژه'],
  template: ['Template', 'الگو'],
  noIndex: ['__NOINDEX__', '__بی‌نمایه__'],
};
const german: WikiWords = {
  person: ['User', 'User talk', 'Benutzer', 'Benutzer Diskussion', 'Benutzerin', 'Benutzerin Diskussion'],
  special: ['Special', 'Spezial'],
  template: ['Template', 'Vorlage'],
  noIndex: ['__NOINDEX__', '__NICHT_INDEXIEREN__', '__KEIN_INDEX__', '__NICHT_INDIZIEREN__'],
};

function guardsOf(before: string, after: string, words: WikiWords, ns = 0): readonly string[] {
  const states = [before, after].map((text) => ({ title: 'T', text }));
  const change: Change = {
    action: 'update',
    resource: 'page',
    scope: { id: String(ns), name: 'x' },
    id: '1',
    summary: '',
    ...(states[0] === undefined ? {} : { before: states[0] }),
    ...(states[1] === undefined ? {} : { after: states[1] }),
  };
  return pageReasons(change, 'Me', words).map(({ guard }) => guard);
}

const text = 'Ein Beet. '.repeat(30);

describe('a signature on a talk page', () => {
  it.each([
    ['[[کاربر:رعنا|رعنا]]', persian],
    ['[[بحث کاربر:رعنا|بحث]]', persian],
    ['[[بحث_کاربر:رعنا|بحث]]', persian],
    ['[[ویژه:مشارکت‌ها/127.0.0.1|127.0.0.1]]', persian],
    ['[[User:Rana|Rana]]', persian],
    ['[[Benutzerin:Rana|Rana]]', german],
    ['[[benutzer Diskussion:Rana|D]]', german],
    ['[[Spezial:Beiträge/203.0.113.7|203.0.113.7]]', german],
    ['[[User:Rana|Rana]]', englishWords],
  ])('%s is known', (signature, words) => {
    expect(guardsOf(`It leaks. ${signature}`, `It works. ${signature}`, words, 1)).toContain('page.signed');
    expect(guardsOf(`It leaks. ${signature}`, `It works. ${signature}`, words, 0)).toEqual([]);
  });

  it('is none in a link to any other page', () => {
    expect(guardsOf('[[Benutzerhandbuch|a]]', '[[Benutzerhandbuch|b]]', german, 1)).toEqual([]);
  });
});

describe('a notice that goes away', () => {
  it.each([
    ['by its name, behind the name of the namespace', `${text}{{Vorlage:Löschantrag}}`, german, 0],
    ['by its name', `${text}{{حذف سریع|دلیل}}`, persian, 0],
    ['by its place above the text', `{{نیازمند منبع}}\n${text}`, persian, 0],
    ['by its place, with blanks around', ` {{ Überarbeiten | Grund = alt }} \n\n${text}`, german, 0],
    ['by its place on the page of a file', `${text}\n\n{{Gemeinfrei}}`, german, 6],
  ])('is known %s', (_, before, words, ns) => {
    expect(guardsOf(before, text, words, ns)).toContain('page.notice');
  });

  it.each([
    ['below the text', `${text}\n{{Navigationsleiste}}`],
    ['inside the text', `Ein Beet {{Beleg}} ${text}`],
    ['of many arguments', `{{Infobox|a=1|b=2|c=3}}\n${text}`],
  ])('is none %s', (_, before) => {
    expect(guardsOf(before, text, german)).not.toContain('page.notice');
  });
});

describe('a page that search engines no longer find', () => {
  it.each([
    ['__بی‌نمایه__', persian],
    ['__KEIN_INDEX__', german],
    ['__NOINDEX__', persian],
  ])('is known by %s', (word, words) => {
    expect(guardsOf(text, `${text}\n${word}`, words)).toContain('page.markup');
    expect(guardsOf(text, `${text}\n${word}`, englishWords).length).toBe(word === '__NOINDEX__' ? 1 : 0);
  });
});

/** What would take minutes if a pattern looked from each place to the end. */
it.each([
  ['brackets', '[[Special:'],
  ['braces', '{{'],
  ['braces and blanks', '{{ '],
  ['a name without its end', '{{Template '],
])('looks through two million %s in one go', { timeout: 60_000 }, (_, piece) => {
  const long = piece.repeat(Math.ceil(2_000_000 / piece.length));
  expect(guardsOf(long, `${long}x`, englishWords, 1)).toEqual([]);
});

it('takes names apart from what they would mean in a pattern', () => {
  expect(new RegExp(`^(?:${anyOf(['Q&A (old)', 'a.b'])})$`, 'u').test('Q&A_(old)')).toBe(true);
  expect(new RegExp(`^(?:${anyOf(['a.b'])})$`, 'u').test('axb')).toBe(false);
});
