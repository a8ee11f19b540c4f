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
    file: 'change/issued.ts',
    original: '[]',
    replacements: ['["Stryker was here"]'],
    reason: 'For the compiler: what is open has its changes.',
  },
  {
    file: 'change/issued.ts',
    original: 'done === true',
    replacements: ['false'],
    reason: 'For the compiler: the last result of an iterator over changes holds none.',
  },
  {
    file: 'change/plan.ts',
    original: 'population !== undefined',
    replacements: ['true'],
    reason: 'For the compiler: what is undefined is never so large.',
  },
  {
    file: 'change/change-lines.ts',
    original: '[]',
    replacements: ['["Stryker was here"]'],
    reason: 'No state has a member of that name.',
  },
  {
    file: 'change/question.ts',
    original: 'this.#length <= questionBudget',
    replacements: ['true'],
    reason: 'Holds no text that is refused anyway.',
  },
  {
    file: 'change/question.ts',
    original: 'reasons.size === 0',
    replacements: ['false'],
    reason: 'A shortcut: no change has a reason then.',
  },
  {
    file: 'change/question.ts',
    original: '[]',
    replacements: ['["Stryker was here"]'],
    reason: 'Where no change has a reason, none is looked at.',
  },
  {
    file: 'change/question.ts',
    original: "'\\n'",
    replacements: ['""'],
    reason: 'Of a key: no line begins with what a heading or another line may end with.',
  },
  {
    file: 'change/question.ts',
    original: 'length > questionBudget',
    replacements: ['length >= questionBudget'],
    reason: 'A shortcut: with its marks and names such a text is over the budget too.',
  },
  {
    file: 'change/question.ts',
    original: 'kind === undefined',
    replacements: ['false'],
    reason: 'For the compiler: no state has a member undefined.',
  },
  {
    file: 'change/question.ts',
    original: 'member === undefined',
    replacements: ['false'],
    reason: 'For the compiler: no state has a member undefined.',
  },
  {
    file: 'change/plan.ts',
    original: 'before && { ...before }',
    replacements: ['before || { ...before }'],
    reason: 'No place is hashed as an empty one then, and is still unlike each that there is.',
  },
  {
    file: 'change/plan.ts',
    original: 'after && { ...after }',
    replacements: ['after || { ...after }'],
    reason: 'No place is hashed as an empty one then, and is still unlike each that there is.',
  },
  {
    file: 'change/difference.ts',
    original: 'index < Math.max(fromEnd, toEnd)',
    replacements: ['index <= Math.max(fromEnd, toEnd)'],
    reason: 'Behind both ends there is nothing on either side, which is equal.',
  },
  {
    file: 'change/shown-value.ts',
    original: '!mayHoldNames(text)',
    replacements: ['false'],
    reason: 'A shortcut: in such a text no name has another form.',
  },
  {
    file: 'change/shown-value.ts',
    original: '/[^\\p{ASCII}]|xn--/iu.test(text)',
    replacements: ['true'],
    reason: 'The same shortcut, never taken.',
  },
  {
    file: 'change/shown-value.ts',
    original: '/[^\\p{ASCII}]|xn--/iu',
    replacements: ['/[\\p{ASCII}]|xn--/iu', '/[^\\P{ASCII}]|xn--/iu'],
    reason: 'The same shortcut, hardly ever taken: a name has dots, which are ASCII as a rule.',
  },
  {
    file: 'change/unasked.ts',
    original: '[]',
    replacements: ['["Stryker was here"]'],
    reason: 'What was written at no time falls out at the first look.',
  },
  {
    file: 'change/unasked.ts',
    original: 'this.#touched.size === 0',
    replacements: ['false'],
    reason: 'A shortcut: of nothing there is no share.',
  },
  {
    file: 'change/unasked.ts',
    original: 'this.#limit !== undefined',
    replacements: ['true'],
    reason: 'Holds no list that nobody looks at.',
  },
  {
    file: 'change/unasked.ts',
    original: 'seconds === undefined',
    replacements: ['false'],
    reason: 'For the compiler: where nothing was changed before, the call is too large by itself.',
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
    reason:
      'The hash has compared the last code already: only another text with the same 32 bits would differ.',
  },
  {
    file: 'secret/redact.ts',
    original: 'index < json.length',
    replacements: ['index <= json.length'],
    reason: 'Past the end of the text there is no value.',
  },
  {
    file: 'secret/prefilter.ts',
    original: 'index < units.length',
    replacements: ['index <= units.length'],
    reason: 'Past the end of the text there is no unit that counts.',
  },
  {
    file: 'secret/prefilter.ts',
    original: 'unit < 0x80',
    replacements: ['true', 'unit <= 0x80'],
    reason: 'Keeps the engine from reading past a table, which is slower; there it would find 0 too.',
  },
  {
    file: 'secret/prefilter.ts',
    original: 'unit === BACKSLASH && afterBackslash[units[index + 1] ?? 0] !== 1',
    replacements: ['false'],
    reason: 'A shortcut: the tests after it say no as well.',
  },
  {
    file: 'secret/prefilter.ts',
    original: 'isBlankEscape(pair, 0) || mayStartEscape(pair, 0)',
    replacements: ['true'],
    reason: 'The same shortcut, never taken.',
  },
  {
    file: 'secret/prefilter.ts',
    original: 'isIntroducer(unit)',
    replacements: ['true'],
    reason: 'A shortcut: nothing starts with another unit.',
  },
  {
    file: 'secret/prefilter.ts',
    original: 'bytes.length === text.length',
    replacements: ['false'],
    reason: 'A shortcut for ASCII, whose bytes are its units.',
  },
  {
    file: 'secret/prefilter.ts',
    original: 'index < text.length',
    replacements: ['index <= text.length'],
    reason: 'Past the end of the text there is nothing to read, and no place in the array to write to.',
  },
  {
    file: 'secret/prefilter.ts',
    original: 'at < plain.length',
    replacements: ['at <= plain.length'],
    reason: 'Past the end there is no unit that counts.',
  },
  {
    file: 'secret/prefilter.ts',
    original: '!isIntroducer(plain.charCodeAt(0))',
    replacements: ['false'],
    reason: 'A shortcut: no escape starts with another unit.',
  },
  {
    file: 'secret/prefilter.ts',
    original: '!mayStartEscape(plain + next, 0)',
    replacements: ['false'],
    reason: 'A shortcut, which never says no wrongly.',
  },
  {
    file: 'secret/scrub.ts',
    original: 'literals !== undefined || mayHold(scrubbed, seeds)',
    replacements: ['true'],
    reason: 'A shortcut: without it nothing less is found, in more time.',
  },
  {
    file: 'secret/scrub.ts',
    original: 'decoded.text === view.text',
    replacements: ['false'],
    reason: 'A shortcut: the same text holds the same spans.',
  },
  {
    file: 'secret/seeds.ts',
    original: 'slots[slot] === 0',
    replacements: ['false'],
    reason: 'A shortcut: the loop finds the slot free, too.',
  },
  {
    file: 'secret/seeds.ts',
    original: 'seed !== undefined',
    replacements: ['true'],
    reason: 'For the compiler: each slot that is not free has its seed.',
  },
  {
    file: 'secret/seeds.ts',
    original: '(before << HASH_SHIFT) + spread',
    replacements: ['(before << HASH_SHIFT) - spread'],
    reason: 'As good a hash, of the other sign, on both sides of every comparison.',
  },
  {
    file: 'secret/encodings.ts',
    original: "'utf8'",
    replacements: ['""'],
    reason: 'Node takes an empty name for UTF-8.',
  },
  {
    file: 'secret/escape.ts',
    original: 'unit >= 0x80',
    replacements: ['unit > 0x80'],
    reason: 'No escape starts with U+0080.',
  },
  {
    file: 'secret/escape.ts',
    original: 'unit < 0xd800',
    replacements: ['unit <= 0xd800'],
    reason: 'No escape starts with U+D800, alone or in a pair.',
  },
  {
    file: 'secret/escape.ts',
    original: 'unit > 0xdbff',
    replacements: ['unit >= 0xdbff'],
    reason: 'No escape starts with U+DBFF, alone or in a pair.',
  },
  {
    file: 'secret/escape.ts',
    original: '/^\\\\+/',
    replacements: ['/\\\\+/'],
    reason: 'The backslashes of an escape are all at its start.',
  },
  {
    file: 'secret/escape.ts',
    original: "sequence < '\\xf5'",
    replacements: ["sequence <= '\\xf5'"],
    reason: 'What is compared has two units or more, and never equals one.',
  },
  {
    file: 'secret/escape.ts',
    original: '/^[uUx]\\{?|\\}$/g',
    replacements: ['/[uUx]\\{?|\\}$/g', '/^[uUx]\\{?|\\}/g'],
    reason: 'Between the first character and the last there are hexadecimal digits alone.',
  },
  {
    file: 'secret/escape.ts',
    original: '[]',
    replacements: ['["Stryker was here"]'],
    reason: 'Only the second and the third item are read.',
  },
  {
    file: 'secret/escape.ts',
    original: '/[A-Za-z0-9]+;$/.exec(reference)?.[0]',
    replacements: ['/[A-Za-z0-9]+;$/.exec(reference)[0]'],
    reason: 'For the compiler: a reference without a number has a name.',
  },
  {
    file: 'secret/escape.ts',
    original: "''",
    replacements: ['"Stryker was here!"'],
    reason: 'For the compiler, too: it is never read.',
  },
  {
    file: 'secret/escape.ts',
    original: 'codePoint < 0x80',
    replacements: ['false', 'codePoint <= 0x80'],
    reason: 'A shortcut: NFKC leaves ASCII, and U+0080, as they are.',
  },
];
