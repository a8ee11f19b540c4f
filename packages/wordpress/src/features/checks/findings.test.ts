import { describe, expect, it } from 'vitest';
import { type Checked, findingsIn, internalLinks, withoutAlt } from './findings.ts';

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
  ])('of %s', (content, links) => {
    expect(internalLinks(content, home)).toEqual(links);
  });
});

describe('images without alt text', () => {
  it.each([
    ['<img src="a.png" alt="A">', 0],
    ["<img alt='A' src=a.png />", 0],
    ['<img src="a.png" alt="">', 1],
    ['<img src="a.png" alt=" "><img src="b.png"/>', 2],
  ])('in %s: %i', (content, count) => {
    expect(withoutAlt(content)).toBe(count);
  });
});

const post = (id: number, more: Partial<Checked>): Checked => ({
  id,
  type: 'post',
  status: 'publish',
  content: '',
  link: `${home}/p${id}/`,
  categories: [7],
  ...more,
});
const page = (id: number, more: Partial<Checked> = {}): Checked =>
  post(id, { type: 'page', categories: undefined, ...more });

describe('findings', () => {
  const all = { whole: true, linked: [], defaultCategory: 1 };

  it('name links to what is not there, and to what is not public', () => {
    const content = '<a href="/blog/p2/">a</a><a href="/blog/p3/">b</a><a href="/blog/p4">c</a>';
    const posts = [post(1, { content }), post(2, {}), post(3, { status: 'draft' })];
    expect(findingsIn(posts, home, all)).toEqual([
      { check: 'link', post: 1, detail: '/blog/p3/' },
      { check: 'link', post: 1, detail: '/blog/p4/' },
    ]);
    expect(findingsIn(posts, home, { ...all, whole: false })).toEqual([]);
  });

  it('name posts in no category but the default one', () => {
    expect(findingsIn([post(1, { categories: [1] }), post(2, { categories: [1, 7] })], home, all)).toEqual([
      { check: 'category', post: 1, detail: 'none but the default one' },
    ]);
  });

  it('name pages that neither a text nor a menu links to', () => {
    const linking = post(1, { content: '<a href="/blog/p2/">a</a>' });
    const posts = [linking, page(2), page(3), page(4), page(5, { status: 'draft' })];
    expect(findingsIn(posts, home, { ...all, linked: [`${home}/p3`] })).toEqual([
      { check: 'orphan', post: 4, detail: '/blog/p4/' },
    ]);
    const listed = post(6, { content: '<!-- wp:page-list /-->' });
    expect(findingsIn([...posts, listed], home, all)).toEqual([]);
  });
});
