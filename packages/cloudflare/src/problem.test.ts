import { expect, it } from 'vitest';
import { unprintable } from './problem.ts';

it('is unprintable by the properties of Unicode', () => {
  const all = Array.from({ length: 0x11_00_00 }, (_, code) => String.fromCodePoint(code));
  const properties = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
  const [found, expected] = [unprintable, properties].map((pattern) =>
    all.filter((one) => pattern.test(one)),
  );
  expect(found?.length).toBe(65 + 2_048 + 2 + 9);
  expect(found).toEqual(expected);
});
