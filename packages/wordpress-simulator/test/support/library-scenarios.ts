import type { Scenario, Step } from './transcript.ts';

const term = { context: 'edit', _fields: 'id,count,description,name,slug,taxonomy,parent' } as const;
const comment = {
  context: 'edit',
  _fields: 'id,post,parent,author,author_name,content,status,type',
} as const;
const file = {
  context: 'edit',
  _fields: 'id,title,caption,description,alt_text,author,mime_type,source_url,slug,status,type,post',
} as const;

function asAdmin(step: Step): Step {
  return { as: 'admin', ...step };
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function upload(name: string, bytes: Uint8Array = png, type = 'image/png'): Step {
  return asAdmin({ post: '/wp/v2/media', query: file, file: { name, type, bytes } });
}

const form = Buffer.concat([
  Buffer.from(
    '--part\r\ncontent-disposition: form-data; name="alt_text"\r\n\r\nA <b>plan</b>\n of beds é\r\n--part\r\ncontent-disposition: form-data; name="title"\r\n\r\nThe plan\r\n--part\r\ncontent-disposition: form-data; name="file"; filename="form-file.png"\r\ncontent-type: image/png\r\n\r\n',
  ),
  png,
  Buffer.from('\r\n--part--\r\n'),
]);

const brief = { _fields: 'id,status' } as const;
const said = { title: 'Said', content: 'x', status: 'publish' } as const;

/** What the author of a post sees of its comments. */
function commentsOf(post: string, wanted: string): Step {
  return { as: 'author', get: '/wp/v2/comments', query: { ...brief, type: 'all', status: wanted, post } };
}

/** Terms, comments and media: rows as in `scenarios.ts`. */
export const libraryScenarios: readonly Scenario[] = [
  {
    name: 'terms',
    steps: [
      asAdmin({ post: '/wp/v2/tags', query: term, body: { name: 'Herbs' } }),
      asAdmin({ post: '/wp/v2/tags', body: { name: 'herbs' } }),
      asAdmin({
        post: '/wp/v2/tags',
        query: term,
        body: { name: 'Herbs & <b>x</b>', description: 'd<b>e</b>' },
      }),
      asAdmin({ post: '/wp/v2/categories', query: term, body: { name: 'Below', slug: 'Süb x' } }),
      asAdmin({ post: '/wp/v2/categories', query: term, body: { name: 'Twice', parent: '{term3}' } }),
      asAdmin({ post: '/wp/v2/categories', query: term, body: { name: 'Twice', parent: 0 } }),
      asAdmin({ post: '/wp/v2/categories', body: { name: 'Twice', parent: '{term3}' } }),
      asAdmin({ post: '/wp/v2/categories', body: { name: 'x', parent: 99999 } }),
      asAdmin({ post: '/wp/v2/tags', body: { name: '' } }),
      asAdmin({ post: '/wp/v2/tags/{term1}', query: term, body: { name: 'Kitchen herbs' } }),
      asAdmin({ post: '/wp/v2/tags/{term2}', body: { slug: 'herbs' } }),
      asAdmin({ get: '/wp/v2/tags', query: { ...term, search: 'herbs' } }),
      asAdmin({ get: '/wp/v2/tags', query: { ...term, search: 'herbs', page: 9 } }),
      asAdmin({ get: '/wp/v2/tags/99999', query: term }),
      asAdmin({ delete: '/wp/v2/tags/{term2}' }),
      { as: 'author', delete: '/wp/v2/tags/{term2}', query: { force: true } },
      { as: 'author', post: '/wp/v2/categories', body: { name: 'Mine' } },
      { as: 'author', post: '/wp/v2/tags', query: term, body: { name: 'Mine' } },
      asAdmin({ delete: '/wp/v2/tags/{term2}', query: { force: true, _fields: 'deleted' } }),
      asAdmin({ delete: '/wp/v2/tags/{term2}', query: { force: true } }),
      asAdmin({ delete: '/wp/v2/categories/1', query: { force: true } }),
      asAdmin({ delete: '/wp/v2/categories/{term3}', query: { force: true, _fields: 'deleted' } }),
      asAdmin({ get: '/wp/v2/categories/{term4}', query: { _fields: 'name,parent' } }),
      asAdmin({
        post: '/wp/v2/posts',
        query: { _fields: 'id' },
        body: { title: 'T', content: 'x', status: 'publish', tags: ['{term1}'] },
      }),
      asAdmin({ get: '/wp/v2/tags/{term1}', query: term }),
    ],
  },
  {
    name: 'names-of-terms',
    steps: [
      ...['Shade 50%25 deep', 'Two\nlines of shade', ' <b>Shade</b>  of trees ', 'A shade & more'].map(
        (name) => asAdmin({ post: '/wp/v2/tags', query: term, body: { name } }),
      ),
      asAdmin({ get: '/wp/v2/tags', query: { ...term, search: 'shade', orderby: 'id', order: 'desc' } }),
      asAdmin({ get: '/wp/v2/tags', query: { ...term, search: 'shade', order: 'desc' } }),
    ],
  },
  {
    name: 'comments',
    steps: [
      asAdmin({
        post: '/wp/v2/posts',
        query: { _fields: 'id' },
        body: { title: 'Said', content: 'x', status: 'publish', slug: 'said' },
      }),
      asAdmin({
        post: '/wp/v2/comments',
        query: comment,
        body: { post: '{id1}', content: ' Hello <b>b</b> ' },
      }),
      asAdmin({
        post: '/wp/v2/comments',
        query: comment,
        body: { post: '{id1}', content: 'Hello <b>b</b>' },
      }),
      asAdmin({
        post: '/wp/v2/comments',
        query: comment,
        body: { post: '{id1}', content: 'Reply', parent: '{comment1}' },
      }),
      asAdmin({ post: '/wp/v2/comments', body: { post: 99999, content: 'x' } }),
      asAdmin({ post: '/wp/v2/comments', body: { post: '{id1}', content: '' } }),
      { post: '/wp/v2/comments', body: { post: '{id1}', content: 'Nobody' } },
      ...['hold', 'spam', 'approve', 'trash', 'trash', 'approved', 'nonsense'].map((status) =>
        asAdmin({ post: '/wp/v2/comments/{comment1}', query: comment, body: { status } }),
      ),
      asAdmin({ delete: '/wp/v2/comments/{comment1}', query: comment }),
      asAdmin({ delete: '/wp/v2/comments/{comment1}' }),
      asAdmin({ get: '/wp/v2/comments', query: { ...comment, status: 'trash', post: '{id1}' } }),
      asAdmin({ post: '/wp/v2/comments/{comment1}', query: comment, body: { status: 'untrash' } }),
      asAdmin({ post: '/wp/v2/comments/{comment2}', query: comment, body: { status: 'hold' } }),
      asAdmin({ get: '/wp/v2/comments', query: { ...comment, status: 'all', post: '{id1}' } }),
      asAdmin({ get: '/wp/v2/comments', query: { ...comment, status: 'hold', post: '{id1}' } }),
      asAdmin({ get: '/wp/v2/comments', query: { ...comment, status: 'approve', post: '{id1}', author: 1 } }),
      asAdmin({ get: '/wp/v2/comments', query: { status: 'hold,spam', post: '{id1}' } }),
      asAdmin({ get: '/wp/v2/comments', query: { post: '{id1}', page: 9 } }),
      asAdmin({ get: '/wp/v2/comments/99999', query: comment }),
      { as: 'author', get: '/wp/v2/comments', query: { ...comment, status: 'all' } },
      { as: 'author', post: '/wp/v2/comments/{comment1}', body: { status: 'spam' } },
    ],
  },
  {
    name: 'links-in-comments',
    steps: [
      asAdmin({ post: '/wp/v2/posts', query: { _fields: 'id' }, body: said }),
      // The second of two that are the same is not refused.
      ...[
        'See <a href="https://elsewhere.example/">this</a>',
        'See <a href="https://elsewhere.example/">this</a>',
        'See <a href="https://elsewhere.example/" rel="me">that</a>',
      ].map((content) =>
        asAdmin({ post: '/wp/v2/comments', query: comment, body: { post: '{id1}', content } }),
      ),
    ],
  },
  {
    name: 'trashed-comments',
    steps: [
      { as: 'author', post: '/wp/v2/posts', query: { _fields: 'id' }, body: said },
      ...['One', 'Two', 'Three', 'Four'].map((content) =>
        asAdmin({ post: '/wp/v2/comments', query: brief, body: { post: '{id1}', content } }),
      ),
      asAdmin({ post: '/wp/v2/comments/{comment2}', query: brief, body: { status: 'hold' } }),
      asAdmin({ post: '/wp/v2/comments/{comment3}', query: brief, body: { status: 'spam' } }),
      asAdmin({ post: '/wp/v2/comments/{comment4}', query: brief, body: { status: 'trash' } }),
      ...['all', 'spam', 'trash', 'post-trashed'].map((each) => commentsOf('{id1}', each)),
      { as: 'author', delete: '/wp/v2/posts/{id1}', query: brief },
      ...['all', 'spam', 'trash', 'post-trashed'].map((each) => commentsOf('{id1}', each)),
      asAdmin({ get: '/wp/v2/comments/{comment1}', query: { ...brief, context: 'edit' } }),
      { as: 'author', post: '/wp/v2/posts/{id1}', query: brief, body: { status: 'draft' } },
      commentsOf('{id1}', 'post-trashed'),
      ...['approved', 'hold', 'spam', 'trash'].map(
        (each, index): Step => ({
          as: 'author',
          post: `/wp/v2/comments/{comment${index + 1}}`,
          query: brief,
          body: { status: each },
        }),
      ),
      ...['all', 'spam', 'trash', 'post-trashed'].map((each) => commentsOf('{id1}', each)),
      asAdmin({ post: '/wp/v2/posts', query: { _fields: 'id' }, body: said }),
      asAdmin({ post: '/wp/v2/comments', query: brief, body: { post: '{id2}', content: 'Five' } }),
      asAdmin({ post: '/wp/v2/comments/{comment5}', query: brief, body: { status: 'hold' } }),
      commentsOf('{id2}', 'hold'),
      { as: 'author', post: '/wp/v2/comments/{comment5}', body: { status: 'spam' } },
    ],
  },
  {
    name: 'media',
    steps: [
      upload('Bed plan.png'),
      upload('Bed plan.png'),
      upload('photo.jpg'),
      upload('x.php'),
      upload('x.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'),
      upload('n.txt', Buffer.from('hello\n'), 'text/plain'),
      asAdmin({
        post: '/wp/v2/media',
        query: file,
        file: { name: 'ignored.png', type: 'multipart/form-data; boundary=part', bytes: form },
      }),
      asAdmin({
        post: '/wp/v2/media/{id1}',
        query: file,
        body: { alt_text: ' A <b>plan</b>\nx', caption: 'cap', title: 'Plan ', description: 'd' },
      }),
      asAdmin({
        get: '/wp/v2/media',
        query: { ...file, search: 'plan', orderby: 'id', order: 'asc', per_page: 1 },
      }),
      asAdmin({ get: '/wp/v2/media', query: { ...file, media_type: 'image', page: 99 } }),
      asAdmin({ get: '/wp/v2/media/99999', query: file }),
      asAdmin({
        get: '/wp/v2/media/{id1}',
        query: { _fields: 'media_type,media_details' },
        keep: ['media_type'],
      }),
      { as: 'author', delete: '/wp/v2/media/{id1}', query: { force: true } },
      { as: 'author', post: '/wp/v2/media/{id1}', body: { title: 'x' } },
      { post: '/wp/v2/media', file: { name: 'a.png', type: 'image/png', bytes: png } },
      asAdmin({ delete: '/wp/v2/media/{id1}' }),
      asAdmin({ delete: '/wp/v2/media/{id1}', query: { force: true, _fields: 'deleted' } }),
      asAdmin({ delete: '/wp/v2/media/{id1}', query: { force: true } }),
    ],
  },
];
