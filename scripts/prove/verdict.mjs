/** @typedef {import('./claims.mjs').Claim} Claim */
/** @typedef {import('./claims.mjs').Evidence} Evidence */

/**
 * @typedef {object} Verdict
 * @property {'proved' | 'FAILED' | 'NOT RUN'} result
 * @property {string} why What failed or is missing; how many tests held.
 */

/**
 * What came of one piece of evidence.
 *
 * @typedef {object} Shown
 * @property {string} file
 * @property {number} passed
 * @property {readonly string[]} failed
 * @property {readonly string[]} skipped
 */

/**
 * A claim is proved only when every piece of its evidence ran, and all of it held.
 *
 * @param {readonly Shown[]} shown
 * @returns {Verdict}
 */
export function verdictOf(shown) {
  const failed = shown.flatMap(({ file, failed: names }) => names.map((name) => `${file}: ${name}`));
  if (failed.length > 0) return { result: 'FAILED', why: failed.join('; ') };
  const silent = shown.filter(({ passed, skipped }) => passed + skipped.length === 0);
  if (silent.length > 0 || shown.length === 0)
    return { result: 'FAILED', why: `no such test in ${silent.map(({ file }) => file).join(', ')}` };
  const skipped = shown.flatMap(({ skipped: names }) => names);
  if (skipped.length > 0) return { result: 'NOT RUN', why: `skipped: ${skipped.join('; ')}` };
  const passed = shown.reduce((sum, one) => sum + one.passed, 0);
  return { result: 'proved', why: `${passed} ${passed === 1 ? 'test' : 'tests'}` };
}

/**
 * The tests of one file that count for a claim, out of what vitest reports.
 *
 * @param {Evidence} evidence
 * @param {import('vitest/node').JsonTestResults['testResults'][number] | undefined} result
 * @returns {Shown}
 */
export function shownBy({ file, tests = /./ }, result) {
  if (result === undefined) return { file, passed: 0, failed: ['it was not run'], skipped: [] };
  const counted = result.assertionResults.filter(({ fullName }) => tests.test(fullName));
  const named = (/** @type {string} */ status) =>
    counted.filter((test) => test.status === status).map(({ fullName }) => fullName);
  const [passed, failed] = [named('passed'), named('failed')];
  const broken =
    result.status === 'failed' && !result.assertionResults.some((test) => test.status === 'failed');
  return {
    file,
    passed: passed.length,
    failed: broken ? [...failed, `the file itself: ${result.message.split('\n', 1)[0] ?? ''}`] : failed,
    skipped: counted
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ fullName }) => fullName),
  };
}
