import process from 'node:process';
import { costOf } from './costs.mjs';
import { machine, writeSection } from './document.mjs';
import { inputs } from './inputs.mjs';
import { schemaInputs } from './inputs-schemas.mjs';
import { table } from './report.mjs';
import { unchangedRules, zoneCosts } from './zones.mjs';

/** @typedef {import('./costs.mjs').Cost} Cost */

/** Of the largest input: 1, 10 and 100 times, and the half, because what doubles says more than what grows tenfold. */
const parts = [0.01, 0.1, 0.5, 1];

/** More than this for twice the input, or for ten times, is no longer linear. */
const mostRatio = { twice: 2.3, tenfold: 11.5 };

/** Below this, in milliseconds, a ratio says something of the clock only. */
const least = 20;

/** How often a call is measured again whose cost seems to grow too fast. */
const again = 4;

/**
 * What each tool costs at a hundredth, a tenth and half of its largest input, and at all of it; then what calls cost in
 * zones that grow. Ends with 1 when cost grows faster than the input.
 *
 * @param {{ rounds: number }} options
 */
export async function benchGrowth({ rounds }) {
  const rows = [];
  for (const { tool, name, most, args } of allInputs()) {
    const what = `${tool}: ${most.toLocaleString('en')} ${name}`;
    rows.push(await grownRow(what, most, (size) => costOf(tool, args(size))));
  }
  const zones = [];
  for (const { name, costs } of await zoneCosts(parts)) zones.push(rowOf(name, costs));
  const { call, request, rules } = await unchangedRules(rounds);
  const unchanged = `\`set_rules\` with ${rules.toLocaleString('en')} rules of which none differs takes ${call.toFixed(0)} ms, its one request, compressed as well, ${request.toFixed(1)} ms on the loopback interface.`;
  const text = `${introduction}\n\n${table(['largest input', ...head], rows)}\n\n${ofZones}\n\n${table(['largest zone', ...head], zones)}\n\n${unchanged}`;
  await writeSection('growth', `${text}\n\n${await machine()}`);
}

/** Of a table of growth, behind what grows. */
export const head = ['1 %', '10 %', '50 %', '100 %', 'twice the size', 'longest stretch'];

/**
 * What something costs at each size, measured again where it seems to grow too fast.
 *
 * @param {string} what
 * @param {number} most
 * @param {(size: number) => Promise<Cost>} costAt
 */
export async function grownRow(what, most, costAt) {
  const sizes = parts.map((part) => Math.max(1, Math.round(most * part)));
  /** @type {Cost[]} */
  const costs = [];
  for (const size of sizes) costs.push(await costAt(size));
  for (let index = 0; index < again && isTooMuch(costs); index += 1) {
    for (const [place, size] of sizes.entries()) costs[place] = cheaper(costs[place], await costAt(size));
  }
  return rowOf(what, costs);
}

/** Those that are known, and one for each other tool that takes anything. */
function allInputs() {
  const known = new Set(inputs.map(({ tool }) => tool));
  const others = new Map();
  for (const input of schemaInputs()) if (!known.has(input.tool)) others.set(input.tool, input);
  return [...inputs, ...others.values()];
}

/** @param {Cost | undefined} one @param {Cost} other */
function cheaper(one, other) {
  return one === undefined || other.total < one.total ? other : one;
}

/** @param {readonly Cost[]} costs */
function isTooMuch([, tenth, half, whole]) {
  if (tenth === undefined || half === undefined || whole === undefined || whole.total < least) return false;
  const isTenfold = tenth.total >= least && whole.total / tenth.total > mostRatio.tenfold;
  return isTenfold || whole.total / half.total > mostRatio.twice;
}

/** @param {string} name @param {readonly Cost[]} costs */
function rowOf(name, costs) {
  const [, , half, whole] = costs;
  const ratio = whole === undefined || half === undefined ? Number.NaN : whole.total / half.total;
  const isBad = isTooMuch(costs);
  if (isBad) process.exitCode = 1;
  const row = [
    name,
    ...costs.map(({ total, refused }) => `${total.toFixed(0)} ms${refused ? ' (refused)' : ''}`),
    `${ratio.toFixed(1)} ×${isBad ? ' TOO MUCH' : ''}`,
    `${Math.max(...costs.map(({ longest }) => longest)).toFixed(0)} ms`,
  ];
  console.log(row.join(' | '));
  return row;
}

const introduction = `## Growth

What a call costs as its input grows, in processor time of the main thread, the sandbox included; \`verify_token\` takes
nothing. V8's young generation has its usual size from the start. The last column is the longest that it computed at a stretch: so long a ping waits. Inputs over a limit of a
tool or of a zone are refused, which takes time as well.`;

const ofZones = `What a call costs that was made before, as the zone grows, without what the other side computes. The zone of 2,000 rules has
1,000 of the firewall, 299 redirects, 300 of request headers, 300 of response headers and 100 of the configuration.`;
