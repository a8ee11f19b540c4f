// The import rules of the repository. `scripts/imports.mjs` runs them; `test/imports.test.ts` proves that each one bites.
// The parser cannot tell `import type` from `import`, so a rule holds for both; `imports/cruise.mjs` lets types
// pass the rules about the layers inside a server.

const TEST = ['\\.test\\.ts$', '^packages/[^/]+/test/'];
const CORE = '^packages/core/src/';
/** What not every server needs of core, and so none should have to read: package.json lists the same. */
const ENTRIES = `${CORE}(document/(between|edit|merge|page|risks)|http/site(-transport)?|site-backend)\\.ts$`;
/** Any package that is none of the others. */
const SERVER_NAME = '(?!(?:core|rules-language|[^/]+-simulator)/)[^/]+';
const SERVER = `^packages/${SERVER_NAME}/src/`;
const SIMULATOR = '^packages/[^/]+-simulator/src/';
const LANGUAGE = '^packages/rules-language/src/';
const ON_DEMAND = `${SERVER}(sandbox\\.ts$|demo/)`;

/*
 * The layers inside a server follow from the names of files. `features/<feature>/` holds `feature.ts` (what the feature
 * brings), `api.ts` (paths and result shapes), tools (`<verb>-<noun>.ts`), `resources.ts` and `prompts.ts`, `change.ts`
 * (the change and its executor); every other file is a rule of the field or a shape. Named here are the few that keep
 * what a call or a process knows.
 */
const FEATURE = `${SERVER}features/[^/]+/feature\\.ts$`;
const API = `${SERVER}(api/|features/[^/]+/api\\.ts$)`;
const VERBS =
  'activate|assign|audit|check|compare|create|delete|edit|export|get|import|list|merge|migrate|moderate|move|preview|publish|purge|replace|reply|restore|schedule|search|set|sync|trace|undo|unpublish|update|upload|verify';
const TOOL = `${SERVER}features/[^/]+/(?:${VERBS})-[a-z0-9-]+\\.ts$`;
const RESOURCES = `${SERVER}features/[^/]+/resources\\.ts$`;
const PROMPTS = `${SERVER}features/[^/]+/prompts\\.ts$`;
const PRESENTED = [RESOURCES, PROMPTS];
const CHANGE = `${SERVER}features/[^/]+/(?:bulk-)?(?:change|executor|plan)\\.ts$`;
const SERVICE = `${SERVER}features/(?:analytics/analytics|audit/zone-reader|dns/resolver|lists/(?:lists|recent)|rules/(?:rulesets|zone-rules)|token/token)\\.ts$`;
const WIRING = `${SERVER}(app|cli|connect|loaded|main)\\.ts$`;
const RULES = `${SERVER}features/[^/]+/(?!(?:feature|api|resources|prompts)\\.ts$)`;
/** What any code may load. A module that is missing here needs a reason to be added. */
const HARMLESS_BUILTINS =
  '^(async_hooks|buffer|crypto|events|path|perf_hooks|process|stream|stream/promises|string_decoder|timers|timers/promises|tty|url|util|zlib)$';

const NETWORK = '^(dgram|dns|dns/promises|http|http2|https|tls)$';

/** Looks at addresses and opens connections: `no-restricted-imports` in .oxlintrc.json tells the two apart, name by name. */
const ADDRESSES = '^net$';

/**
 * Everything of ours outside one layer's own folder and the layers it may see.
 *
 * @param {...string} seen
 */
function outside(...seen) {
  return { path: '^packages/', pathNot: ['^packages/core/src/(app/)?index\\.ts$', ENTRIES, ...seen] };
}

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const betweenPackages = [
  {
    name: 'core-stands-alone',
    severity: 'error',
    comment: 'core serves every later server: it knows none of them.',
    from: { path: '^packages/core/' },
    to: { path: '^packages/', pathNot: '^packages/core/' },
  },
  {
    name: 'app-stays-light',
    severity: 'error',
    comment:
      'What is read at start holds no SDK, no zod, no HTTP client: they are loaded at the first need, by what is in app/loaded/. The addresses of a proxy and of a site are read with the options.',
    from: { path: `${CORE}app/`, pathNot: [...TEST, `${CORE}app/loaded/`] },
    to: {
      path: [
        'node_modules/',
        `${CORE}(index\\.ts$|(app/loaded|call|change|feature|http|log|server|testing|untrusted)/)`,
      ],
      pathNot: `${CORE}http/(proxy|site)\\.ts$`,
    },
  },
  {
    name: 'rules-language-stands-alone',
    severity: 'error',
    comment: 'A language needs nothing but itself, and the hashes that two of its functions compute.',
    from: { path: LANGUAGE, pathNot: TEST },
    to: { pathNot: ['^packages/rules-language/', '^crypto$'] },
  },
  {
    name: 'simulator-can-contradict-us',
    severity: 'error',
    comment:
      'The simulator is written from the documentation. What it shares with the server it cannot disprove.',
    from: { path: '^packages/([^/]+-simulator)/' },
    to: { path: '^packages/', pathNot: ['^packages/$1/', LANGUAGE] },
  },
  {
    name: 'server-knows-its-packages',
    severity: 'error',
    comment: 'One server never imports another.',
    from: { path: `^packages/(${SERVER_NAME})/` },
    to: { path: '^packages/', pathNot: '^packages/($1|$1-simulator|core|rules-language)/' },
  },
  {
    name: 'package-has-one-entry',
    severity: 'error',
    comment:
      'index.ts is the public interface of a package; core has testing/ besides, demo/ for tours, app/ for the file that is read at start, one file that the launcher is made of, and those for servers with long texts or a chosen site.',
    from: { path: '^packages/([^/]+)/' },
    to: {
      path: '^packages/',
      pathNot: [
        '^packages/$1/',
        '^packages/[^/]+/src/index\\.ts$',
        `${CORE}(app|demo|testing)/index\\.ts$`,
        `${CORE}lockdown/launch\\.ts$`,
        ENTRIES,
      ],
    },
  },
  {
    name: 'testing-only-in-tests',
    severity: 'error',
    comment: 'The contract suite is for tests; it reads files and starts processes.',
    from: { pathNot: [...TEST, `${CORE}testing/`] },
    to: { path: `${CORE}testing/` },
  },
  {
    name: 'simulator-only-on-demand',
    severity: 'error',
    comment: 'A normal start must not load the simulator.',
    from: { path: SERVER, pathNot: [...TEST, ON_DEMAND] },
    to: { path: '^packages/[^/]+-simulator/' },
  },
  {
    name: 'on-demand-means-dynamic',
    severity: 'error',
    comment: 'demo and sandbox are files of their own in the package, loaded with import().',
    from: { path: SERVER, pathNot: [...TEST, ON_DEMAND] },
    to: { path: ON_DEMAND, dynamic: false },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const insideTheServer = [
  {
    name: 'tools-plan',
    severity: 'error',
    comment: 'A tool reads through the services it is handed, and plans; it runs no other tool.',
    from: { path: TOOL, pathNot: TEST },
    to: { path: [API, TOOL, ...PRESENTED, FEATURE, WIRING] },
  },
  {
    name: 'resources-read',
    severity: 'error',
    comment: 'A resource shows what tools show, in their shapes; it runs none of them.',
    from: { path: RESOURCES, pathNot: TEST },
    to: { path: [API, TOOL, CHANGE, PROMPTS, FEATURE, WIRING] },
  },
  {
    name: 'prompts-say',
    severity: 'error',
    comment: 'A prompt is text: it names tools and calls nothing.',
    from: { path: PROMPTS, pathNot: TEST },
    to: outside(PROMPTS, `${SERVER}(prompt|resource|services|zone-key)\\.ts$`),
  },
  {
    name: 'api-binds-transport',
    severity: 'error',
    comment: 'The binding knows paths and result shapes, not what they are used for.',
    from: { path: API, pathNot: TEST },
    to: outside(API, `${SERVER}(schema|names|namespace-key)\\.ts$`),
  },
  {
    name: 'rules-are-pure',
    severity: 'error',
    comment:
      'What is neither API, tool nor change is a rule of the field or a shape: no I/O, nothing of the layers above.',
    from: {
      path: `${SERVER}features/`,
      pathNot: [...TEST, API, TOOL, CHANGE, SERVICE, ...PRESENTED, FEATURE],
    },
    to: { path: [API, TOOL, CHANGE, SERVICE, ...PRESENTED, FEATURE, WIRING] },
  },
  {
    name: 'changes-are-data',
    severity: 'error',
    comment: 'A change is data about a zone; its executor is handed what reads and writes.',
    from: { path: CHANGE, pathNot: TEST },
    to: { path: [API, TOOL, ...PRESENTED, FEATURE, WIRING] },
  },
  {
    name: 'zone-resolves',
    severity: 'error',
    comment: 'Tools import it, so it must not lead them to the wiring.',
    from: { path: `${SERVER}zone\\.ts$` },
    to: outside(`${SERVER}((zone-key|schema|names)\\.ts$|api/)`, RULES),
  },
  {
    name: 'only-features-join',
    severity: 'error',
    comment: 'A feature brings its layers together; main.ts lists the features, and nothing else knows them.',
    from: {
      path: `^packages/${SERVER_NAME}/`,
      pathNot: [...TEST, `${SERVER}(main|connect|services)\\.ts$`, FEATURE],
    },
    to: { path: FEATURE },
  },
  {
    name: 'wiring-is-not-imported',
    severity: 'error',
    comment: 'Features are handed what they need; none of them reads the configuration or the wiring.',
    from: {
      path: `${SERVER}(features|api|apps)/|${SERVER}(resource|tool|prompt|schema|zone|problem)\\.ts$`,
      pathNot: TEST,
    },
    to: { path: WIRING },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const outsideTheRepository = [
  {
    name: 'sdk-only-in-server',
    severity: 'error',
    comment: 'One folder depends on the MCP SDK, so that an SDK release touches one folder.',
    from: { pathNot: [...TEST, `${CORE}server/`, '^scripts/'] },
    to: { path: 'node_modules/@modelcontextprotocol/(server|core)/' },
  },
  {
    name: 'client-only-in-testing-and-demo',
    severity: 'error',
    comment: 'The server has no use for an MCP client.',
    from: { pathNot: [...TEST, `${CORE}(demo|testing)/`, '^scripts/'] },
    to: { path: 'node_modules/@modelcontextprotocol/client/' },
  },
  {
    name: 'packages-are-listed',
    severity: 'error',
    comment: 'Every package in the bundle is a package its users trust (docs/decisions/0003).',
    from: {
      path: [CORE, SERVER, SIMULATOR, LANGUAGE],
      pathNot: [...TEST, `${CORE}testing/`, API],
    },
    to: { path: 'node_modules/', pathNot: 'node_modules/(zod|@modelcontextprotocol/(client|core|server))/' },
  },
  {
    name: 'simulator-has-no-dependencies',
    severity: 'error',
    comment: 'The simulator is plain memory (docs/decisions/0005).',
    from: { path: SIMULATOR, pathNot: TEST },
    to: { path: 'node_modules/' },
  },
  {
    name: 'network-only-in-http',
    severity: 'error',
    comment: 'One folder can open a connection, so one folder has to be read to know where bytes go.',
    from: { path: [CORE, SERVER], pathNot: [...TEST, `${CORE}(http|testing)/`] },
    to: { dependencyTypes: ['core'], path: NETWORK },
  },
  {
    name: 'builtins-are-listed',
    severity: 'error',
    comment:
      'No files, processes, threads, interpreters or loaders. A tour starts the server it shows, with the transport of the SDK.',
    from: {
      path: [CORE, SERVER],
      pathNot: [...TEST, `${CORE}((lockdown|testing)/)`],
    },
    to: { dependencyTypes: ['core'], pathNot: [HARMLESS_BUILTINS, NETWORK, ADDRESSES] },
  },
  {
    name: 'simulator-is-memory',
    severity: 'error',
    comment: 'Only serving it needs the network and files.',
    from: { path: SIMULATOR, pathNot: [...TEST, `${SIMULATOR}(cli\\.ts$|serve)`] },
    to: { dependencyTypes: ['core'], pathNot: [HARMLESS_BUILTINS, ADDRESSES] },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const everywhere = [
  {
    name: 'no-cycles',
    severity: 'error',
    comment: 'Modules that need each other are one module, or miss a third.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-import-of-tests',
    severity: 'error',
    comment: 'What is shipped does not lean on what tests it.',
    from: { pathNot: [...TEST, '^test/'] },
    to: { path: TEST },
  },
  {
    name: 'imports-resolve',
    severity: 'error',
    comment: 'An import that leads nowhere escapes every other rule.',
    from: {},
    to: { couldNotResolve: true },
  },
];

module.exports = {
  forbidden: [...betweenPackages, ...insideTheServer, ...outsideTheRepository, ...everywhere],
};
