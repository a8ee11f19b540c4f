// Everything that must hold: `npm test`, or `node scripts/test.mjs unit e2e` for some of it. Stages run in two lanes side by
// side, all of them, even after a failure. Builds, and tests of them, that went well with the same files are left out, which
// `--all` runs too. The last line is `N passed, N failed`.
import { stages, startStages } from './stages.mjs';
import { seconds } from './text.mjs';

/**
 * @param {string} name
 * @param {Promise<import('./stages.mjs').Timed>} running
 */
async function report(name, running) {
  process.stdout.write(`${name.padEnd(8)} `);
  const outcome = await running;
  const { passed, failed, skipped, output, milliseconds } = outcome;
  const counts = passed + failed > 1 ? `  ${passed} of ${passed + failed} tests` : '';
  const took = seconds(milliseconds).padStart(7);
  process.stdout.write(`${failed === 0 ? 'ok    ' : 'FAILED'} ${took}${counts}\n`);
  if (failed > 0) process.stdout.write(`${output.trimEnd()}\n\n`);
  for (const test of skipped) process.stdout.write(`         not run here: ${test}\n`);
  for (const [file, tests] of outcome.same ?? [])
    process.stdout.write(
      `         not run again: ${file}, whose ${tests} tests passed with the same files\n`,
    );
  return outcome;
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} Exit code.
 */
async function main(args) {
  const names = args.filter((arg) => arg !== '--all');
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) throw new Error(`no such stage: ${unknown.join(', ')}`);
  const start = performance.now();
  const total = { passed: 0, failed: 0, skipped: 0 };
  const chosen = stages.filter(({ name }) => names.length === 0 || names.includes(name));
  const running = startStages(chosen, { all: args.includes('--all') });
  for (const [index, outcome] of running.entries()) {
    const { passed, failed, skipped, same } = await report(chosen[index]?.name ?? '', outcome);
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped.length + [...(same?.values() ?? [])].reduce((sum, tests) => sum + tests, 0);
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  process.stdout.write(`\n${seconds(performance.now() - start)} in all\n`);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
  return total.failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
