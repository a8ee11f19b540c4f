import { readdirSync } from 'node:fs';
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
    '^packages/core/src/(server/(?!calls|definition|jitless|tool-result)|tool/client-schema|(completion|prompt|resource)/(?!app))',
    ['process'],
  ),
  part('http', '^packages/core/src/http/', ['http', 'https', 'tls', 'zlib']),
  part(
    'plans',
    String.raw`^packages/core/src/(change/(?!journal|executor|change\.ts)|call/result|json-hash|tool/(shown|catalog/undo))`,
    ['crypto', 'url'],
  ),
  part('doctor', '^packages/(cloudflare/src/doctor/|core/src/app/loaded/doctor)'),
  part(
    'surface',
    String.raw`${features}[^/]+/(prompts|resources)\.ts|^packages/cloudflare/src/(prompt|resource)\.ts`,
    ['url'],
  ),
  part('dns-plans', `${features}dns/(guard|sync|zone-file|check)/`, ['net']),
  // `rules` is the file of the language.
  part('rulesets', `${features}rules/`, ['crypto']),
  ...readdirSync(new URL('../../packages/cloudflare/src/features', import.meta.url))
    .filter((name) => name !== 'rules')
    .sort(compareText)
    .map((name) => part(name, `${features}${name}/`, builtinsOf[name])),
];

const simulated = '^packages/cloudflare-simulator/src/resources/';

/**
 * The sandbox is loaded with the server, and the simulated account by the first request to it. Nothing takes from the
 * file of the sandbox itself: tests put another in its place.
 *
 * @type {readonly Part[]}
 */
export const sandboxParts = [
  part('account-token', '^packages/cloudflare-simulator/src/(auth/tokens|index)'),
  // What few first requests need: traffic, rules, files of a zone, what resolvers see.
  part('account-traffic', `${simulated}graphql/(?!index|limits)`),
  part(
    'account-rules',
    `${simulated}(rulesets/(?!index|account-routes|routes|write-routes|reads|request|access|throttle|store|phases|managed|model|demo-rules)|request-tracer/(?!routes))`,
    ['util'],
  ),
  part(
    'account-zones',
    `${simulated}(dns/(bind|import|batch|multipart|zone-file)|lists/(?!routes|store|limits|model))`,
    ['net'],
  ),
  part(
    'account-resolver',
    '^packages/cloudflare-simulator/src/resolver/(resolve|proxied|zone-data|record-types|model)',
    ['crypto'],
  ),
  part('account', '^packages/cloudflare-simulator/src/', [
    'crypto',
    'net',
    'stream',
    'timers/promises',
    'url',
    'util',
    'zlib',
  ]),
];
