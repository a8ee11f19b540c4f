import { expect, it } from 'vitest';
import { compact, membersWhere } from './schema.ts';

it.each(['{"a":1,"__proto__":{"polluted":true},"b":null}', '{"constructor":1}', '{}'])(
  'copies %s as it is',
  (text) => {
    const copy = compact(JSON.parse(text));
    expect(JSON.stringify(copy)).toBe(text);
    expect('polluted' in copy).toBe(false);
  },
);

it('leaves out what is not wanted', () => {
  expect(compact({ a: undefined, b: null, c: 0 })).toEqual({ b: null, c: 0 });
  expect(membersWhere({ a: 1, b: 2 }, (name, value) => name === 'a' || value === 1)).toEqual({ a: 1 });
});
