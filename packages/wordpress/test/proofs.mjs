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
    claim: 'A note is created only as its plan was approved, and the creation can be taken back.',
    evidence: [
      { file: 'packages/wordpress/test/e2e/changes.test.ts' },
      { file: 'packages/wordpress/src/features/notes/change.test.ts' },
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
  [name]: { mutate: ['packages/wordpress/src/features/notes/change.ts'], tests: 'beside' },
};
