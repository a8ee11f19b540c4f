// Lets a client ping the server while the costliest calls are at work, and cancel them.
//
//   node scripts/prove/waits.mjs
//
// Exit code 0: no ping waited longer than 100 ms, and no call went on longer than 250 ms. The last line says how long.
// A busy machine makes anything wait, so a wait counts only where it is too long in every one of several tries.
import path from 'node:path';
import process from 'node:process';
import { costliest } from '../bench/costliest.mjs';
import { inputs } from '../bench/inputs.mjs';
import { schemaInputs } from '../bench/inputs-schemas.mjs';
import { cancelTakes, waitsDuring } from '../bench/waits.mjs';
import { root } from '../run.mjs';

/** In milliseconds. */
const longest = { ping: 100, cancel: 250 };

/** Each try is a server of its own. */
const tries = 6;

/** When a call is cancelled, as a part of the time that it takes. */
const moments = [0.2, 0.5, 0.8];

/** Switches off what makes long work yield: with it, pings have to wait. */
const breathless = path.join(root, 'scripts/prove/breathless.cjs');

/**
 * The shortest of several waits; no more of them than it takes to be short enough.
 *
 * @param {() => Promise<number>} wait
 * @param {number} enough
 */
async function shortest(wait, enough) {
  let best = Number.POSITIVE_INFINITY;
  for (let index = 0; index < tries && best > enough; index += 1) best = Math.min(best, await wait());
  return best;
}

const known = [...inputs, ...schemaInputs()];

/** @param {string} tool @param {string} name @param {number} size */
function argumentsOf(tool, name, size) {
  const input = known.find((each) => each.tool === tool && each.name === name);
  if (input === undefined) throw new Error(`no input of ${tool} is named ${name}`);
  return input.args(size);
}

/** @param {(typeof costliest)[number]} call @param {readonly string[]} [preloaded] */
async function pingDuring([tool, name, size], preloaded) {
  const args = argumentsOf(tool, name, size);
  let total = 0;
  const wait = async () => {
    const waits = await waitsDuring(tool, args, preloaded);
    total = waits.total;
    return waits.ping;
  };
  return { args, ping: await shortest(wait, longest.ping), total };
}

async function main() {
  const [first] = costliest;
  if (first === undefined) throw new Error('there are no calls to try');
  const control = await pingDuring(first, [breathless]);
  if (control.ping <= longest.ping)
    throw new Error(
      `the control was not caught: a ping of a server that never yields took ${control.ping.toFixed(0)} ms`,
    );
  const worst = { ping: 0, cancel: 0 };
  let isHeld = true;
  for (const call of costliest) {
    const { args, ping, total } = await pingDuring(call);
    worst.ping = Math.max(worst.ping, ping);
    let cancel = 0;
    for (const moment of moments) {
      const wait = () => cancelTakes(call[0], args, total * moment);
      cancel = Math.max(cancel, await shortest(wait, longest.cancel));
    }
    worst.cancel = Math.max(worst.cancel, cancel);
    const isGood = ping <= longest.ping && cancel <= longest.cancel;
    isHeld &&= isGood;
    console.log(
      `${isGood ? '' : 'TOO LONG '}${call[0]}, ${call[2]} ${call[1]}: ping ${ping.toFixed(0)} ms, cancel ${cancel.toFixed(0)} ms, in all ${total.toFixed(0)} ms`,
    );
  }
  console.log(
    `Node ${process.versions.node}: the longest ping took ${worst.ping.toFixed(0)} ms, the longest end of a cancelled call ${worst.cancel.toFixed(0)} ms; ${control.ping.toFixed(0)} ms where nothing yields`,
  );
  return isHeld ? 0 : 1;
}

process.exitCode = await main();
