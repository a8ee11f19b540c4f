import { costOf } from './costs.mjs';
import { machine, writeSection } from './document.mjs';
import { inputs } from './inputs.mjs';
import { table } from './report.mjs';

/** More than this for twice the input is no longer linear. */
const mostRatio = 2.3;

/** Below this, in milliseconds, a ratio says something of the clock only. */
const least = 20;

/**
 * What each tool costs at a hundredth, a tenth and half of its largest input, and at all of it. Ends with 1 when twice
 * the input costs much more than twice as much.
 *
 * @param {{ rounds: number }} options
 */
export async function benchGrowth({ rounds }) {
  const rows = [];
  for (const { tool, name, most, args } of inputs) {
    const sizes = [most / 100, most / 10, most / 2, most].map((size) => Math.max(1, Math.round(size)));
    const costs = [];
    for (const size of sizes) costs.push(await cheapest(tool, args(size), Math.min(rounds, 3)));
    const [, , half, whole] = costs;
    const ratio = whole === undefined || half === undefined ? Number.NaN : whole.total / half.total;
    const longest = Math.max(...costs.map((cost) => cost.longest));
    const isBad = (whole?.total ?? 0) >= least && ratio > mostRatio;
    if (isBad) process.exitCode = 1;
    rows.push([
      `${tool}: ${most.toLocaleString('en')} ${name}`,
      ...costs.map(({ total, refused }) => `${total.toFixed(0)} ms${refused ? ' (refused)' : ''}`),
      `${ratio.toFixed(1)}${isBad ? ' TOO MUCH' : ''}`,
      `${longest.toFixed(0)} ms`,
    ]);
    console.log(rows.at(-1)?.join(' | '));
  }
  const head = ['largest input', '1 %', '10 %', '50 %', '100 %', 'twice the input', 'longest stretch'];
  await writeSection('growth', `${introduction}\n\n${table(head, rows)}\n\n${await machine()}`);
}

/** @param {string} tool @param {object} args @param {number} rounds */
async function cheapest(tool, args, rounds) {
  let best = await costOf(tool, args);
  for (let round = 1; round < rounds; round += 1) {
    const cost = await costOf(tool, args);
    if (cost.total < best.total) best = cost;
  }
  return best;
}

const introduction = `## Growth

What a call costs as its input grows, in processor time of the main thread, the sandbox included. The last column is the
longest that it computed at a stretch: so long a ping waits.`;
