import { existsSync, readdirSync } from 'node:fs';
import { compareText } from '../text.mjs';

/** @typedef {import('./parts.mjs').Part} Part */

const features = '^packages/cloudflare/src/features/';

/**
 * @param {string} name
 * @param {string} modules
 * @param {readonly string[]} [builtins]
 * @returns {Part}
 */
const part = (name, modules, builtins = []) => ({ name, modules: new RegExp(modules), builtins });

/**
 * Node modules of features whose file needs any.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const builtinsOf = { lists: ['crypto', 'net'] };

/**
 * The files of the server. A call reads the file of its feature, besides those of plans when it writes, and that of
 * HTTP when it asks the service. The SDK is read for what is no call.
 *
 * @type {readonly Part[]}
 */
export const serverParts = [
  // zod: `parts.mjs` says what is in it.
  part('schemas', '^$'),
  part(
    'protocol',
    '^packages/core/src/(server/(?!calls|defin|jitless|tool-result)|tool/client-schema|(completion|prompt|resource)/(?!app))',
    ['process'],
  ),
  // With it what nearly every call asks first: which zone a name is.
  part('http', `^packages/core/src/http/|${features}zones/api`, ['http', 'https', 'tls', 'zlib']),
  part(
    'plans',
    String.raw`^packages/core/src/(change/(?!journal|executor|change\.ts)|call/result|json-hash|tool/(shown|catalog/undo))|^packages/cloudflare/src/executor`,
    ['crypto', 'url'],
  ),
  part('doctor', '^packages/(cloudflare/src/doctor/|core/src/app/loaded/doctor)'),
  part(
    'surface',
    String.raw`${features}[^/]+/(prompts|resources)\.ts|^packages/cloudflare/src/(prompt|resource)\.ts`,
    ['url'],
  ),
  part('memory', String.raw`^packages/(core/src/memory/|cloudflare/src/recent-names\.ts)`, ['events']),
  part('dns-plans', `${features}dns/(guard|sync|zone-file|check)/`, ['net']),
  // What only records are made of that are written, or printed.
  part(
    'dns-records',
    String.raw`${features}dns/(record\.ts|change|bulk-change|attributes|(check|create|delete|update|sync|import|export)-|presentation|security-data|service-data|svcb|field|text|wire|resolver)`,
  ),
  part('zones-plans', `${features}zones/(change|create|activate)`),
  // `rules` is the file of the language.
  part('rulesets', `${features}rules/`, ['crypto']),
  part('changes', `${features}changes/|^packages/core/src/tool/(catalog/|change-result)`),
  ...readdirSync(new URL('../../packages/cloudflare/src/features', import.meta.url))
    .filter((name) => !['changes', 'rules'].includes(name))
    .sort(compareText)
    .map((name) => part(name, `${features}${name}/`, builtinsOf[name])),
];

/**
 * The files of any other server: what it is read for one by one, as above, and a file for each feature that has a folder.
 *
 * @param {string} name
 * @param {readonly string[]} builtins What the HTTP client, the SDK and plans need.
 * @returns {readonly Part[]}
 */
export function plainParts(name, builtins) {
  const own = `^packages/${name}/src/`;
  const folder = new URL(`../../packages/${name}/src/features/`, import.meta.url);
  const folders = readdirSync(folder).sort(compareText);
  const hasSurface = folders.some((feature) =>
    ['prompts.ts', 'resources.ts'].some((file) => existsSync(new URL(`${feature}/${file}`, folder))),
  );
  const surface = part(
    'surface',
    String.raw`${own}(features/[^/]+/(prompts|resources)|prompt|resource)\.ts`,
    ['url'],
  );
  return [
    part('schemas', '^$'),
    part(
      'protocol',
      '^packages/core/src/(server/(?!calls|defin|jitless|tool-result)|tool/client-schema|(completion|prompt|resource)/(?!app))',
      ['process'],
    ),
    part('forms', '^packages/core/src/http/form', ['buffer', 'crypto']),
    part('http', `^packages/core/src/http/|${own}api/`, builtins),
    // What shows a long text, apart from what changes one.
    part('documents', '^packages/core/src/document/(page|between)'),
    part(
      'plans',
      `^packages/core/src/(change/(?!journal|executor|change\\.ts)|call/result|json-hash|tool/(shown|catalog/undo)|document/)|${own}features/[^/]+/(change|guard|reconcile|stored)`,
      builtins,
    ),
    part('doctor', `${own}doctor|^packages/core/src/app/loaded/doctor`),
    ...(hasSurface ? [surface] : []),
    part('changes', `${own}features/changes/|^packages/core/src/tool/(catalog/|change-result)`),
    ...folders
      .filter((feature) => feature !== 'changes')
      .map((feature) => part(`feature-${feature}`, `${own}features/${feature}/`, builtins)),
  ];
}

const simulator = '^packages/cloudflare-simulator/src/';
const simulated = `${simulator}resources/`;

/**
 * The sandbox is loaded with the server, and the simulated account by the first request to it, which looks for a zone; every
 * other kind of thing by the first request for it. Nothing takes from the file of the sandbox itself: tests put another
 * in its place.
 *
 * @type {readonly Part[]}
 */
export const sandboxParts = [
  part('account-token', `${simulator}(auth/tokens|index)`),
  part('account-traffic', `${simulated}graphql/`),
  // Also what zones alone have that are written.
  part(
    'account-zones',
    `${simulated}(dns/(bind|import|batch|multipart|zone-file|data-|location|writes|validate|content-value|addresses|attributes|names|conflicts|refusals|character-strings)|zones/(activation|writes))|${simulator}seed/(agency|empty|generated|international)`,
    ['net', 'url'],
  ),
  part('account-rules', `${simulated}(rulesets|lists|request-tracer)/`, ['net', 'util']),
  part(
    'account-settings',
    `${simulated}(settings/(catalog|header|refusals)|page-rules/(?!demo-rules)|dnssec|dns-settings|certificates|transforms|cache|user|accounts|tokens)/?`,
    ['crypto', 'util'],
  ),
  part('account-resolver', `${simulator}resolver/`, ['crypto']),
  // What tests and developers steer a simulator with.
  part('account-faults', `${simulator}(faults/(?!registry)|control|compress|fingerprint|token-bucket)`, [
    'crypto',
    'stream',
    'timers/promises',
    'zlib',
  ]),
  part('account', simulator, ['url']),
];
