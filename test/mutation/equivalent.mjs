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
export const equivalent = [
  {
    file: 'untrusted/neutralise.ts',
    original: 'PLAIN_ASCII.test(text)',
    replacements: ['false'],
    reason: 'A shortcut: the full way gives the same text.',
  },
  {
    file: 'untrusted/neutralise.ts',
    original: '/^[ -[\\]-~]*$/',
    replacements: ['/^[ -[\\]-~]$/'],
    reason: 'The same shortcut, taken less often.',
  },
  {
    file: 'untrusted/neutralise.ts',
    original: 'text.slice(0, maxLength + 3)',
    replacements: ['text'],
    reason: 'Saves reading what cannot fit; the cut is at the same place.',
  },
  {
    file: 'secret/fold.ts',
    original: 'index < text.length',
    replacements: ['index <= text.length'],
    reason: 'Past the end of the text there is no letter.',
  },
  {
    file: 'secret/matcher.ts',
    original: 'index + 1',
    replacements: ['index - 1'],
    reason: 'The hash has compared the last code already: only another text with the same 32 bits would differ.',
  },
  {
    file: 'secret/redact.ts',
    original: 'index < json.length',
    replacements: ['index <= json.length'],
    reason: 'Past the end of the text there is no value.',
  },
];
