// Shows that what SECURITY.md promises holds here: one line for each claim, and what it rests on.
//
//   npm run prove                                     with the Node that runs it
//   PROVE_NODES=/path/to/node,… npm run prove         with others too
//   npm run prove -- token network                    only claims or files with one of these words
//   npm run prove -- --long                           also what takes more than a minute
//   node scripts/prove.mjs --document                 writes the table of SECURITY.md
//
// Exit code 0: every claim is proved. 1: one does not hold. 2: none fails, but some could not be shown here.
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { proofs } from './proofs.mjs';
import { claims } from './prove/claims.mjs';
import { writeTable } from './prove/document.mjs';
import { prove } from './prove/run.mjs';
import { seconds } from './text.mjs';

/** @typedef {import('./prove/claims.mjs').Claim} Claim */
/** @typedef {import('./prove/verdict.mjs').Verdict} Verdict */

/** Of SECURITY.md, and of every server that has some of its own. */
const all = [...claims, ...proofs.flatMap((own) => own.claims ?? [])];

/** @param {string} file */
function runtimeOf(file) {
  const version = execFileSync(file, ['--version'], { encoding: 'utf8' }).trim();
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  return { path: file, name: `Node ${version.slice(1)}`, version: /** @type {const} */ ([major, minor]) };
}

/** @param {readonly string[]} words */
function chosen(words) {
  if (words.length === 0) return all;
  return all.filter(({ claim, evidence }) => {
    const text = [claim, ...evidence.map(({ file }) => file)].join('\n').toLowerCase();
    return words.some((word) => text.includes(word.toLowerCase()));
  });
}

/**
 * @param {Claim} claim
 * @param {Verdict} verdict
 */
function line({ claim, evidence }, { result, why }) {
  const files = [...new Set(evidence.map(({ file }) => file))].join(', ');
  return `${result.padEnd(8)} ${claim}\n         ${files}\n         ${why}\n`;
}

/**
 * @param {readonly string[]} words
 * @param {boolean} long
 * @returns {Promise<0 | 1 | 2>}
 */
async function main(words, long) {
  const others = (process.env['PROVE_NODES'] ?? '').split(',').filter((file) => file !== '');
  const runtimes = [process.execPath, ...others].map(runtimeOf);
  const asked = chosen(words);
  if (asked.length === 0) throw new Error(`no claim has one of these words: ${words.join(', ')}`);
  /** @type {Map<Claim, Verdict[]>} */
  const found = new Map(asked.map((claim) => [claim, []]));
  for (const [index, runtime] of runtimes.entries()) {
    const start = performance.now();
    console.log(`\n${runtime.name}\n`);
    const verdicts = await prove(asked, runtime, { long, first: index === 0 });
    for (const [claim, verdict] of verdicts) found.get(claim)?.push(verdict);
    for (const claim of asked) {
      const verdict = verdicts.get(claim);
      if (verdict !== undefined) console.log(line(claim, verdict));
    }
    console.log(seconds(performance.now() - start));
  }
  return summary(found);
}

/** @param {ReadonlyMap<Claim, readonly Verdict[]>} found */
function summary(found) {
  const failed = [...found].filter(([, verdicts]) => verdicts.some(({ result }) => result === 'FAILED'));
  const unseen = [...found].filter(([, verdicts]) => verdicts.every(({ result }) => result === 'NOT RUN'));
  for (const [claim, verdicts] of unseen)
    console.log(`*** NOT SHOWN HERE: ${claim.claim} (${verdicts[0]?.why})`);
  const proved = found.size - failed.length - unseen.length;
  console.log(`\n${proved} claims proved, ${failed.length} failed, ${unseen.length} not shown here`);
  if (failed.length > 0) return 1;
  return unseen.length > 0 ? 2 : 0;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { long: { type: 'boolean', default: false }, document: { type: 'boolean', default: false } },
});
// Without it, property tests draw a tenth of their cases, as in `npm test`.
if (values.long) process.env['PROPERTY_CASES'] ??= 'all';
if (values.document) await writeTable(claims);
else process.exitCode = await main(positionals, values.long);
