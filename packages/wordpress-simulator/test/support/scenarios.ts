import type { Scenario, Step } from './transcript.ts';

/** What the server asks for of a post. */
const fields =
  'id,type,status,slug,date_gmt,author,title.raw,content.raw,excerpt.raw,parent,menu_order,featured_media,template,format,sticky,comment_status,categories,tags,courses,_links';
const edit = { context: 'edit', _fields: fields } as const;

function create(body: Readonly<Record<string, unknown>>, more: Partial<Step> = {}): Step {
  return { as: 'admin', post: '/wp/v2/posts', query: edit, body, ...more };
}

function change(id: string, body: Readonly<Record<string, unknown>>, more: Partial<Step> = {}): Step {
  return { as: 'admin', post: `/wp/v2/posts/{${id}}`, query: edit, body, ...more };
}

function read(id: string, more: Partial<Step> = {}): Step {
  return { as: 'admin', get: `/wp/v2/posts/{${id}}`, query: edit, ...more };
}

const listFields = 'id,title.raw,status,slug';

/**
 * What the simulator has to do as WordPress does. Each is played on both, and its answers are compared with those of WordPress
 * 6.1.9 in `recordings/`. A new row needs a recording: `UPDATE_RECORDINGS=1` on a machine that has WordPress.
 */
export const scenarios: readonly Scenario[] = [
  {
    name: 'who-asks',
    steps: [
      { get: '/', keep: ['name', 'description', 'namespaces', 'authentication'] },
      { get: '', keep: ['name'] },
      { get: '/wp/v2/users/me', query: { context: 'edit' } },
      { as: 'wrong', get: '/wp/v2/users/me', query: { context: 'edit' } },
      { as: 'wrong', get: '/wp/v2/posts', query: { _fields: 'slug' } },
      {
        as: 'admin',
        get: '/wp/v2/users/me',
        query: { context: 'edit', _fields: 'id,username,name,slug,roles,capabilities' },
      },
      {
        as: 'editor',
        get: '/wp/v2/users/me',
        query: { context: 'edit', _fields: 'id,username,name,slug,roles,capabilities' },
      },
      {
        as: 'author',
        get: '/wp/v2/users/me',
        query: { context: 'edit', _fields: 'id,username,name,slug,roles,capabilities' },
      },
      { as: 'author', get: '/wp/v2/users/me', query: { _fields: 'id,name,capabilities' } },
      { as: 'admin', get: '/wp/v2/nowhere' },
      { as: 'admin', get: '/wp/v2/posts/999999' },
      {
        as: 'admin',
        get: '/wp/v2/types',
        query: { context: 'edit' },
        only: ['post', 'page', 'wp_block', 'recipe', 'attachment'],
        each: [
          'slug',
          'name',
          'rest_base',
          'rest_namespace',
          'hierarchical',
          'viewable',
          'taxonomies',
          'supports',
        ],
      },
      {
        as: 'author',
        get: '/wp/v2/types',
        query: { context: 'edit' },
        only: ['post', 'page', 'recipe'],
        each: ['slug'],
      },
      { get: '/wp/v2/types', query: { context: 'edit', _fields: 'slug' } },
      {
        as: 'author',
        get: '/wp/v2/taxonomies',
        only: ['category', 'post_tag', 'course'],
        each: ['slug', 'name', 'rest_base', 'types', 'hierarchical'],
      },
    ],
  },
  {
    name: 'creating',
    steps: [
      create({ title: 'Tomatoes', content: '<!-- wp:paragraph -->\n<p>Red.</p>\n<!-- /wp:paragraph -->' }),
      read('id1'),
      create({ title: 'Tomatoes', content: 'again', status: 'publish' }),
      create({ title: 'Tomatoes', content: 'again', status: 'publish' }),
      create({ title: 'Späte Äpfel & „Birnen“', status: 'publish', slug: 'Späte Äpfel!' }),
      create({ title: 'Free', slug: 'tomatoes' }),
      create({}),
      create({ title: { rendered: 'x' }, content: 'Only a text' }),
      create({ title: 'x', status: 'nonsense' }),
      create({ title: 'Later', content: 'x', status: 'future', date_gmt: '2031-01-02T03:04:05' }),
      create({ title: 'Not later', content: 'x', status: 'future', date_gmt: '2021-01-02T03:04:05' }),
      create({ title: 'Hidden', content: 'x', status: 'private' }),
      create({ title: 'Waiting', content: 'x', status: 'pending' }),
      create({ title: 'x' }, { as: 'nobody' }),
      create({ title: 'With terms', content: 'x', categories: [1], tags: [99999] }),
      create({ title: 'By another', content: 'x', author: 1 }, { as: 'author' }),
      create({
        title: 'Sticky',
        content: 'x',
        status: 'publish',
        sticky: true,
        excerpt: 'Short.',
        comment_status: 'closed',
      }),
      {
        as: 'admin',
        post: '/wp/v2/pages',
        query: edit,
        body: { title: 'About', content: 'x', status: 'publish', menu_order: 3 },
      },
      {
        as: 'admin',
        post: '/wp/v2/pages',
        query: edit,
        body: { title: 'Team', content: 'x', status: 'publish', parent: '{id99}' },
      },
      { as: 'author', post: '/wp/v2/pages', query: edit, body: { title: 'Team', content: 'x' } },
      {
        as: 'admin',
        post: '/wp/v2/recipes',
        query: edit,
        body: { title: 'Soup', content: 'x', status: 'publish' },
      },
      {
        as: 'admin',
        post: '/wp/v2/blocks',
        query: edit,
        body: {
          title: 'Reused',
          content: '<!-- wp:paragraph -->\n<p>x</p>\n<!-- /wp:paragraph -->',
          status: 'publish',
        },
      },
    ],
  },
  {
    name: 'editing',
    steps: [
      create({ title: 'Soil', content: 'One.\r\nTwo  \n\n', status: 'publish' }),
      change('id1', { content: 'One.\r\nTwo, and more  \n\n' }),
      change('id1', { content: 'One.\r\nTwo, and more  \n\n' }),
      change('id1', {}),
      change('id1', { title: 'Soil ', excerpt: ' Short. ', slug: 'Soil & Stones' }),
      change('id1', { nonsense: 1, contents: 'x' }),
      read('id1'),
      change('id1', { content: '' }),
      change('id1', { title: '', excerpt: '' }),
      change(
        'id1',
        {
          content:
            '<script>1</script><p onclick="x">a</p><iframe src="https://example.org"></iframe> [gallery ids="1,2"] & &amp; \\n \\\\ "q" \u{1f331} \u202e',
        },
        { as: 'editor' },
      ),
      read('id1', { as: 'author' }),
      change('id1', { content: 'x' }, { as: 'author' }),
      create(
        {
          title: 'Mine',
          content:
            '<script>1</script><p onclick="x">a</p><iframe src="https://example.org"></iframe><b>b</b> \\n',
        },
        { as: 'author' },
      ),
      create(
        {
          title: 'Blocks',
          content:
            '<!-- wp:html -->\n<iframe src="https://example.org"></iframe>\n<!-- /wp:html -->\n\n<!-- wp:image {"id":3} -->\n<figure class="wp-block-image"><img src="x.png" alt="A"/></figure>\n<!-- /wp:image -->',
        },
        { as: 'author' },
      ),
      change('id1', { status: 'draft' }),
      change('id1', { status: 'publish' }),
      change('id1', { tags: [99999] }),
      change('id1', { featured_media: 99999 }),
      change('id1', { author: 99999 }),
      change('id1', { date_gmt: '2020-01-02T03:04:05' }),
      change('id1', { date: 'nonsense' }),
      change('id1', { comment_status: 'nonsense' }),
    ],
  },
  {
    name: 'revisions',
    steps: [
      create({ title: 'R', content: 'one' }),
      change('id1', { content: 'two' }),
      change('id1', { content: 'three', title: 'R3' }),
      change('id1', { slug: 'other' }),
      {
        as: 'admin',
        get: '/wp/v2/posts/{id1}/revisions',
        query: { context: 'edit', _fields: 'id,parent,author,slug,title,content,excerpt' },
      },
      {
        as: 'admin',
        get: '/wp/v2/posts/{id1}/revisions',
        query: { context: 'edit', per_page: 1, page: 2, _fields: 'id,content' },
      },
      { as: 'admin', get: '/wp/v2/posts/{id1}/revisions', query: { context: 'edit', per_page: 1, page: 9 } },
      {
        as: 'admin',
        get: '/wp/v2/posts/{id1}/revisions/{id2}',
        query: { context: 'edit', _fields: 'id,parent,content' },
      },
      { as: 'admin', get: '/wp/v2/posts/{id1}/revisions/999999', query: { context: 'edit' } },
      { as: 'author', get: '/wp/v2/posts/{id1}/revisions', query: { context: 'edit' } },
      { as: 'admin', get: '/wp/v2/posts/999999/revisions', query: { context: 'edit' } },
      create({ title: 'Never changed', content: 'x' }),
      { as: 'admin', get: '/wp/v2/posts/{id4}/revisions', query: { context: 'edit' } },
    ],
  },
  {
    name: 'trash',
    steps: [
      create({ title: 'Draft to trash', content: 'x' }),
      { as: 'admin', delete: '/wp/v2/posts/{id1}', query: edit },
      read('id1'),
      { as: 'admin', delete: '/wp/v2/posts/{id1}', query: edit },
      change('id1', { status: 'draft' }),
      change('id1', { slug: '' }),
      change('id1', { status: 'publish' }),
      { as: 'admin', delete: '/wp/v2/posts/{id1}', query: edit },
      create({ title: 'Draft to trash', content: 'another', status: 'publish' }),
      change('id1', { status: 'publish' }),
      { as: 'admin', delete: '/wp/v2/posts/{id2}', query: edit },
      change('id2', { status: 'publish', slug: 'chosen' }),
      { as: 'author', delete: '/wp/v2/posts/{id2}', query: edit },
      { as: 'admin', delete: '/wp/v2/posts/999999' },
      {
        as: 'admin',
        get: '/wp/v2/posts',
        query: { status: 'trash', search: 'trash', context: 'edit', _fields: listFields },
      },
    ],
  },
  {
    name: 'lists',
    steps: [
      create({ title: 'L first', content: 'carrots', status: 'publish', slug: 'l-first' }, { keep: ['id'] }),
      create({ title: 'L second', content: 'beans', slug: 'l-second' }, { keep: ['id'] }),
      create(
        { title: 'L third', content: 'beans and carrots', status: 'pending', slug: 'l-third' },
        { keep: ['id'] },
      ),
      {
        as: 'admin',
        get: '/wp/v2/posts',
        query: {
          context: 'edit',
          search: 'first',
          status: 'publish,draft,pending',
          orderby: 'id',
          order: 'asc',
          _fields: listFields,
        },
      },
      {
        as: 'admin',
        get: '/wp/v2/posts',
        query: {
          context: 'edit',
          search: 'beans',
          status: 'publish,draft,pending,future,private',
          orderby: 'id',
          order: 'desc',
          per_page: 1,
          _fields: listFields,
        },
      },
      {
        as: 'admin',
        get: '/wp/v2/posts',
        query: { context: 'edit', search: 'beans', status: 'publish,draft,pending', per_page: 1, page: 9 },
      },
      { as: 'admin', get: '/wp/v2/posts', query: { context: 'edit', search: 'no such word', page: 9 } },
      { as: 'admin', get: '/wp/v2/posts', query: { context: 'edit', search: 'no such word' } },
      {
        as: 'admin',
        get: '/wp/v2/posts',
        query: {
          slug: 'l-first,l-second',
          status: 'publish,draft',
          orderby: 'slug',
          order: 'asc',
          context: 'edit',
          _fields: listFields,
        },
      },
      { as: 'admin', get: '/wp/v2/posts', query: { status: 'nonsense', context: 'edit' } },
      { as: 'admin', get: '/wp/v2/posts', query: { per_page: 101 } },
      {
        as: 'admin',
        get: '/wp/v2/posts',
        query: {
          include: '{id1},{id2}',
          status: 'publish,draft',
          orderby: 'include',
          context: 'edit',
          _fields: listFields,
        },
      },
      { get: '/wp/v2/posts', query: { context: 'edit' } },
      { get: '/wp/v2/posts', query: { status: 'draft' } },
      { get: '/wp/v2/posts/{id2}' },
      {
        as: 'author',
        get: '/wp/v2/posts',
        query: { context: 'edit', search: 'beans', status: 'publish,draft,pending', _fields: listFields },
      },
      { as: 'author', get: '/wp/v2/posts/{id2}', query: edit },
      {
        as: 'admin',
        get: '/wp/v2/posts',
        query: {
          author: 1,
          search: 'carrots',
          status: 'publish,draft,pending',
          orderby: 'title',
          order: 'asc',
          context: 'edit',
          _fields: listFields,
        },
      },
    ],
  },
];
