const name = 'wordpress';

/**
 * What this server promises of itself beside what every server on core does, for `npm run prove`.
 */
export const claims = [
  {
    claim:
      'Every tool of the server for WordPress refuses what it does not know, answers what its schema promises, and says of every text in an answer who wrote it.',
    evidence: [{ file: 'packages/wordpress/test/e2e/contract.test.ts' }],
  },
  {
    claim:
      'Posts are created, edited, published, scheduled, trashed and restored only as their plan was approved, and each of these can be taken back; on the sandbox and on a real WordPress.',
    evidence: [{ file: 'packages/wordpress/test/e2e/posts.test.ts' }],
  },
  {
    claim:
      'The server finds a WordPress in a subfolder and without rewriting of addresses, and says why an application password is not taken.',
    evidence: [{ file: 'packages/wordpress/test/e2e/contact.test.ts' }],
  },
  {
    claim:
      'On a site of a network, below a path or at a domain of its own, the server works as on one of its own; it never takes the main site for one that is not there, and tells what WordPress takes out of HTML though it lists the capability to write it.',
    evidence: [
      { file: 'packages/wordpress/test/e2e/network-of-sites.test.ts' },
      { file: 'packages/wordpress/test/unit/filtered-html.test.ts' },
    ],
  },
  {
    claim:
      'Text that speaks to the model, in whatever strangers write on a site, changes no request and nothing of an answer but what is marked as theirs.',
    evidence: [
      { file: 'packages/wordpress/test/e2e/injection.test.ts' },
      { file: 'packages/wordpress/test/e2e/real-attacks.test.ts' },
    ],
  },
  {
    claim:
      'Nothing is overwritten that was saved since it was read, and no post is made twice when an answer is lost.',
    evidence: [
      { file: 'packages/wordpress/src/features/posts/change.test.ts' },
      { file: 'packages/wordpress/test/unit/operations.test.ts' },
      { file: 'packages/wordpress/test/e2e/exactly-once.test.ts' },
    ],
  },
  {
    claim:
      'No term, file or reply is made twice when an answer is lost, and of each change is told what became of it, as far as the site shows it.',
    evidence: [
      { file: 'packages/core/src/change/object-executor.test.ts' },
      { file: 'packages/wordpress/test/unit/library-operations.test.ts' },
      { file: 'packages/wordpress/test/unit/lost-answers.test.ts' },
    ],
  },
  {
    claim:
      'Posts with blocks, shortcodes, galleries, embedded HTML, right-to-left text and emoji keep every byte that was not touched, through reading, an edit in one place and its undo; on the sandbox and on a real WordPress.',
    evidence: [{ file: 'packages/wordpress/test/e2e/many-posts.test.ts' }],
  },
  {
    claim:
      'Settings of a WordPress are checked before they are sent, asked about where every page shows them, and taken back one by one; the e-mail of the administrator and the address of the site are never set.',
    evidence: [{ file: 'packages/wordpress/test/e2e/settings.test.ts' }],
  },
  {
    claim:
      'Every change of a template is asked about and taken back, to the one of the theme, too; one that somebody changed since is left alone.',
    evidence: [{ file: 'packages/wordpress/test/e2e/templates.test.ts' }],
  },
  {
    claim:
      'What becomes of the old address of a post or page is told as WordPress does it, with a call that the server for Cloudflare takes.',
    evidence: [
      { file: 'packages/wordpress/test/e2e/redirects.test.ts' },
      { file: 'test/redirect-call.test.ts' },
    ],
  },
  {
    claim: 'Harmful changes of posts are asked about, everyday ones are not.',
    evidence: [{ file: 'packages/wordpress/test/e2e/approval-corpus.test.ts' }],
  },
  {
    claim:
      'Whatever a client writes to the server for WordPress, it answers each request once and sends documented requests only; none deletes for good.',
    evidence: [{ file: 'packages/wordpress/test/e2e/fuzz.test.ts' }],
  },
  {
    claim:
      'The server for WordPress speaks to its site alone, and shows its password to nobody who has not said that it is one.',
    evidence: [
      { file: 'packages/wordpress/test/e2e/network.test.ts' },
      { file: 'packages/wordpress/test/e2e/system-calls.test.ts' },
    ],
  },
  {
    claim: 'The simulated site answers as WordPress 6.1 does.',
    evidence: [
      { file: 'packages/wordpress-simulator/test/unit/recordings.test.ts' },
      { file: 'packages/wordpress-simulator/test/e2e/real.test.ts' },
    ],
  },
  {
    claim: 'The server for WordPress stays up when it cannot work, and tells each call why.',
    evidence: [{ file: 'packages/wordpress/test/e2e/unable.test.ts' }],
  },
];

/**
 * What `npm run mutation` changes: the code that safety rests on.
 */
export const mutated = {
  [name]: {
    mutate: [
      'packages/wordpress/src/features/posts/change.ts',
      'packages/wordpress/src/features/posts/guard.ts',
    ],
    tests: 'beside',
  },
};
