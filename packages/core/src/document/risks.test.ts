import { describe, expect, it } from 'vitest';
import { addsMarkup, addsUnseen, floodsWithLinks, losesMost, swapsLink } from './risks.ts';

const long = 'word '.repeat(50);
const links = (host: string, amount: number): string => `https://${host}/ `.repeat(amount);
const hosts = (amount: number): string =>
  Array.from({ length: amount }, (_, index) => `https://h${index}.example/`).join(' ');

describe('what hurts in a change of a text', () => {
  it.each([
    ['nothing left of a word', losesMost, 'a', '', true],
    ['nothing there before', losesMost, '', '', false],
    ['less than half of a long text', losesMost, long, long.slice(0, 100), true],
    ['half of it', losesMost, long, long.slice(0, 125), false],
    ['a short text made shorter', losesMost, 'some words', 'a', false],
    ['a script', addsMarkup, '', '<script src="x">', true],
    ['one script as before', addsMarkup, '<script>', 'a <script>', false],
    ['a second hidden stretch', addsMarkup, 'display:none', 'display:none display: none', true],
    ['half opaque', addsMarkup, '', 'opacity: 0.5', false],
    ['a changed order of text', addsUnseen, 'a', 'a\u202eb', true],
    ['joiners of Persian and emoji', addsUnseen, '', 'می\u200cخواهم \u{1f468}\u200d\u{1f467}', false],
    ['five links to a new site', floodsWithLinks, '', links('shop.example', 5), true],
    ['four of them', floodsWithLinks, '', links('shop.example', 4), false],
    ['five to a known site', floodsWithLinks, links('www.shop.example', 1), links('shop.example', 6), false],
    ['fifteen links', floodsWithLinks, '', hosts(15), true],
    ['fourteen links', floodsWithLinks, '', hosts(14), false],
    ['a link that leads elsewhere', swapsLink, 'https://a.example/x', 'https://b.example/x', true],
    ['a link to the archive', swapsLink, 'https://a.example/x', 'https://web.archive.org/x', false],
    ['a link more', swapsLink, 'https://a.example/x', 'https://a.example/ https://b.example/', false],
    ['a link to another page of the site', swapsLink, 'https://a.example/x', 'http://www.a.example/y', false],
  ] as const)('%s', (_, risk, before, after, expected) => {
    expect(risk(before, after)).toBe(expected);
  });
});
