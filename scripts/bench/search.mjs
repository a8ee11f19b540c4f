import { costOf } from './costs.mjs';
import { machine, writeSection } from './document.mjs';
import { inputs } from './inputs.mjs';
import { schemaInputs } from './inputs-schemas.mjs';
import { table } from './report.mjs';

/** How long a ping may wait, in milliseconds. */
const patience = 100;

/** How often a call is tried again that seems to be one of them, or to break the limit. */
const again = 4;

/** How many of the costliest are kept. */
const kept = 10;

/** Limits that schemas, rules of the field and parsers have: cost is highest just below or just above one. */
const edges = [
  32, 64, 100, 253, 255, 1_000, 1_024, 2_000, 2_048, 4_000, 4_096, 8_192, 32_768, 50_000, 100_000,
];

/** @typedef {import('./inputs.mjs').Input} Input */
/** @typedef {{ input: Input, size: number, longest: number, total: number }} Found */

/**
 * Looks for the costliest calls: tries known inputs of every kind at their limits, then those and inputs made from the
 * schemas at any size, and goes on near those that kept the process longest. Ends with 1 when a ping would have waited
 * too long. Counts processor time of the main thread, so that other work on the machine matters little.
 *
 * @param {{ minutes: number }} options
 */
export async function benchSearch({ minutes }) {
  const end = performance.now() + minutes * 60_000;
  const made = schemaInputs();
  /** @type {readonly Found[]} */
  let worst = [];
  let tried = 0;
  // Each at its limit first.
  const queue = inputs.map((input) => ({ input, size: input.most }));
  while (queue.length > 0 || performance.now() < end) {
    const { input, size } = queue.shift() ?? next(worst, made);
    const found = await tryOnce(input, size);
    tried += 1;
    if (found.longest <= (worst[kept - 1]?.longest ?? 0)) continue;
    const sure = await shortestOf(found);
    const better = worst.find((each) => each.input === input && each.longest >= sure.longest);
    if (better !== undefined) continue;
    worst = [...worst.filter((each) => each.input !== input), sure]
      .sort((one, other) => other.longest - one.longest)
      .slice(0, kept);
    if (sure.longest > patience) console.log(line(sure).join(' | '));
  }
  const kinds = inputs.length + made.length;
  const found = table(['the costliest', 'longest stretch', 'in all'], worst.map(line));
  const text = `${introduction(tried, kinds, minutes)}\n\n${found}`;
  console.log(text);
  await writeSection('search', `${text}\n\n${await machine()}`);
  if ((worst[0]?.longest ?? 0) > patience) process.exitCode = 1;
}

/**
 * What one of several tries shows may be an accident: a machine that is short of memory lets threads compute for it.
 *
 * @param {Found} found
 */
async function shortestOf(found) {
  let shortest = found;
  for (let index = 0; index < again && (index === 0 || shortest.longest > patience); index += 1) {
    const other = await tryOnce(found.input, found.size);
    if (other.longest < shortest.longest) shortest = other;
  }
  return shortest;
}

/** @param {Input} input @param {number} size @returns {Promise<Found>} */
async function tryOnce(input, size) {
  const { longest, total } = await costOf(input.tool, input.args(size));
  return { input, size, longest, total };
}

/** @param {Found} found */
function line({ input: { tool, name }, size, longest, total }) {
  return [
    `${tool}: ${size.toLocaleString('en')} ${name}`,
    `${longest.toFixed(0)} ms`,
    `${total.toFixed(0)} ms`,
  ];
}

/** @template Item @param {readonly Item[]} items @returns {Item} */
function anyOf(items) {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new Error('there is nothing to choose from');
  return item;
}

/** One of the worst at another size, a known input, or one that was made. @param {readonly Found[]} worst @param {readonly Input[]} made */
function next(worst, made) {
  const dice = Math.random();
  if (dice < 1 / 4) {
    const { input, size } = anyOf(worst);
    return { input, size: within(input, size * (0.5 + Math.random())) };
  }
  const input = anyOf(dice < 1 / 2 ? inputs : made);
  return { input, size: within(input, anySize(input.most)) };
}

/** As often small as large, and often at an edge. @param {number} most */
function anySize(most) {
  if (Math.random() < 1 / 4) return most;
  if (Math.random() < 1 / 3) return anyOf(edges) + anyOf([-1, 0, 1]);
  return most ** Math.random();
}

/** @param {Input} input @param {number} size */
const within = ({ most }, size) => Math.max(1, Math.min(most, Math.round(size)));

/** @param {number} tried @param {number} kinds @param {number} minutes */
const introduction = (tried, kinds, minutes) => `## The costliest calls

${tried.toLocaleString('en')} calls of ${kinds.toLocaleString('en')} kinds, tried in ${minutes} minutes: those that kept the main thread longest at a stretch, in
processor time. So long a ping waits.`;
