import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors/errors.ts';
import { edited, type TextEdit } from './edit.ts';

const page = '== Tools ==\n* one\n* two\n* one more\n';

describe('edited', () => {
  it.each<[string, string, readonly TextEdit[], string]>([
    ['one place', page, [{ find: '* two', replace: '* 2' }], '== Tools ==\n* one\n* 2\n* one more\n'],
    ['away with it', page, [{ find: '* two\n', replace: '' }], '== Tools ==\n* one\n* one more\n'],
    [
      'several',
      page,
      [
        { find: 'more', replace: 'less' },
        { find: 'Tools', replace: 'T' },
      ],
      '== T ==\n* one\n* two\n* one less\n',
    ],
    ['all', page, [{ find: '* ', replace: '# ', all: true }], '== Tools ==\n# one\n# two\n# one more\n'],
    ['lines', 'a\r\nb\r\nc', [{ find: 'a\nb', replace: 'x\ny' }], 'x\r\ny\r\nc'],
    ['lines as they are', 'a\nb\r\nc', [{ find: 'a\nb', replace: 'x\ny' }], 'x\ny\r\nc'],
    [
      'side by side',
      'abcd',
      [
        { find: 'ab', replace: '1' },
        { find: 'cd', replace: '2' },
      ],
      '12',
    ],
    [
      'as the text is',
      'ab',
      [
        { find: 'a', replace: 'b' },
        { find: 'b', replace: 'a' },
      ],
      'ba',
    ],
    ['no pattern', 'a$1.*', [{ find: '$1.*', replace: "$&$'" }], "a$&$'"],
    ['nothing', page, [], page],
  ])('changes %s', (_, text, edits, made) => {
    expect(edited(text, edits)).toBe(made);
  });

  it.each<[string, string, readonly TextEdit[], RegExp]>([
    [
      'what is not there',
      page,
      [{ find: 'three', replace: '' }],
      /^edits\.0\.find does not stand in the text\.$/u,
    ],
    [
      'what is nearly there, with its line',
      'a\n * “Two”  words\n',
      [{ find: '* "two" words', replace: '' }],
      /^edits\.0\.find does not stand in the text\. The nearest is line 2: "\* “Two” {2}words"\.$/u,
    ],
    [
      'what is there twice',
      page,
      [
        { find: 'two', replace: '' },
        { find: '* one', replace: '' },
      ],
      /^edits\.1\.find stands in several places: lines 2, 4\.$/u,
    ],
    ['what overlaps itself', 'aaa', [{ find: 'aa', replace: 'b' }], /several places: lines 1, 1\.$/u],
    ['many', 'x\n'.repeat(9), [{ find: 'x', replace: '' }], /lines 1, 2, 3, 4, 5 …\.$/u],
    [
      'a place of another edit',
      page,
      [
        { find: '* two', replace: '' },
        { find: 'two\n', replace: '' },
      ],
      /^edits\.0 and edits\.1 change the same place, in line 3\.$/u,
    ],
    [
      'the same twice',
      page,
      [
        { find: 'two', replace: 'a' },
        { find: 'two', replace: 'b' },
      ],
      /change the same place/u,
    ],
    ['nothing', page, [{ find: '', replace: 'x' }], /is empty/u],
    ['too many places', 'x'.repeat(10_001), [{ find: 'x', replace: 'y', all: true }], /at most 10000/u],
  ])('refuses %s', (_, text, edits, message) => {
    expect(() => edited(text, edits)).toThrow(InputError);
    expect(() => edited(text, edits)).toThrow(message);
  });

  it('quotes a text only as one that somebody else wrote', () => {
    const error = thrown(() => edited('A\u{202e} hidden word', [{ find: 'a hidden', replace: '' }]));
    expect(error).toMatchObject({ quotes: true });
    expect(String(error)).toContain(String.raw`A\\u{202e}`);
    expect(thrown(() => edited(page, [{ find: 'three', replace: '' }]))).toMatchObject({ quotes: false });
  });

  it('leaves everything else to the last unit', () => {
    const part = fc.string({ unit: 'binary', maxLength: 20 });
    fc.assert(
      fc.property(part, part, part, fc.stringMatching(/^[a-f]{8}$/u), (before, behind, replace, find) => {
        fc.pre(!`${before}${behind}`.includes(find.slice(0, 1)));
        expect(edited(`${before}${find}${behind}`, [{ find, replace }])).toBe(`${before}${replace}${behind}`);
      }),
    );
  });

  it('replaces all places as a split does', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[ab\n]{0,40}$/u),
        fc.stringMatching(/^[ab]{1,3}$/u),
        fc.string(),
        (text, find, replace) => {
          fc.pre(text.includes(find));
          expect(edited(text, [{ find, replace, all: true }])).toBe(text.split(find).join(replace));
        },
      ),
    );
  });
});

function thrown(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
