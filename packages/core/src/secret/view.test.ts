import { describe, expect, it } from 'vitest';
import { decodeView, type View, viewOf } from './view.ts';

/** Each unit of a view, with what it stands for. */
function pairs(view: View, original: string): string[] {
  return Array.from({ length: view.text.length }, (_, index) => {
    return `${view.text.charAt(index)}=${original.slice(view.startOf(index), view.endOf(index))}`;
  });
}

describe('decodeView', () => {
  it.each([
    ['', []],
    ['ab', ['a=a', 'b=b']],
    ['a%42c', ['a=a', 'B=%42', 'c=c']],
    ['\ufb01&#65;', ['f=\ufb01', 'i=\ufb01', 'A=&#65;']],
  ])('of %j says of each unit what it stands for', (text, expected) => {
    expect(pairs(viewOf(text), text)).toEqual(Array.from(text, (unit) => `${unit}=${unit}`));
    expect(pairs(decodeView(viewOf(text)), text)).toEqual(expected);
  });

  it('goes back through two layers', () => {
    const text = 'a%26#66;c';
    expect(pairs(decodeView(decodeView(viewOf(text))), text)).toEqual(['a=a', 'B=%26#66;', 'c=c']);
  });

  it('says 0 outside the text', () => {
    const view = decodeView(viewOf('a'));
    expect([view.startOf(1), view.endOf(1)]).toEqual([0, 0]);
  });
});
