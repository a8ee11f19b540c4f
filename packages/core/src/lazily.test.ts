import { describe, expect, it, vi } from 'vitest';
import { lazily, lazilyForCall, once } from './lazily.ts';

describe.each([
  ['lazily', lazily],
  ['lazilyForCall', lazilyForCall],
])('%s', (_, made) => {
  it('makes a member when it is first used, once, and no other', () => {
    const one = vi.fn(() => ({ is: 'one' }));
    const two = vi.fn(() => ({ is: 'two' }));
    const object = made<{ one: { is: string }; two: { is: string } }>({ one, two });
    expect(one).not.toHaveBeenCalled();
    expect('one' in object).toBe(true);
    expect(object.one).toBe(object.one);
    expect(one).toHaveBeenCalledTimes(1);
    expect(two).not.toHaveBeenCalled();
    expect(object.two).toEqual({ is: 'two' });
    expect({ ...object }).toEqual({ one: { is: 'one' }, two: { is: 'two' } });
  });

  it('tries again when making one failed', () => {
    const make = vi.fn<() => number>().mockImplementationOnce(() => {
      throw new Error('not yet');
    });
    make.mockReturnValue(7);
    const object = made<{ it: number }>({ it: make });
    expect(() => object.it).toThrow('not yet');
    expect(object.it).toBe(7);
  });

  it('keeps objects of the same members apart', () => {
    const [first, second] = [1, 2].map((number) => made<{ it: number }>({ it: () => number }));
    expect([first?.it, second?.it, first?.it]).toEqual([1, 2, 1]);
  });
});

describe('once', () => {
  it('makes a value at its first use and keeps it, also one that is undefined', () => {
    const make = vi.fn(() => undefined);
    const get = once(make);
    expect(make).not.toHaveBeenCalled();
    expect([get(), get()]).toEqual([undefined, undefined]);
    expect(make).toHaveBeenCalledTimes(1);
  });
});
