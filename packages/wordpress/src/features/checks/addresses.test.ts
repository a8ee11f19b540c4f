import { describe, expect, it } from 'vitest';
import { internalLinks } from './addresses.ts';

const home = 'https://www.example.org/blog';

describe('internal links', () => {
  it.each([
    ['<a href="https://www.example.org/blog/a/">x</a>', ['/blog/a/']],
    ["<a class='b' href='/blog/a?x=1#y'>x</a>", ['/blog/a/']],
    ['<a href="https://elsewhere.example/blog/a/">x</a>', []],
    [
      '<a href="/blog/page-one/">x</a> <a href="/blog/author-guide">y</a>',
      ['/blog/page-one/', '/blog/author-guide/'],
    ],
    ['<a href="/other/">x</a>', []],
    ['<a href="/blog/">x</a> <a href="#top">y</a> <a href="mailto:a@example.org">z</a>', []],
    ['<a href="/blog/wp-content/uploads/a.png">x</a> <a href="/blog/category/soil/">y</a>', []],
    ['<a href="/blog/2026/11/">x</a> <a href="/blog/plan.pdf">y</a>', []],
    ['<a href="/blog/?p=5">x</a> <a href="/blog/?a=1&amp;page_id=6">y</a>', ['?p=5', '?p=6']],
    ['<a href="/blog/index.php?a=1&#038;p=7">x</a> <a href="/blog/?cat=3">y</a>', ['?p=7']],
    [
      '<!-- wp:navigation-link {"label":"A","type":"page","id":2,"url":"https:\\/\\/www.example.org\\/blog\\/a\\u002d\\u002db\\/","kind":"post-type"} /-->',
      ['/blog/a--b/'],
    ],
    [
      '<!-- wp:navigation-submenu {"url":"/blog/a/"} --><!-- wp:navigation-link {"url":"/blog/c"} /--><!-- /wp:navigation-submenu -->',
      ['/blog/a/', '/blog/c/'],
    ],
    ['<!-- wp:navigation-link {"label":"\\"url\\":\\"/blog/a/\\""} /-->', []],
    ['<!-- wp:navigation-link {"url":"\\x"} /-->', []],
  ])('of %s', (content, links) => {
    expect(internalLinks(content, home)).toEqual(links);
  });
});
