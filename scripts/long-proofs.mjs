/**
 * What takes too long for every change: test files, all of a project where none is named, with a variable that makes them
 * do more, and the packages of Debian that they need.
 *
 * @typedef {object} LongProof
 * @property {string} what
 * @property {readonly ('unit' | 'e2e')[]} [projects] Else `e2e`.
 * @property {readonly string[]} files
 * @property {Readonly<Record<string, string>>} variables
 * @property {string} [packages]
 * @property {'wordpress' | 'mediawiki'} [newest] The system whose newest files are fetched before the first test, which takes minutes.
 */

/** @type {Readonly<Record<string, LongProof>>} By name, as `npm run test:long -- NAME` takes it. */
export const longProofs = {
  properties: {
    what: 'Every case of the property tests',
    projects: ['unit'],
    files: [],
    variables: { PROPERTY_CASES: 'all' },
  },
  operations: {
    what: '20,000 operations under faults',
    files: ['packages/cloudflare/test/e2e/exactly-once'],
    variables: { OPERATIONS: '20000' },
  },
  wiki: {
    what: '5,000 operations on a wiki under faults, beside a second editor, and 300 on a real MediaWiki',
    files: ['packages/mediawiki/test/e2e/exactly-once'],
    variables: { OPERATIONS: '5000', REAL_OPERATIONS: '300' },
    packages: 'mediawiki php-cli php-sqlite3 php-mbstring php-xml php-intl php-curl',
  },
  posts: {
    what: '200 posts of all kinds on a simulated site and on a real WordPress, to the last byte, 5,000 operations of each of terms, media and comments, 3,000 of posts, and 3,000 of all through a process, 200 on a real WordPress, under faults',
    projects: ['unit', 'e2e'],
    files: [
      'packages/wordpress/test/e2e/many-posts',
      'packages/wordpress/test/e2e/exactly-once',
      'packages/wordpress/test/unit/operations',
      'packages/wordpress/test/unit/library-operations',
    ],
    variables: { POSTS: '200', LIBRARY_OPERATIONS: '5000', OPERATIONS: '3000', REAL_OPERATIONS: '200' },
    packages: 'wordpress wordpress-theme-twentytwentythree php-cli php-mysql mariadb-server',
  },
  sites: {
    what: 'The server for WordPress on the newest that Debian has, and on a network of sites with and without plain permalinks',
    files: ['posts', 'library', 'contact', 'policy', 'many-posts', 'network-of-sites'].map(
      (name) => `packages/wordpress/test/e2e/${name}.test`,
    ),
    variables: { WORDPRESS: 'newest', SITES: 'all' },
    newest: 'wordpress',
    packages: 'wordpress wordpress-theme-twentytwentythree php-cli php-mysql mariadb-server',
  },
  attacks: {
    what: 'Text planted in each twelfth place, 1,500 messages and 24 hostile texts on a real WordPress',
    files: ['packages/wordpress/test/e2e/real-attacks.test'],
    variables: { ATTACKS: 'all' },
    packages: 'wordpress wordpress-theme-twentytwentythree php-cli php-mysql mariadb-server',
  },
  wikis: {
    what: 'The server for MediaWiki on the newest that Debian has',
    files: ['pages', 'trouble', 'policy', 'hard-cases', 'large-page'].map(
      (name) => `packages/mediawiki/test/e2e/${name}.test`,
    ),
    variables: { MEDIAWIKI: 'newest' },
    newest: 'mediawiki',
    packages: 'mediawiki php-cli php-sqlite3 php-mbstring php-xml php-intl php-curl',
  },
  zones: {
    what: '20,000 zone files beside other readers',
    files: ['zone-readers'],
    variables: { ZONES: '20000' },
    packages: 'bind9-utils nsd ldnsutils knot-dnssecutils',
  },
  messages: { what: '1,000,000 messages', files: ['fuzz'], variables: { FUZZ_CALLS: '1000000' } },
  server: {
    what: 'Every test of a server that npm run new-server has written',
    files: ['test/new-server.test'],
    variables: { NEW_SERVER: 'all' },
    packages: 'faketime iproute2 strace',
  },
  container: {
    what: 'An image built twice, and those of the other servers',
    files: ['test/container.test'],
    variables: { BUILDS: 'all' },
    packages: 'buildah podman runc',
  },
  clients: {
    what: 'The SDK for Python and a program for people as clients',
    files: ['test/clients.test'],
    variables: { CLIENTS: 'all' },
    packages: 'iproute2 python3-venv',
  },
  foreign: { what: 'Every foreign client', files: ['foreign'], variables: { FOREIGN: 'all' } },
  planted: {
    what: 'The token, hidden and hostile text in every place',
    files: ['planted', 'kept-secrets', 'injection'],
    variables: { PLANT: 'all' },
  },
  approval: {
    what: 'Every case of the approval corpora with --confirm strict, and through a process',
    files: ['approval-corpus'],
    variables: { SAMPLE: '1' },
  },
  pacing: { what: '10,000 records within every budget', files: ['pacing'], variables: { RECORDS: '10000' } },
};
