const name = 'mediawiki';

/**
 * What this server promises of itself beside what every server on core does, for `npm run prove`.
 */
export const claims = [
  {
    claim:
      'Every tool of the server for MediaWiki refuses what it does not know, answers what its schema promises, and says of every text in an answer who wrote it.',
    evidence: [{ file: 'packages/mediawiki/test/e2e/contract.test.ts' }],
  },
  {
    claim:
      'Pages are created, edited, moved, deleted and restored only as their plan was approved, and each of these can be taken back; on the sandbox and on a real MediaWiki.',
    evidence: [{ file: 'packages/mediawiki/test/e2e/pages.test.ts' }],
  },
  {
    claim:
      'No edit is made by anybody but the account, and none twice when an answer is lost; what somebody else deleted, restored, moved or uploaded meanwhile is not taken for its own.',
    evidence: [
      { file: 'packages/mediawiki/src/features/files/change.test.ts' },
      { file: 'packages/mediawiki/src/features/pages/change.test.ts' },
      { file: 'packages/mediawiki/test/e2e/exactly-once.test.ts' },
    ],
  },
  {
    claim:
      'A page of 2 MB in Persian, with emoji, tabs and CRLF, survives reading, editing and undo byte for byte, but for what the server says that the wiki stores otherwise.',
    evidence: [{ file: 'packages/mediawiki/test/e2e/large-page.test.ts' }],
  },
  {
    claim: 'The simulated wiki answers as MediaWiki 1.39 does.',
    evidence: [
      { file: 'packages/mediawiki-simulator/test/unit/recordings.test.ts' },
      { file: 'packages/mediawiki-simulator/test/e2e/real.test.ts' },
    ],
  },
  {
    claim: 'The server for MediaWiki stays up when it cannot work, and tells each call why.',
    evidence: [{ file: 'packages/mediawiki/test/e2e/unable.test.ts' }],
  },
];

/**
 * What `npm run mutation` changes: the code that safety rests on.
 */
export const mutated = {
  [name]: {
    mutate: [
      'packages/mediawiki/src/features/pages/change.ts',
      'packages/mediawiki/src/features/pages/guard.ts',
    ],
    tests: 'beside',
  },
};
