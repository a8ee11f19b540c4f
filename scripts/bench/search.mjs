import { costOf } from './costs.mjs';
import { inputs } from './inputs.mjs';
import { table } from './report.mjs';

/** How long a ping may wait, in milliseconds. */
const patience = 100;

/** @typedef {{ tool: string, name: string, size: number, longest: number, total: number }} Found */

/**
 * Looks for the costliest calls: tries inputs of every kind at sizes up to their limits, and goes on near those that
 * kept the process longest. Ends with 1 when a ping would have waited too long.
 *
 * @param {{ minutes: number }} options
 */
export async function benchSearch({ minutes }) {
  const end = performance.now() + minutes * 60_000;
  /** @type {Found[]} */
  let worst = [];
  let tried = 0;
  // Each at its limit first.
  const queue = inputs.map((input) => ({ input, size: input.most }));
  while (tried < inputs.length || performance.now() < end) {
    const { input, size } = queue.shift() ?? near(worst);
    const { longest, total } = await costOf(input.tool, input.args(size));
    tried += 1;
    worst = [...worst, { tool: input.tool, name: input.name, size, longest, total }]
      .sort((one, other) => other.longest - one.longest)
      .slice(0, 10);
  }
  const rows = worst.map(({ tool, name, size, longest, total }) => [
    `${tool}: ${size.toLocaleString('en')} ${name}`,
    `${longest.toFixed(0)} ms`,
    `${total.toFixed(0)} ms`,
  ]);
  console.log(`${tried} calls tried\n\n${table(['the costliest', 'longest stretch', 'in all'], rows)}`);
  if ((worst[0]?.longest ?? 0) > patience) process.exitCode = 1;
}

/** One of the worst at another size, or, one time in three, anything. @param {readonly Found[]} worst */
function near(worst) {
  const pick = Math.random() < 1 / 3 ? undefined : worst[Math.floor(Math.random() * worst.length)];
  const known = inputs.find(({ tool, name }) => tool === pick?.tool && name === pick?.name);
  const input = known ?? inputs[Math.floor(Math.random() * inputs.length)] ?? inputs[0];
  if (input === undefined) throw new Error('there are no inputs');
  const size = Math.round((pick?.size ?? input.most * Math.random()) * (0.5 + Math.random()));
  return { input, size: Math.max(1, Math.min(input.most, size)) };
}
