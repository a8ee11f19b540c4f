// Measures, beside what users would otherwise use, and writes docs/performance.md.
//
//   node scripts/bench.mjs [start|requests|calls|work|approval|bulk|growth|language|search]… [--rounds N] [--nodes FILE,FILE] [--no-peers] [--calls N] [--records N,N]
//                          [--minutes N] [--before FOLDER] [--against COMMIT] [--server NAME]
//
// Without a name, all of them but the search, which looks for the costliest calls. Of servers other than that for Cloudflare, their start and
// growth are measured, into packages/NAME/docs/performance.md; `--server NAME` measures one server only, and its start unless another is named.
// It runs the bundles as they are: build them first.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { benchApproval } from './bench/approval.mjs';
import { benchBulk } from './bench/bulk.mjs';
import { benchCalls } from './bench/calls.mjs';
import { benchGrowth } from './bench/growth.mjs';
import { benchGrowthOfServers } from './bench/growth-servers.mjs';
import { benchLanguage } from './bench/language.mjs';
import { benchRequests } from './bench/requests.mjs';
import { benchSearch } from './bench/search.mjs';
import { benchServers } from './bench/servers.mjs';
import { benchStart } from './bench/start.mjs';
import { benchWork } from './bench/work.mjs';
import { servers } from './servers.mjs';

/**
 * @typedef {object} Options
 * @property {number} rounds
 * @property {readonly string[]} nodes Programs.
 * @property {boolean} peers Whether published servers are installed to compare with.
 * @property {number} calls Over which memory is watched.
 * @property {readonly number[]} records
 * @property {string | undefined} before The folder of an older build, to compare with.
 * @property {number} minutes How long the search goes on.
 * @property {string | undefined} against A commit, or a folder with its sources, that the language is compared with.
 * @property {string | undefined} only Of the servers, this one.
 */

/** The server whose numbers are in docs/performance.md. */
const main = 'cloudflare';
/** What is measured of the other servers, too. */
const ofAll = new Set(['start', 'growth']);

/** @type {readonly [string, (options: Options) => Promise<void>][]} */
const named = [
  [
    'start',
    async (options) => {
      if ((options.only ?? main) === main) await benchStart(options);
      await benchServers(options);
    },
  ],
  ['requests', benchRequests],
  ['calls', benchCalls],
  ['work', benchWork],
  ['approval', benchApproval],
  ['bulk', benchBulk],
  [
    'growth',
    async (options) => {
      if ((options.only ?? main) === main) await benchGrowth(options);
      await benchGrowthOfServers(options);
    },
  ],
  ['language', benchLanguage],
  ['search', benchSearch],
];
const benches = new Map(named);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '15' },
    nodes: { type: 'string', default: process.execPath },
    'no-peers': { type: 'boolean', default: false },
    calls: { type: 'string', default: '10000' },
    minutes: { type: 'string', default: '60' },
    before: { type: 'string' },
    records: { type: 'string', default: '1000,10000,100000' },
    against: { type: 'string' },
    server: { type: 'string' },
  },
});
const options = {
  rounds: Number(values.rounds),
  nodes: values.nodes.split(','),
  peers: !values['no-peers'],
  before: values.before,
  calls: Number(values.calls),
  records: values.records.split(',').map(Number),
  minutes: Number(values.minutes),
  against: values.against,
  only: values.server,
};
const names =
  positionals.length > 0
    ? positionals
    : options.only === undefined
      ? [...benches.keys()].filter((name) => name !== 'search')
      : ['start'];
const numbers = [options.rounds, options.calls, ...options.records];
const problem = problemOf();
if (problem === undefined) for (const name of names) await benches.get(name)?.(options);
else {
  console.error(problem);
  console.error(
    `Usage: node scripts/bench.mjs [${[...benches.keys()].join('|')}]… [--rounds N] [--nodes FILE,FILE]`,
  );
  console.error(
    '       [--no-peers] [--calls N] [--records N,N,…] [--minutes N] [--against COMMIT] [--server NAME]',
  );
  process.exitCode = 2;
}

/** @returns {string | undefined} What is wrong with the command line. */
function problemOf() {
  const unknown = names.find((name) => !benches.has(name));
  if (unknown !== undefined) return `There is no ${unknown}.`;
  if (numbers.some((number) => !(number > 0))) return 'All numbers have to be above zero.';
  const { only } = options;
  if (only === undefined) return undefined;
  if (!servers.includes(only)) return `There is no server ${only}; there are ${servers.join(', ')}.`;
  const other = names.find((name) => only !== main && !ofAll.has(name));
  return other === undefined ? undefined : `Of ${only} only these are measured: ${[...ofAll].join(', ')}.`;
}
