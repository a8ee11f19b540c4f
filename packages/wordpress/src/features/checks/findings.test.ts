import { describe, expect, it } from 'vitest';
import { type Checked, type Finding, linkFindings, ownFindings, withoutAlt } from './findings.ts';

const home = 'https://www.example.org/blog';

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

const post = (id: number, more: Partial<Checked> = {}): Checked => ({
  id,
  type: 'post',
  status: 'publish',
  date: `2026-11-30T00:00:0${id % 10}Z`,
  content: '',
  link: `${home}/p${id}/`,
  isViewable: true,
  parent: 0,
  categories: [7],
  ...more,
});
const page = (id: number, more: Partial<Checked> = {}): Checked =>
  post(id, { type: 'page', categories: undefined, ...more });
const navigation = (id: number, content: string, more: Partial<Checked> = {}): Checked =>
  page(id, { type: 'wp_navigation', isViewable: false, content, ...more });
const item = (id: number): string => `<!-- wp:navigation-link {"url":"${home}/p${id}/"} /-->`;

const empty = { home, linked: [], templates: [] };
const implied = { ...empty, templates: ['<!-- wp:navigation {"layout":{}} /-->'] };

/** Details of what is told of orphans. */
const lonely = (posts: readonly Checked[], around: Parameters<typeof linkFindings>[1] = empty) =>
  linkFindings(posts, around).orphans.map(({ post: id, detail }) =>
    detail.endsWith('every page') ? `${id} listed` : `${id}`,
  );

const broken = (detail: string): Finding => ({ check: 'link', post: 1, detail });

describe('findings', () => {
  it('name posts in no category but the default one, and images', () => {
    const posts = [post(1, { categories: [1] }), post(2, { categories: [1, 7], content: '<img src="a">' })];
    expect(ownFindings(posts, 1)).toEqual([
      { check: 'category', post: 1, detail: 'none but the default one' },
      { check: 'alt', post: 2, detail: '1 image without alt text' },
    ]);
  });

  it('name links to what is not there, and to what is not public', () => {
    const content = '<a href="/blog/p2/">a</a><a href="/blog/p3/">b</a><a href="/blog/p4">c</a>';
    const posts = [post(1, { content }), post(2), post(3, { status: 'draft' })];
    expect(linkFindings(posts, empty).links).toEqual([broken('/blog/p3/'), broken('/blog/p4/')]);
  });

  it('are not sure of what may be of a type that is hidden', () => {
    const content = '<a href="/blog/x/y/">a</a><a href="/blog/p2/z/">b</a><a href="/blog/x/">c</a>';
    expect(linkFindings([post(1, { content }), post(2)], empty).links.map(({ detail }) => detail)).toEqual([
      '/blog/x/y/, unless WordPress hides what is below /blog/x/ from this server',
      '/blog/p2/z/',
      '/blog/x/',
    ]);
  });

  it('know a post by its address and by its id', () => {
    const content = '<a href="/blog/?p=2">a</a><a href="/blog/?page_id=3">b</a><a href="/blog/?p=4">c</a>';
    const posts = [post(1, { content }), post(2), page(3, { link: `${home}/?page_id=3` })];
    expect(linkFindings(posts, empty)).toEqual({
      links: [{ check: 'link', post: 1, detail: '?p=4' }],
      orphans: [],
    });
  });

  it('name pages that neither a text nor a menu links to, but for the home page', () => {
    const linking = post(1, { content: '<a href="/blog/p2/">a</a>' });
    const front = page(6, { link: `${home}/` });
    const posts = [linking, page(2), page(3), page(4), page(5, { status: 'draft' }), front];
    expect(lonely(posts, { ...empty, linked: [`${home}/p3`] })).toEqual(['4']);
  });

  it('name a page to which only itself, a draft or something that is not shown links', () => {
    const own = page(1, { content: '<a href="/blog/p1/">a</a>' });
    const draft = post(2, { status: 'draft', content: own.content });
    const unused = navigation(3, item(1));
    const block = page(4, { type: 'wp_block', isViewable: false, content: own.content });
    expect(lonely([own, draft, unused, block])).toEqual(['1']);
  });

  it('follow a reusable block and a navigation from where they are shown', () => {
    const block = page(4, {
      type: 'wp_block',
      isViewable: false,
      content: '<!-- wp:navigation {"ref":3} /-->',
    });
    const posts = [page(1), navigation(3, item(1)), block];
    expect(lonely(posts)).toEqual(['1']);
    expect(lonely([...posts, post(5, { content: '<!-- wp:block {"ref":4} /-->' })])).toEqual([]);
    expect(lonely(posts, { ...empty, templates: ['<!-- wp:navigation {"ref":3} /-->'] })).toEqual([]);
  });

  it('take the navigation that was published last for one that names none', () => {
    const posts = [page(1), page(2), navigation(5, item(2)), navigation(4, item(1))];
    expect(lonely(posts, implied)).toEqual(['1']);
    expect(lonely(posts, { ...empty, templates: undefined })).toEqual([]);
    expect(lonely([page(1), navigation(5, item(1), { status: 'draft' })], implied)).toEqual(['1 listed']);
  });

  it('say of a page that only a list of all pages has it, after those that nothing has', () => {
    const all = '<!-- wp:page-list /-->';
    const below = '<!-- wp:page-list {"parentPageID":2} /-->';
    const tree = [page(1), page(2), page(3, { parent: 2 }), page(4, { parent: 3 })];
    expect(lonely([...tree, post(5, { content: all })])).toEqual([
      '1 listed',
      '2 listed',
      '3 listed',
      '4 listed',
    ]);
    expect(lonely([...tree, post(5, { content: below })])).toEqual(['1', '2', '3 listed', '4 listed']);
    expect(lonely([page(1), navigation(5, all)])).toEqual(['1']);
    expect(lonely([page(1), navigation(5, all)], implied)).toEqual(['1 listed']);
    expect(lonely([page(1)], implied)).toEqual(['1 listed']);
    const pattern = { ...empty, templates: ['<!-- wp:pattern {"slug":"a/header"} /-->'] };
    expect(lonely([page(1)], pattern)).toEqual(['1 listed']);
    expect(
      lonely([page(1)], {
        ...pattern,
        templates: [...pattern.templates, '<!-- wp:navigation {"ref":9} /-->'],
      }),
    ).toEqual(['1']);
  });

  it('end where pages are their own parents', () => {
    const posts = [page(1, { parent: 2 }), page(2, { parent: 1 })];
    expect(lonely([...posts, post(5, { content: '<!-- wp:page-list {"parentPageID":9} /-->' })])).toEqual([
      '1',
      '2',
    ]);
  });
});
