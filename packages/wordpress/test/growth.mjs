/** Blocks as the editor writes them, so many characters. @param {number} size */
function text(size) {
  const block =
    '<!-- wp:paragraph -->\n<p>Bring what you have too much of, and a bag.</p>\n<!-- /wp:paragraph -->\n\n';
  return `${block.repeat(Math.floor(size / block.length))}<p>The end.</p>`;
}

/** @param {number} size @param {string} [name] */
const draft = (size, name = 'Grows') => ({
  name: 'create_post',
  arguments: { title: name, content: text(size) },
});

/** @param {readonly any[]} answers */
const made = (answers) => Number(answers[0].changes[0].id);

const mostText = 2_000_000;

/** For `npm run bench -- growth`. @type {readonly import('../../../scripts/bench/growth-servers.mjs').Sequence[]} */
export const sequences = [
  { name: 'create_post: a text of 2,000,000 characters', most: mostText, calls: (size) => [draft(size)] },
  {
    name: 'get_post: a text of 2,000,000 characters',
    most: mostText,
    calls: (size) => [
      draft(size),
      (answers) => ({ name: 'get_post', arguments: { id: made(answers), outline: true } }),
    ],
  },
  {
    name: 'edit_post: an edit in a text of 2,000,000 characters',
    most: mostText,
    calls: (size) => [
      draft(size),
      (answers) => ({ name: 'get_post', arguments: { id: made(answers) } }),
      (answers) => ({
        name: 'edit_post',
        arguments: {
          id: made(answers),
          version: answers[1].version,
          edits: [{ find: 'The end.', replace: 'The very end.' }],
        },
      }),
    ],
  },
  {
    name: 'replace_text: in 100 posts',
    most: 100,
    calls: (size) => [
      ...Array.from({ length: size }, (_, index) => draft(2_000, `Grows ${index}`)),
      { name: 'replace_text', arguments: { find: 'and a bag', replace: 'and two bags', search: 'bag' } },
    ],
  },
  {
    name: 'check_content: 100 posts',
    most: 100,
    calls: (size) => [
      ...Array.from({ length: size }, (_, index) => draft(2_000, `Grows ${index}`)),
      { name: 'check_content', arguments: {} },
    ],
  },
];
