/**
 * @typedef {object} UseRule
 * @property {string} name
 * @property {string} comment
 * @property {RegExp} use
 * @property {RegExp} from
 * @property {RegExp} [except]
 */

/** Any package that is none of the others. */
const SERVER = 'packages/(?!(?:core|rules-language|[^/]+-simulator)/)[^/]+/src';
const PRODUCT = new RegExp(`^(?:packages/(?:core|rules-language)/src|${SERVER})/`);
const ANY_PACKAGE = /^packages\/[^/]+\/src\//;

/**
 * What sources may use of their surroundings, as far as oxlint cannot say it: the rest is restrictions in .oxlintrc.json. Tests are
 * free.
 *
 * @type {readonly UseRule[]}
 */
export const useRules = [
  {
    name: 'process-by-name',
    // `no-restricted-globals` refuses `process.argv` too, and `no-restricted-properties` sees no part of a whole.
    comment: 'Handing on the whole object hides which part of it is used.',
    use: /^process$/,
    from: PRODUCT,
    except: /^packages\/core\/src\/(?:lockdown|testing)\//,
  },
  {
    name: 'no-hidden-type-imports',
    // `consistent-type-imports` refuses those of Node too, which some files take from no declaration of an import.
    comment: 'The import rules do not see a module that is named as a type, and it is not bound by them.',
    use: /^type of (?!node:).*$/,
    from: ANY_PACKAGE,
  },
];

/**
 * @param {string} file Relative to the repository, with slashes.
 * @param {ReadonlySet<string>} uses
 * @returns {import('./cruise.mjs').Violation[]}
 */
export function violationsOfUse(file, uses) {
  return useRules
    .filter(({ from, except }) => from.test(file) && !(except?.test(file) ?? false))
    .flatMap(({ name, use }) =>
      [...uses].filter((found) => use.test(found)).map((found) => ({ rule: name, file, found })),
    );
}
