// What is mutated, and the tests that are to notice. Each module has to reach the same score.
/** @typedef {{ readonly mutate: readonly string[], readonly tests: readonly string[] }} Module */

const core = 'packages/core/src';

/** In percent of all mutants. */
export const LOWEST_SCORE = 95;

/** @type {Readonly<Record<string, Module>>} */
export const modules = {
  path: { mutate: [`${core}/http/path.ts`], tests: [`${core}/http/path.test.ts`] },
  policy: { mutate: [`${core}/policy/policy.ts`], tests: [`${core}/policy/*.test.ts`] },
  untrusted: {
    mutate: [`${core}/untrusted/neutralise.ts`, `${core}/untrusted/hidden-code-points.ts`],
    tests: [`${core}/untrusted/*.test.ts`],
  },
  approval: {
    mutate: [`${core}/change/approve.ts`, `${core}/change/issued.ts`],
    tests: [`${core}/change/approve.test.ts`, `${core}/change/issued.test.ts`],
  },
  secret: {
    mutate: [`${core}/secret/*.ts`, `!${core}/secret/*.test.ts`, `!${core}/secret/index.ts`],
    tests: [`${core}/secret/!(scrub-long).test.ts`],
  },
};
