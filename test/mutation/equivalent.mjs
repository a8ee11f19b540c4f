/**
 * Mutants that no test notices, and why that is right. What is not here has to be noticed.
 *
 * @typedef {object} Equivalent
 * @property {string} file The end of its path.
 * @property {string} original The code, on one line.
 * @property {readonly string[]} replacements
 * @property {string} reason
 */

/** @type {readonly Equivalent[]} */
export const equivalent = [];
