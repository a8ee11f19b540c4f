// Everything that must hold, cheapest first: `npm test`, or `node scripts/test.mjs unit e2e` for some of it.
// All stages run, even after a failure. The last line is `N passed, N failed`.
import { stages } from './stages.mjs';
import { seconds } from './text.mjs';

/** @param {import('./stages.mjs').Stage} stage */
async function report({ name, run }) {
  process.stdout.write(`${name.padEnd(8)} `);
  const start = performance.now();
  const outcome = await run();
  const { passed, failed, skipped, output } = outcome;
  const counts = passed + failed > 1 ? `  ${passed} of ${passed + failed} tests` : '';
  const took = seconds(performance.now() - start).padStart(7);
  process.stdout.write(`${failed === 0 ? 'ok    ' : 'FAILED'} ${took}${counts}\n`);
  if (failed > 0) process.stdout.write(`${output.trimEnd()}\n\n`);
  for (const test of skipped) process.stdout.write(`         not run here: ${test}\n`);
  return outcome;
}

/**
 * @param {readonly string[]} names
 * @returns {Promise<number>} Exit code.
 */
async function main(names) {
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) throw new Error(`no such stage: ${unknown.join(', ')}`);
  const start = performance.now();
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const stage of stages) {
    if (names.length > 0 && !names.includes(stage.name)) continue;
    const { passed, failed, skipped } = await report(stage);
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped.length;
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  process.stdout.write(`\n${seconds(performance.now() - start)} in all\n`);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
  return total.failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
