/** Wikitext with a link in each line, so many characters. @param {number} size */
function text(size) {
  const line = 'Bring what you have too much of to the [[Garden shed]], and a bag.\n';
  return `${line.repeat(Math.floor(size / line.length))}The end.`;
}

/** @param {number} size @param {string} [title] */
const page = (size, title = 'Grows') => ({
  name: 'create_page',
  arguments: { title, text: text(size) },
});

const mostText = 1_000_000;

/** For `npm run bench -- growth`. @type {readonly import('../../../scripts/bench/growth-servers.mjs').Sequence[]} */
export const sequences = [
  { name: 'create_page: a text of 1,000,000 characters', most: mostText, calls: (size) => [page(size)] },
  {
    name: 'get_page: a text of 1,000,000 characters',
    most: mostText,
    calls: (size) => [page(size), { name: 'get_page', arguments: { title: 'Grows' } }],
  },
  {
    name: 'edit_page: an edit in a text of 1,000,000 characters',
    most: mostText,
    calls: (size) => [
      page(size),
      { name: 'get_page', arguments: { title: 'Grows' } },
      (answers) => ({
        name: 'edit_page',
        arguments: {
          title: 'Grows',
          revision: answers[1].revision,
          edits: [{ find: 'The end.', replace: 'The very end.' }],
        },
      }),
    ],
  },
  {
    name: 'replace_text: in 50 pages',
    most: 50,
    calls: (size) => [
      ...Array.from({ length: size }, (_, index) => page(2_000, `Grows ${index}`)),
      { name: 'replace_text', arguments: { find: 'and a bag', replace: 'and two bags', search: 'bag' } },
    ],
  },
];
