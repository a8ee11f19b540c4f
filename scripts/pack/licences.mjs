/**
 * Licences of bundled code that can be combined with the GNU AGPL, version 3 or later, by the FSF's list at
 * https://www.gnu.org/licenses/license-list.html. SPDX identifiers; another one needs that page read first.
 */
const COMPATIBLE = new Set([
  '0BSD',
  'AGPL-3.0-or-later',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
]);

/**
 * @param {readonly { name: string, version: string, licence: string }[]} packages
 * @returns {string[]} One sentence for each package that must not be bundled. An expression is not split: none is needed.
 */
export function problemsOfLicences(packages) {
  return packages
    .filter(({ licence }) => !COMPATIBLE.has(licence))
    .map(({ name, version, licence }) => `${name} ${version} is under ${licence}, which is not on our list`);
}
